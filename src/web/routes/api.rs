//! The routes of `/api`: JSON for programs and for the pages' script.

use super::Scope;
use crate::web::{
    api::{openapi, v1},
    better_auth::{me, passthrough, social_callback},
};

pub(super) const V1: Scope = scope!("/api/v1" {
    POST "/auth/signup" => v1::auth::signup,
    POST "/auth/signin" => v1::auth::signin,
    POST "/auth/signout" => v1::auth::signout,
    GET "/auth/session" => v1::auth::session,
    GET "/auth/me" => v1::auth::me,
    POST "/auth/verify-token" => v1::verify_token::create,
    GET "/me/invitations" => v1::invitations::own::list,
    POST "/invitations/{token}/acceptance" => v1::invitations::own::accept,
    POST "/invitations/{token}/decline" => v1::invitations::own::decline,
    GET "/join-links/{token}" => v1::joining::own::links::show,
    POST "/join-links/{token}/acceptance" => v1::joining::own::links::accept,
    POST "/join-links/{token}/request" => v1::joining::own::links::ask,
    GET "/me/organization-offers" => v1::joining::own::offers::list,
    POST "/me/organization-offers/{id}/acceptance" => v1::joining::own::offers::accept,
    POST "/me/organization-offers/{id}/request" => v1::joining::own::offers::ask,
    GET "/me/join-requests" => v1::joining::own::own_requests::list,
    DELETE "/me/join-requests/{id}" => v1::joining::own::own_requests::delete,
    GET "/me/suspended-organizations" => v1::suspended_organizations::list,
    DELETE "/me/suspended-organizations/{id}" => v1::suspended_organizations::delete,
    GET "/tenants" => v1::tenants::list,
    POST "/tenants" => v1::tenants::create,
})
.refusing_other_methods();

/// An organization's resources.
pub(super) const TENANT: Scope = scope!("/api/v1/tenants/{slug}" {
    GET "" => v1::tenants::show,
    PATCH "" => v1::tenants::update,
    DELETE "" => v1::organization::deletion::delete,
    GET "/export" => v1::organization::export::show,
    PUT "/logo" => v1::organization::logo::replace,
    DELETE "/logo" => v1::organization::logo::delete,
    POST "/restoration" => v1::organization::deletion::restore,
    GET "/ownership-transfers" => v1::organization::transfers::list,
    POST "/ownership-transfers" => v1::organization::transfers::create,
    POST "/ownership-transfers/{id}/acceptance" => v1::organization::transfers::accept,
    DELETE "/ownership-transfers/{id}" => v1::organization::transfers::delete,
    GET "/members" => v1::members::list,
    PATCH "/members/{id}" => v1::member_changes::update,
    DELETE "/members/{id}" => v1::member_changes::delete,
    GET "/invitations" => v1::invitations::list,
    POST "/invitations" => v1::invitations::create::create,
    DELETE "/invitations/{id}" => v1::invitations::changes::revoke,
    POST "/invitations/{id}/resend" => v1::invitations::changes::resend,
    POST "/invitations/{id}/link" => v1::invitations::changes::copy_link,
    GET "/domains" => v1::joining::domains::list,
    POST "/domains" => v1::joining::domains::create,
    GET "/domains/{id}" => v1::joining::domains::show,
    PATCH "/domains/{id}" => v1::joining::domains::update,
    DELETE "/domains/{id}" => v1::joining::domains::delete,
    POST "/domains/{id}/code" => v1::joining::domains::send_code,
    POST "/domains/{id}/verification" => v1::joining::domains::verify,
    GET "/join-links" => v1::joining::join_links::list,
    POST "/join-links" => v1::joining::join_links::create,
    GET "/join-links/{id}" => v1::joining::join_links::show,
    PATCH "/join-links/{id}" => v1::joining::join_links::update,
    DELETE "/join-links/{id}" => v1::joining::join_links::delete,
    POST "/join-links/{id}/rotation" => v1::joining::join_links::rotate,
    GET "/join-requests" => v1::joining::join_requests::list,
    DELETE "/join-requests/{id}" => v1::joining::join_requests::delete,
    POST "/join-requests/{id}/approval" => v1::joining::join_requests::approve,
    GET "/todos" => v1::todos::list,
    POST "/todos" => v1::todos::create,
    POST "/todos/completions" => v1::todos::complete,
    GET "/todos/{id}" => v1::todos::show,
    PATCH "/todos/{id}" => v1::todos::update,
    DELETE "/todos/{id}" => v1::todos::delete,
    GET "/todos/{id}/history" => v1::todos::history::list,
    GET "/audit-events" => v1::audit_events::list,
})
.refusing_other_methods();

pub(super) const DOCUMENT: Scope = scope!("" {
    GET "/api/openapi.json" => openapi::show,
});

/// Better Auth's calls.
pub(super) const BETTER_AUTH: Scope = scope!("/api/auth" {
    GET "/me" => me::show,
    POST "/verify-token" => me::verify,
    GET "/callback/{site}" => social_callback::show,
    // Its own route, so that the log shows the pattern instead of the secret.
    ANY "/reset-password/{token}" => passthrough::call,
    GET "/error" => social_callback::refused,
    ANY "/{path:.*}" => passthrough::call,
});
