//! The OpenAPI 3.1 document of `/api/v1`, generated from the handlers and the types that
//! they actually return.

mod conventions;
pub mod digest;

use std::sync::LazyLock;

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use utoipa::OpenApi as _;

use self::conventions::Conventions;
use super::v1::{
    audit_events, auth, invitations,
    joining::{domains, join_links, join_requests, own},
    member_changes, members,
    organization::{deletion, export, logo, transfers},
    suspended_organizations, tenants, todos, verify_token,
};
use crate::web::{
    access::Anyone,
    better_auth::me,
    error::{AppError, Problem},
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Tenantry",
        description = "Organizations, their people and their to-dos, for programs. Better Auth’s \
            own wire is beside it, under `/api/auth`.",
    ),
    paths(
        auth::signup, auth::signin, auth::signout, auth::session, auth::me, verify_token::create, me::show, me::verify,
        tenants::list, tenants::create, tenants::show, tenants::update,
        deletion::delete, deletion::restore, logo::replace, logo::delete, export::show,
        transfers::list, transfers::create, transfers::accept, transfers::delete,
        members::list,
        member_changes::update,
        member_changes::delete,
        suspended_organizations::list, suspended_organizations::delete,
        invitations::list, invitations::create::create,
        invitations::changes::revoke, invitations::changes::resend, invitations::changes::copy_link,
        invitations::own::list, invitations::own::accept, invitations::own::decline,
        join_links::list, join_links::create, join_links::show, join_links::update,
        join_links::delete, join_links::rotate,
        domains::list, domains::create, domains::show, domains::update, domains::delete,
        domains::send_code, domains::verify,
        join_requests::list, join_requests::approve, join_requests::delete,
        own::links::show, own::links::accept, own::links::ask,
        own::offers::list, own::offers::accept, own::offers::ask,
        own::own_requests::list, own::own_requests::delete,
        todos::list, todos::create, todos::show, todos::update, todos::delete,
        todos::complete, todos::history::list,
        audit_events::list,
    ),
    tags(
        (name = "Signing in"),
        (name = "Organizations"),
        (name = "Members"),
        (name = "Invitations"),
        (name = "Joining"),
        (name = "To-dos"),
        (name = "Audit"),
    ),
    components(schemas(Problem)),
    modifiers(&Conventions),
)]
struct Document;

/// The document, serialized as the text that is sent.
static DOCUMENT: LazyLock<Option<String>> =
    LazyLock::new(|| Document::openapi().to_pretty_json().ok());

/// `GET /api/openapi.json`
pub async fn show(_: Anyone) -> Result<HttpResponse, AppError> {
    let document = DOCUMENT.as_deref().ok_or_else(unreadable)?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=300"))
        .content_type("application/json")
        .body(document))
}

/// Returns the document as a JSON value.
pub fn value() -> Result<serde_json::Value, AppError> {
    let document = DOCUMENT.as_deref().ok_or_else(unreadable)?;
    serde_json::from_str(document).map_err(|error| AppError::Internal(error.into()))
}

fn unreadable() -> AppError {
    AppError::Internal(anyhow::anyhow!("the OpenAPI document can't be written"))
}
