//! `/static/*`: the files that pages refer to. Browsers keep them for a year if the URL
//! contains the content's fingerprint.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{
        ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, ETAG,
        Encoding, Header as _, IF_NONE_MATCH, VARY,
    },
    web,
};

use super::{
    access::Anyone,
    error::AppError,
    state::AppState,
    views::{Assets, Coding},
};

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
    let coding = coding(&req);
    let encoded = coding.and_then(|coding| Some((coding, asset.encoded(coding)?)));
    let etag = encoded.as_ref().map_or(&asset.etag, |(_, (_, etag))| etag).clone();
    let known =
        req.headers().get(IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes());
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header((CACHE_CONTROL, caching)).insert_header((ETAG, etag));
    answer.insert_header((VARY, ACCEPT_ENCODING.as_str()));
    if known {
        return Ok(answer.finish());
    }
    answer.content_type(asset.content_type);
    Ok(match encoded {
        Some((coding, (bytes, _))) => {
            answer.insert_header((CONTENT_ENCODING, coding.as_str())).body(bytes)
        }
        None => answer.body(asset.bytes.into_owned()),
    })
}

/// Returns the coding to answer in: the smaller one, if the client takes it.
fn coding(req: &HttpRequest) -> Option<Coding> {
    let accepted = AcceptEncoding::parse(req).ok()?;
    let offered = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    match accepted.negotiate(offered.iter())? {
        Encoding::Known(ContentEncoding::Brotli) => Some(Coding::Brotli),
        Encoding::Known(ContentEncoding::Gzip) => Some(Coding::Gzip),
        _ => None,
    }
}
