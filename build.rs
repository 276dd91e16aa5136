//! Embeds what the program needs at run time.
//!
//! Templates, static files and migrations trigger a rebuild when they change. Static files are
//! compressed as far as they can be. Of two large Unicode tables, only the part that we use is
//! written into the program.

use std::{
    collections::BTreeMap,
    env,
    error::Error,
    fs,
    io::{self, Write as _},
    path::Path,
};

use any_ascii::any_ascii_char;
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_script::{Script, UnicodeScript as _};
use unicode_security::skeleton;

#[path = "src/web/views/bundles/parts.rs"]
mod bundle_parts;

use bundle_parts::{BUNDLES, MESSAGES, plain};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    for folder in ["templates", "static", "migrations", "locales"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let out = env::var("OUT_DIR")?;
    let write = |name, table| fs::write(Path::new(&out).join(name), table);
    println!("cargo:rerun-if-changed=src/web/views/bundles/parts.rs");
    write("encoded.rs", encoded(Path::new(&out))?)?;
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

/// The kinds of files that are smaller compressed.
const TEXT: [&str; 3] = ["css", "js", "svg"];

/// Compresses the static files and their bundles; returns an array of their paths and hashes
/// with both forms of each.
fn encoded(out: &Path) -> Result<String, Box<dyn Error>> {
    let folder = Path::new("static");
    let mut contents = BTreeMap::new();
    read_all(folder, folder, &mut contents)?;
    for (path, parts) in BUNDLES {
        // The texts of messages are known to the program only.
        if !parts.contains(&MESSAGES) {
            let part =
                |part: &&str| fs::read_to_string(folder.join(part)).map(|it| plain(part, &it));
            let text = parts.iter().map(part).collect::<Result<String, _>>()?;
            contents.insert(path.to_owned(), text.into_bytes());
        }
    }
    let mut list = Vec::new();
    for (number, (path, content)) in contents.iter().enumerate() {
        let (brotli, gzip) = (brotli(content)?, gzip(content)?);
        if brotli.len() < content.len() && gzip.len() < content.len() {
            let names = [format!("{number}.br"), format!("{number}.gz")];
            fs::write(out.join(&names[0]), brotli)?;
            fs::write(out.join(&names[1]), gzip)?;
            let hash: [u8; 32] = Sha256::digest(content).into();
            let [brotli, gzip] = names
                .map(|name| format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))"));
            list.push(format!("({path:?},{hash:?},{brotli},{gzip})"));
        }
    }
    Ok(format!("&[{}]", list.join(",")))
}

fn read_all(
    root: &Path,
    folder: &Path,
    contents: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            read_all(root, &path, contents)?;
        } else if path.extension().is_some_and(|it| TEXT.iter().any(|text| it == *text)) {
            let name = path.strip_prefix(root)?.to_string_lossy().replace('\\', "/");
            contents.insert(name, fs::read(&path)?);
        }
    }
    Ok(())
}

/// Compresses to the last byte what is released, and quickly what is tried out.
fn is_release() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

fn brotli(content: &[u8]) -> io::Result<Vec<u8>> {
    let quality = if is_release() { 11 } else { 4 };
    let parameters = BrotliEncoderParams { quality, ..BrotliEncoderParams::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*content, &mut compressed, &parameters)?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> io::Result<Vec<u8>> {
    let level = if is_release() { Compression::best() } else { Compression::fast() };
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(content)?;
    encoder.finish()
}
