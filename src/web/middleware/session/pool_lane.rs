//! Chooses the part of the connection pool that a request counts toward.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use crate::db::{Lane, in_lane};

/// Runs the request in its lane, so that stuck requests hold up only their kind: see [`Lane`].
pub async fn keep<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    in_lane(lane(req.path()), next.call(req)).await
}

/// The areas below an organization in the route table (a test compares them); all other
/// addresses below it share one area.
const AREAS: [&str; 5] = ["audit-events", "dashboard", "invitations", "members", "todos"];

/// Chooses the lane by address alone: a request that is refused counts as well.
fn lane(path: &str) -> Lane {
    const LANES: [(&str, Lane); 4] = [
        ("/account", Lane::Account),
        ("/auth/", Lane::SignIn),
        ("/api/auth/", Lane::SignIn),
        ("/api/v1/auth/", Lane::SignIn),
    ];
    if let Some(below) = ["/o/", "/api/v1/tenants"].iter().find_map(|it| path.strip_prefix(it)) {
        return Lane::Tenants(area(below));
    }
    let named = LANES.iter().find(|(prefix, _)| path.starts_with(prefix));
    named.map_or(Lane::Others, |(_, lane)| *lane)
}

/// Returns the segment after the organization's, if it's one of [`AREAS`].
fn area(below: &str) -> &'static str {
    let word = below.trim_start_matches('/').split('/').nth(1);
    AREAS.into_iter().find(|area| word == Some(area)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_address_below_an_organization_counts_to_its_area() {
        assert_eq!(lane("/o/acme/todos/1/edit"), Lane::Tenants("todos"));
        assert_eq!(lane("/api/v1/tenants/acme/todos"), Lane::Tenants("todos"));
        assert_eq!(lane("/api/v1/tenants/acme"), Lane::Tenants(""));
        assert_eq!(lane("/api/v1/tenants"), Lane::Tenants(""));
        assert_eq!(lane("/o/todos/anything"), Lane::Tenants(""));
        assert_eq!(lane("/invitations/secret"), Lane::Others);
    }

    #[test]
    fn every_area_of_the_route_table_is_listed() {
        let table = include_str!("../../routes.rs").replace(char::is_whitespace, "");
        let mut listed = BTreeSet::new();
        for scope in ["scope(\"/o/{slug}\")", "scope(\"/tenants/{slug}\")"] {
            let rows = table.split(scope).nth(1).unwrap().split("fn").next().unwrap();
            let paths = rows.split(".route(\"/").skip(1);
            listed.extend(paths.filter_map(|path| path.split(['/', '"']).next()));
        }
        assert_eq!(listed, BTreeSet::from(AREAS));
    }
}
