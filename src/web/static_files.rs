//! `/static/*`: the files that pages refer to. Browsers keep them for a year if the URL
//! contains the content's fingerprint.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    web,
};

use super::{access::Anyone, error::AppError, state::AppState, views::Assets};

/// The files that only help developers.
const DEVELOPMENT: &str = "/static/dev/";

/// `GET /static/{file}`
pub async fn serve(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    if req.path().starts_with(DEVELOPMENT) && state.config.server.environment.is_production() {
        return Err(AppError::NotFound);
    }
    let asset = Assets::find(req.path()).ok_or(AppError::NotFound)?;
    let caching = if asset.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    let known =
        req.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == asset.etag.as_bytes());
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((CACHE_CONTROL, caching)).insert_header((ETAG, asset.etag));
    if known {
        return Ok(answer.finish());
    }
    Ok(answer.content_type(asset.content_type).body(asset.bytes.into_owned()))
}
