//! Checks a request before any handler sees it, then reads its body.

use actix_web::{
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::{canonical_url, read_body, reject_nul, same_origin};
use crate::web::error::AppError;

/// Lets a request pass that is sent to our host, from where it may come, and in a form
/// that can be read and stored.
pub async fn admit<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    if let Err(error) = check(&mut req).await {
        return Ok(req.error_response(error));
    }
    Ok(next.call(req).await?.map_into_boxed_body())
}

async fn check(req: &mut ServiceRequest) -> Result<(), AppError> {
    canonical_url::check_host(req.request())?;
    same_origin::check(req.request())?;
    reject_nul::check_address(req.request())?;
    read_body::read_body(req).await
}
