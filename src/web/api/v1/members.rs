//! The members of an organization.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::listing::Listing;
use crate::{
    ids::UserId,
    tenancy::memberships,
    types::Role,
    web::{
        access::Member,
        error::AppError,
        request::{paging::PageQuery, query::Query},
        urls,
    },
};

/// A member.
#[derive(Serialize, ToSchema)]
#[schema(as = Member)]
pub(super) struct MemberView {
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    name: String,
    email: String,
    role: Role,
    /// A suspended member can't open the organization.
    suspended: bool,
    joined_at: DateTime<Utc>,
}

/// `GET /api/v1/tenants/{slug}/members`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/members",
    tag = "Members",
    summary = "The members",
    params(("page" = Option<u32>, Query, description = "From 1")),
    responses(
        (status = 200, description = "A page of them, owners first", body = Listing<MemberView>),
    ),
)]
pub async fn list(member: Member, query: Query<PageQuery>) -> Result<HttpResponse, AppError> {
    let (members, total) = memberships::list(&member.db, query.window()).await?;
    member.db.close().await?;
    let path = urls::api_list(&member.tenant.slug, "members");
    let next = query.place(&path, total).next_href;
    Ok(Listing::page(members.into_iter().map(MemberView::from).collect(), total, next).answer())
}

impl From<memberships::Member> for MemberView {
    fn from(member: memberships::Member) -> Self {
        let memberships::Member { user: user_id, name, email, role, joined_at, .. } = member;
        Self { user_id, name, email, role, suspended: member.suspended_at.is_some(), joined_at }
    }
}
