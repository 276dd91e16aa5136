//! Answers that report a change, which is stored by then.

use actix_web::HttpResponse;
use serde::Serialize;

use crate::db::Committed;

/// The thing as it is now.
pub fn changed(now: impl Serialize, _: Committed) -> HttpResponse {
    HttpResponse::Ok().json(now)
}

/// A thing that is gone.
pub fn deleted(_: Committed) -> HttpResponse {
    HttpResponse::NoContent().finish()
}
