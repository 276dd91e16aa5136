//! A file as the body. The middleware has read it already, and limits its size.

use actix_multipart::Multipart;
use actix_web::{FromRequest, HttpRequest, dev::Payload, error::PayloadError, web::Bytes};
use futures_util::{StreamExt as _, future::LocalBoxFuture, stream};

use crate::{pictures::MAX_BYTES, web::error::AppError};

/// The file as received.
pub struct FileBody(pub Vec<u8>);

/// The largest body: a file, with what a form has around it.
pub const LIMIT: usize = MAX_BYTES + 8 * 1024;

impl FileBody {
    /// Whether the rest was cut off, because it is larger than any file may be.
    pub fn is_cut(&self) -> bool {
        self.0.len() > LIMIT
    }

    /// Returns the file in the form's field `name`; empty without one.
    pub async fn field(self, req: &HttpRequest, name: &str) -> Result<Vec<u8>, AppError> {
        const UNREADABLE: AppError = AppError::BadRequest(crate::text!("app-form-unread"));
        let body = stream::iter([Ok::<_, PayloadError>(Bytes::from(self.0))]);
        let mut form = Multipart::new(req.headers(), body);
        while let Some(field) = form.next().await {
            let mut field = field.map_err(|_| UNREADABLE)?;
            let is_wanted = field.name() == Some(name);
            let mut file = Vec::new();
            while let Some(chunk) = field.next().await {
                file.extend_from_slice(&chunk.map_err(|_| UNREADABLE)?);
            }
            if is_wanted {
                return Ok(file);
            }
        }
        Ok(Vec::new())
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
