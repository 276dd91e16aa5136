//! A JSON body that the handler parses itself: a caller without permission learns nothing
//! from its errors.

use actix_web::{FromRequest, HttpRequest, dev::Payload, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::media_type;
use crate::web::error::AppError;

/// The body as received.
pub struct JsonBody {
    body: Bytes,
    is_json: bool,
}

impl JsonBody {
    /// Returns the body as received.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Parses the body as `T`; fields that `T` doesn't have are ignored.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        if !self.is_json {
            return Err(AppError::UnsupportedMediaType);
        }
        // Serde would accept an array as the fields in order.
        let fields: Map<String, Value> = serde_json::from_slice(&self.body).map_err(unreadable)?;
        serde_json::from_value(Value::Object(fields)).map_err(unreadable)
    }
}

fn unreadable(_: serde_json::Error) -> AppError {
    AppError::BadRequest(crate::text!("app-not-json"))
}

impl FromRequest for JsonBody {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, actix_web::Result<Self>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = media_type::is_json(req.headers());
        let body = Bytes::from_request(req, payload);
        Box::pin(async move { Ok(Self { body: body.await?, is_json }) })
    }
}
