//! Answers that report a change, which is stored by then.

use actix_web::{HttpResponse, http::header::LOCATION};
use serde::Serialize;

use crate::db::Committed;

/// The thing as it is now.
pub fn changed(now: impl Serialize, _: Committed) -> HttpResponse {
    HttpResponse::Ok().json(now)
}

/// A thing that didn't exist before.
pub fn created(new: impl Serialize, _: Committed) -> HttpResponse {
    HttpResponse::Created().json(new)
}

/// Like [`created`], with its address.
pub fn created_at(location: &str, new: impl Serialize, _: Committed) -> HttpResponse {
    HttpResponse::Created().insert_header((LOCATION, location)).json(new)
}

/// A thing that is gone.
pub fn deleted(_: Committed) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
