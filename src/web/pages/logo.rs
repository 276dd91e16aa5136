//! The logos of organizations, at `/logos/{digest}`.
//!
//! Everybody who knows a logo's address may see it: an invitation shows it to people who belong
//! nowhere yet, and a browser keeps it without asking again. The address is the digest of
//! the image, so it can't be guessed, and it never shows another image.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web,
};
use serde::Deserialize;

use crate::{
    db::SystemConn,
    tenancy::logos,
    web::{access::Anyone, error::AppError, state::AppState},
};

/// The path `/logos/{digest}`.
#[derive(Debug, Deserialize)]
pub struct LogoPath {
    digest: String,
}

const FOREVER: &str = "public, max-age=31536000, immutable";

/// `GET /logos/{digest}`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    path: web::Path<LogoPath>,
) -> Result<HttpResponse, AppError> {
    let digest = &path.digest;
    if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'a'..=b'f'))
    {
        return Err(AppError::NotFound);
    }
    let tag = format!("\"{digest}\"");
    let known = req.headers().get(IF_NONE_MATCH).is_some_and(|it| it.as_bytes() == tag.as_bytes());
    if known {
        let mut same = HttpResponse::NotModified();
        return Ok(same
            .insert_header((CACHE_CONTROL, FOREVER))
            .insert_header((ETAG, tag))
            .finish());
    }
    let find = async |db: &SystemConn| logos::find(db, digest).await;
    let image = state.db.as_system("show a logo to anyone who knows its address", find).await?;
    let image = image.ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, FOREVER))
        .insert_header((ETAG, tag))
        .content_type("image/webp")
        .body(image))
}
