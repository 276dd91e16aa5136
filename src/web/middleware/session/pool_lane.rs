//! Chooses the part of the connection pool that a request counts toward.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use super::areas;
use crate::{
    db::{Lane, in_lane},
    web::urls,
};

/// Runs the request in its lane, so that stuck requests hold up only their kind: see [`Lane`].
pub async fn keep<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    in_lane(lane(req.path()), next.call(req)).await
}

/// Pages among the sign-in pages that are about organizations.
const ONBOARDING: [&str; 3] =
    [urls::NO_ORGANIZATION, urls::REGISTER_ORGANIZATION, urls::SELECT_TENANT];

/// Chooses the lane by path alone: a refused request counts as well.
fn lane(path: &str) -> Lane {
    let after = |prefixes: &[&str]| prefixes.iter().find_map(|it| path.strip_prefix(it));
    if after(&ONBOARDING).is_some() {
        return Lane::Tenants("");
    }
    if let Some(below) = after(&[urls::ORGANIZATIONS, urls::API_TENANTS]) {
        let below = below.trim_start_matches('/').split_once('/');
        return Lane::Tenants(below.map_or("", |(_, below)| areas::of_tenants(below)));
    }
    if let Some(below) = after(&[urls::ACCOUNT]) {
        return Lane::Account(areas::of_account(below));
    }
    let sign_in = after(&[urls::AUTH, "/api/auth/", "/api/v1/auth/"]);
    sign_in.map_or(Lane::Others, |below| Lane::SignIn(areas::of_sign_in(below)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_counts_to_its_area() {
        assert_eq!(lane("/o/acme/todos/1/edit"), Lane::Tenants("todos"));
        assert_eq!(lane("/api/v1/tenants/acme/todos"), Lane::Tenants("todos"));
        assert_eq!(lane("/api/v1/tenants/acme"), Lane::Tenants(""));
        assert_eq!(lane("/api/v1/tenants"), Lane::Tenants(""));
        assert_eq!(lane("/o/todos/anything"), Lane::Tenants(""));
        assert_eq!(lane("/auth/select-tenant"), Lane::Tenants(""));
        assert_eq!(lane("/account"), Lane::Account(""));
        assert_eq!(lane("/account/activity"), Lane::Account("activity"));
        assert_eq!(lane("/auth/login"), Lane::SignIn("login"));
        assert_eq!(lane("/api/auth/.well-known/jwks.json"), Lane::SignIn("jwks"));
        assert_eq!(lane("/invitations/secret"), Lane::Others);
    }
}
