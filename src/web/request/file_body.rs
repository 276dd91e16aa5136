//! A file as the body. The middleware has read it already, and limits its size.

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::{StreamExt as _, future::LocalBoxFuture};

use crate::{tenancy::logos::MAX_BYTES, web::error::AppError};

/// The file as received.
pub struct FileBody(pub Vec<u8>);

/// The largest body: a file, with what a form has around it.
pub const LIMIT: usize = MAX_BYTES + 8 * 1024;

impl FileBody {
    /// Whether the rest was cut off, because it is larger than any file may be.
    pub fn is_cut(&self) -> bool {
        self.0.len() > LIMIT
    }
}

impl FromRequest for FileBody {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let mut payload = payload.take();
        Box::pin(async move {
            let mut file = Vec::new();
            while let Some(chunk) = payload.next().await {
                let chunk =
                    chunk.map_err(|_| AppError::BadRequest(crate::text!("app-not-whole")))?;
                file.extend_from_slice(&chunk);
            }
            Ok(Self(file))
        })
    }
}
