//! Which part of the pool a request's connection counts to.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use crate::db::{Lane, in_lane};

/// Keeps what gets stuck together together: see [`Lane`].
pub async fn keep<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    in_lane(lane(req.path()), next.call(req)).await
}

/// By the address alone: a request that is refused counts as well.
fn lane(path: &str) -> Lane {
    const LANES: [(&str, Lane); 6] = [
        ("/o/", Lane::Tenants),
        ("/api/v1/tenants", Lane::Tenants),
        ("/account", Lane::Account),
        ("/auth/", Lane::SignIn),
        ("/api/auth/", Lane::SignIn),
        ("/api/v1/auth/", Lane::SignIn),
    ];
    let named = LANES.iter().find(|(prefix, _)| path.starts_with(prefix));
    named.map_or(Lane::Others, |(_, lane)| *lane)
}
