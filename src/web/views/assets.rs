mod encoded;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use rust_embed::Embed;
use sha2::{Digest as _, Sha256};

pub use self::encoded::Coding;
use super::bundles;
use crate::locale::Language;

/// The files under `static/`: embedded in release builds, read from disk in debug builds.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/static"]
struct Files;

/// A file or a bundle, with the hash that its URL begins to spell.
struct Content {
    bytes: Cow<'static, [u8]>,
    hash: [u8; 32],
}

/// A static file, ready to send.
#[derive(Clone, Debug)]
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// Whether the URL names exactly this content, so that it may be cached forever.
    pub immutable: bool,
    /// A strong entity tag, including the quotes.
    pub etag: String,
    path: String,
    hash: [u8; 32],
}

impl Asset {
    /// Returns the content in `coding`, with an entity tag of its own, if it was compressed.
    pub fn encoded(&self, coding: Coding) -> Option<(&'static [u8], String)> {
        let bytes = encoded::find(&self.path, self.hash, coding)?;
        let tag = self.etag.trim_matches('"');
        Some((bytes, format!("\"{tag}-{}\"", coding.as_str())))
    }
}

/// The files under `static/` and their bundles, each at a URL that changes with its content:
/// `/static/css/app.0123456789.css`.
#[derive(Clone, Copy, Debug)]
pub struct Assets;

impl Assets {
    /// Returns the URL of the file, in the language if it has texts; `None` if it doesn't exist, as may be the case for files
    /// under `vendor/`.
    pub fn url(path: &str, language: Language) -> Option<String> {
        let path = &*bundles::in_language(path, language);
        if cfg!(debug_assertions) {
            return url(path);
        }
        URLS.get(path).cloned()
    }

    /// Finds the file behind a URL path, with or without a fingerprint.
    ///
    /// A fingerprint of another version still finds the file, because a page from before
    /// a deployment may ask for it; that response must not be cached.
    pub fn find(url_path: &str) -> Option<Asset> {
        let path = url_path.strip_prefix("/static/")?;
        if let Some(content) = read(path) {
            return Some(asset(path, content, None));
        }
        let (plain, asked) = without_fingerprint(path)?;
        Some(asset(&plain, read(&plain)?, Some(asked)))
    }
}

/// Every file's URL; embedded files don't change.
static URLS: LazyLock<HashMap<Cow<'static, str>, String>> = LazyLock::new(|| {
    let paths = Files::iter().chain(bundles::paths());
    paths.filter_map(|path| url(&path).map(|url| (path, url))).collect()
});

fn read(path: &str) -> Option<Content> {
    let part = |path: &str| String::from_utf8(Files::get(path)?.data.into_owned()).ok();
    if let Some(text) = bundles::join(path, part) {
        let hash = Sha256::digest(&text).into();
        return Some(Content { bytes: text.into_bytes().into(), hash });
    }
    let file = Files::get(path)?;
    Some(Content { hash: file.metadata.sha256_hash(), bytes: file.data })
}

fn url(path: &str) -> Option<String> {
    let print = fingerprint(&read(path)?);
    let (stem, extension) = path.rsplit_once('.')?;
    Some(format!("/static/{stem}.{print}.{extension}"))
}

fn asset(path: &str, content: Content, asked: Option<&str>) -> Asset {
    let print = fingerprint(&content);
    Asset {
        content_type: content_type(path),
        immutable: asked == Some(print.as_str()),
        etag: format!("\"{print}\""),
        path: path.to_owned(),
        hash: content.hash,
        bytes: content.bytes,
    }
}

fn fingerprint(content: &Content) -> String {
    content.hash.iter().take(5).fold(String::with_capacity(10), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn without_fingerprint(path: &str) -> Option<(String, &str)> {
    let (rest, extension) = path.rsplit_once('.')?;
    let (stem, print) = rest.rsplit_once('.')?;
    let is_print = print.len() == 10 && print.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_print.then(|| (format!("{stem}.{extension}"), print))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_from_a_page_finds_the_file_and_may_be_kept() {
        let url = Assets::url("css/app.css", Language::English).unwrap();
        let found = Assets::find(&url).unwrap();
        assert!(found.immutable);
        assert_eq!(found.content_type, "text/css; charset=utf-8");
    }

    #[test]
    fn a_url_of_another_version_finds_the_file_and_may_not_be_kept() {
        assert!(!Assets::find("/static/css/app.0000000000.css").unwrap().immutable);
        assert!(!Assets::find("/static/css/app.css").unwrap().immutable);
    }

    #[test]
    fn texts_are_compressed_when_the_program_is_built() {
        for path in ["css/app.css", "js/app.js", "js/neon-auth.js", "img/logo.svg"] {
            let asset = Assets::find(&format!("/static/{path}")).unwrap();
            let (brotli, tag) = asset.encoded(Coding::Brotli).unwrap();
            let (gzip, _) = asset.encoded(Coding::Gzip).unwrap();
            assert!(brotli.len() < asset.bytes.len() && gzip.len() < asset.bytes.len(), "{path}");
            assert!(tag.ends_with("-br\"") && gzip.starts_with(&[0x1f, 0x8b]), "{path}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_found() {
        assert!(Assets::find("/static/../Cargo.toml").is_none());
        assert!(Assets::find("/static/css").is_none());
        assert!(Assets::find("/css/app.css").is_none());
        assert!(Assets::url("vendor/missing.js", Language::English).is_none());
    }
}
