//! Templates and static files are embedded: a new one is a reason to build again.
//! Common passwords are compiled into a set that is searched as it is.

use std::{env, error::Error, fs, path::Path};

const COMMON_PASSWORDS: &str = "src/identity/common_passwords.txt";

fn main() -> Result<(), Box<dyn Error>> {
    for path in ["templates", "static", "migrations", COMMON_PASSWORDS] {
        println!("cargo:rerun-if-changed={path}");
    }
    let text = fs::read_to_string(COMMON_PASSWORDS)?;
    let (_licence, list) = text.split_once("\n\n").ok_or("the list has no end of its header")?;
    let set = fst::Set::from_iter(list.lines())?;
    let file = Path::new(&env::var("OUT_DIR")?).join("common_passwords.fst");
    Ok(fs::write(file, set.as_fst().as_bytes())?)
}
