//! Embeds what the program needs at run time.
//!
//! Templates, static files and migrations trigger a rebuild when they change. Of two large
//! Unicode tables, only the part that we use is written into the program.

use std::{env, error::Error, fs, path::Path};

use any_ascii::any_ascii_char;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_script::{Script, UnicodeScript as _};
use unicode_security::skeleton;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    for folder in ["templates", "static", "migrations"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let out = env::var("OUT_DIR")?;
    let write = |name, table| fs::write(Path::new(&out).join(name), table);
    write("spellings.rs", spellings())?;
    Ok(write("ascii_lookalikes.rs", ascii_lookalikes())?)
}

/// Spells letters in ASCII as people do in URLs, as a sorted array of `(char, [u8; 4])`
/// padded with zeros: `ß` as `ss`, `ø` as `o`. Other scripts than these sound different
/// from language to language, so they aren't guessed. A longer spelling doesn't compile.
fn spellings() -> String {
    let known = |c: &char| matches!(c.script(), Script::Latin | Script::Greek | Script::Cyrillic);
    let spelled = |c: char| {
        let letters = any_ascii_char(c).to_ascii_lowercase();
        let mut letters: Vec<u8> = letters.bytes().filter(u8::is_ascii_alphanumeric).collect();
        letters.resize(4.max(letters.len()), 0);
        (letters != [0; 4]).then(|| format!("('{}',{letters:?}),", c.escape_unicode()))
    };
    let in_use = '\u{80}'..='\u{ffff}';
    // Others are taken apart first.
    let whole = |c: &char| !is_combining_mark(*c) && c.nfkd().eq([*c]);
    let letters = in_use.filter(known).filter(whole);
    format!("&[{}]", letters.filter_map(spelled).collect::<String>())
}

/// Characters that look like ASCII (UTS 39), as a sorted array.
fn ascii_lookalikes() -> String {
    let deceives = |c: &char| skeleton(&c.to_string()).all(|shown| shown.is_ascii());
    // The planes after these hold ideographs.
    let found = ('\u{80}'..='\u{1ffff}').filter(deceives).map(|c| c.escape_unicode().to_string());
    format!("&['{}']", found.collect::<Vec<_>>().join("','"))
}
