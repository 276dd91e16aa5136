//! The bytes that it costs to load a page: compressed, as it's sent, without headers.

use std::{collections::BTreeSet, io::Write as _};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

use crate::harness::{Browser, TestApp};

/// Bytes that a browser without anything of ours may load.
const SIGN_IN: usize = 25_000;
const HOME: usize = 40_000;

/// Bytes that a browser may load that has the page's scripts and styles.
const WARM: usize = 8_000;

#[tokio::test]
async fn pages_stay_light() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let sign_in = Loaded::by(&mut app.visitor(), "/auth/login").await;
    let home = Loaded::by(&mut ada, &format!("/o/{slug}/dashboard")).await;
    assert!(sign_in.cold() <= SIGN_IN, "sign-in: {} of {:?}", sign_in.cold(), sign_in.files);
    assert!(home.cold() <= HOME, "home: {} of {:?}", home.cold(), home.files);
    for section in ["dashboard", "todos", "members", "settings", "insights"] {
        let page = Loaded::by(&mut ada, &format!("/o/{slug}/{section}")).await;
        assert!(page.html <= WARM, "{section}: {}", page.html);
    }
}

/// The sizes of a page and its files.
struct Loaded {
    html: usize,
    files: Vec<(String, usize)>,
}

impl Loaded {
    async fn by(browser: &mut Browser, path: &str) -> Self {
        let page = browser.get(path).await.expect(200).text;
        let mut names: BTreeSet<String> = page
            .split('"')
            .filter(|text| text.starts_with("/static/") && !is_for_development(text))
            .map(str::to_owned)
            .collect();
        let style = names.iter().find(|name| name.ends_with(".css")).unwrap().clone();
        let style = browser.get(&style).await.expect(200).text;
        let pictures = style.split("url(\"").skip(1).filter_map(|rest| rest.split('"').next());
        names.extend(pictures.map(|path| path.replacen("../", "/static/", 1)));
        let mut files = Vec::new();
        for name in names {
            let content = browser.get(&name).await.expect(200).text;
            files.push((name, brotli(&content)));
        }
        Self { html: gzip(&page), files }
    }

    fn cold(&self) -> usize {
        self.html + self.files.iter().map(|(_, size)| size).sum::<usize>()
    }
}

/// Production has no such files; the script of charts is loaded by one page, after it's shown.
fn is_for_development(path: &str) -> bool {
    path.starts_with("/static/dev/") || path.starts_with("/static/vendor/")
}

/// Returns the size of a file as the release is built.
fn brotli(content: &str) -> usize {
    let parameters = BrotliEncoderParams { quality: 11, ..BrotliEncoderParams::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut content.as_bytes(), &mut compressed, &parameters).unwrap();
    compressed.len()
}

/// Returns the size of a page.
fn gzip(content: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}
