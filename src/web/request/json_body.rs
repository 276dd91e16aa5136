//! A JSON body, judged by the handler: whoever may not call learns nothing from
//! what is wrong with it.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::media_type;
use crate::web::error::AppError;

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
        // An array would be taken for the fields in their order.
        let fields: Map<String, Value> = serde_json::from_slice(&self.body).map_err(unreadable)?;
        serde_json::from_value(Value::Object(fields)).map_err(unreadable)
    }
}

fn unreadable(_: serde_json::Error) -> AppError {
    AppError::BadRequest("The body is not the JSON that this address takes.")
}

impl FromRequest for Sent {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = media_type::is_json(req.headers());
        let body = Bytes::from_request(req, payload);
        Box::pin(async move { Ok(Self { body: body.await?, is_json }) })
    }
}
