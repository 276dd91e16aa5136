//! Images that people have uploaded. The address of each is the digest of the image, so it
//! can't be guessed, it never shows another image, and a browser keeps it without asking again.

pub mod logo;
pub mod picture;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
};
use serde::Deserialize;

use crate::web::error::AppError;

/// The end of an image's path.
#[derive(Debug, Deserialize)]
pub struct ImagePath {
    digest: String,
}

impl ImagePath {
    fn tag(&self) -> String {
        format!("\"{}\"", self.digest)
    }

    /// Returns the digest, or refuses what can't be one.
    fn digest(&self) -> Result<&str, AppError> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        let is_digest = self.digest.len() == 64 && self.digest.bytes().all(is_hex);
        is_digest.then_some(self.digest.as_str()).ok_or(AppError::NotFound)
    }

    /// Whether the browser that asks has the image already.
    fn is_known(&self, req: &HttpRequest) -> bool {
        let known = req.headers().get(IF_NONE_MATCH);
        known.is_some_and(|it| it.as_bytes() == self.tag().as_bytes())
    }

    /// Says that the browser's image is the right one.
    fn same(&self, caching: &str) -> HttpResponse {
        self.kept(HttpResponse::NotModified(), caching).finish()
    }

    fn image(&self, caching: &str, kind: &str, image: Vec<u8>) -> HttpResponse {
        self.kept(HttpResponse::Ok(), caching).content_type(kind).body(image)
    }

    fn kept(&self, mut answer: HttpResponseBuilder, caching: &str) -> HttpResponseBuilder {
        answer.insert_header((CACHE_CONTROL, caching)).insert_header((ETAG, self.tag()));
        answer
    }
}
