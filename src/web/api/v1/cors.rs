//! Which pages of other origins may call, with credentials.

use actix_cors::Cors;
use actix_web::http::{
    Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, LOCATION, RETRY_AFTER},
};

use crate::config::ServerConfig;

/// How long a browser may keep the answer to a preflight, in seconds.
const MAX_AGE: usize = 600;

/// `CORS_ORIGINS` and no others; never a wildcard.
pub fn allow(server: &ServerConfig) -> Cors {
    let methods = [Method::GET, Method::POST, Method::PATCH, Method::DELETE];
    let cors = Cors::default()
        .supports_credentials()
        .allowed_methods(methods)
        .allowed_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE])
        .expose_headers([LOCATION, RETRY_AFTER])
        .block_on_origin_mismatch(false)
        .max_age(MAX_AGE);
    let origins = server.cors_origins.iter().map(crate::config::CallingOrigin::origin);
    origins.fold(cors, |cors, origin| cors.allowed_origin(&origin))
}
