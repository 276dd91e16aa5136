//! Static files in the coding that the browser takes.

use std::io::Read as _;

use flate2::read::GzDecoder;
use reqwest::{Method, header::HeaderMap};

use crate::harness::TestApp;

#[tokio::test]
async fn static_files_come_compressed_to_those_who_take_it() {
    let app = TestApp::spawn().await;
    let visitor = app.visitor();
    let page = app.visitor().get("/").await.expect(200).text;
    let at = page.find("/static/css/app.").expect("the page has a style sheet");
    let path = page[at..].split('"').next().unwrap();
    let get = async |accepted: &str, tag: &str| -> (u16, HeaderMap, Vec<u8>) {
        let request = visitor.request(Method::GET, path).header("accept-encoding", accepted);
        let answer = request.header("if-none-match", tag).send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        (status, headers, answer.bytes().await.unwrap().to_vec())
    };
    let coding = |headers: &HeaderMap| {
        headers.get("content-encoding").map_or("", |it| it.to_str().unwrap()).to_owned()
    };
    let (_, headers, plain) = get("identity", "").await;
    assert_eq!(coding(&headers), "");
    let mut tags = vec![headers["etag"].clone()];
    for (accepted, expected) in
        [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0, gzip;q=0.5", "gzip")]
    {
        let (status, headers, body) = get(accepted, "").await;
        assert_eq!((status, coding(&headers).as_str()), (200, expected), "{accepted}");
        assert_eq!(headers["vary"], "accept-encoding", "{accepted}");
        assert_eq!(headers["content-type"], "text/css; charset=utf-8");
        assert!(headers["cache-control"].to_str().unwrap().contains("immutable"));
        assert!(body.len() * 2 < plain.len(), "{accepted}: {} of {}", body.len(), plain.len());
        if expected == "gzip" {
            let mut text = Vec::new();
            GzDecoder::new(body.as_slice()).read_to_end(&mut text).unwrap();
            assert!(text == plain, "it is another text");
        }
        let tag = headers["etag"].clone();
        assert_eq!(get(accepted, tag.to_str().unwrap()).await.0, 304, "{accepted}");
        tags.push(tag);
    }
    tags.dedup();
    assert_eq!(tags.len(), 3, "each coding has a tag of its own: {tags:?}");
}
