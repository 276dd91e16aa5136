//! A JSON body, judged by the handler: whoever may not call learns nothing from
//! what is wrong with it.

use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use super::error::AppError;

/// The body as it came.
pub struct Sent {
    body: Bytes,
    is_json: bool,
}

impl Sent {
    /// What it says; fields that `T` does not have are ignored.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        if !self.is_json {
            return Err(AppError::UnsupportedMediaType);
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| AppError::BadRequest("The body is not the JSON that this address takes."))
    }
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = req.content_type().eq_ignore_ascii_case("application/json");
        let body = Bytes::from_request(req, payload);
        Box::pin(async move { Ok(Self { body: body.await?, is_json }) })
    }
}
