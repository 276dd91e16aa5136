//! Static files as they were compressed when the program was built. A debug build reads files
//! from disk, and compresses one that was edited since as it sends it.

/// A file's path, the hash of its content, and the content in brotli and in gzip.
type Encoded = (&'static str, [u8; 32], &'static [u8], &'static [u8]);

/// All that are smaller for it, sorted by path.
const ENCODED: &[Encoded] = include!(concat!(env!("OUT_DIR"), "/encoded.rs"));

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli.
    Brotli,
    /// Gzip.
    Gzip,
}

impl Coding {
    /// Returns the name in `Content-Encoding`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }
}

/// Returns the content with this hash in `coding`.
pub(super) fn find(path: &str, hash: [u8; 32], coding: Coding) -> Option<&'static [u8]> {
    let at = ENCODED.binary_search_by(|(known, ..)| known.cmp(&path)).ok()?;
    let (_, _, brotli, gzip) = ENCODED.get(at).filter(|(_, known, ..)| *known == hash)?;
    Some(match coding {
        Coding::Brotli => brotli,
        Coding::Gzip => gzip,
    })
}
