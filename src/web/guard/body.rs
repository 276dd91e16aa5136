//! Bodies are read whole, small and in time, before anything else is done: a
//! slow sender never holds a database connection.

use std::time::Duration;

use actix_web::{
    FromRequest as _, HttpMessage as _, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::{Bytes, PayloadConfig},
};

use crate::web::error::AppError;

/// The largest body that any address takes, in bytes.
pub const LIMIT: usize = 64 * 1024;

/// How long a body may take to arrive.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads the body into memory.
pub async fn read_body<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    if req.method().is_safe() {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let mut payload = req.take_payload();
    match read(req.request(), &mut payload).await {
        Ok(body) => {
            req.set_payload(Payload::from(body));
            Ok(next.call(req).await?.map_into_boxed_body())
        }
        Err(error) => Ok(req.error_response(error)),
    }
}

async fn read(req: &HttpRequest, payload: &mut Payload) -> Result<Bytes, AppError> {
    let read = Bytes::from_request(req, payload);
    let outcome = actix_web::rt::time::timeout(TIMEOUT, read).await;
    let body = outcome.map_err(|_| AppError::TooSlow)?;
    body.map_err(|error| match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => AppError::TooLarge,
        _ => AppError::BadRequest("The body did not arrive whole."),
    })
}

/// What [`read_body`] needs to know.
pub fn config() -> PayloadConfig {
    PayloadConfig::new(LIMIT)
}
