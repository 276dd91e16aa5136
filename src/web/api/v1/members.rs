//! The members of an organization.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::listing::Listing;
use crate::{
    db::TenantReader,
    ids::UserId,
    tenancy::memberships::{
        self,
        directory::{self, Cursor, PAGE_SIZE},
    },
    types::Role,
    web::{
        access::{Member, Reading, Visit},
        commands::members_query::MembersQuery,
        error::AppError,
        request::query::Query,
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
    /// A recent request of a session in the organization, kept to a few minutes.
    last_active_at: DateTime<Utc>,
}

/// `GET /api/v1/tenants/{slug}/members`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/members",
    tag = "Members",
    summary = "The members",
    params(
        ("q" = Option<String>, Query, description = "A part of the name or the address"),
        (
            "filter" = Option<String>,
            Query,
            description = "`all`, `owner`, `admin`, `member` or `suspended`",
        ),
        (
            "sort" = Option<String>,
            Query,
            description = "`role`: owners first; `name`; `joined`: the newest first; `active`: who was active last first",
        ),
        ("after" = Option<String>, Query, description = "A place in the list, from `next`"),
    ),
    responses(
        (status = 200, description = "50 of them, owners first; `total` is left out from 1,000 on", body = Listing<MemberView>),
    ),
)]
pub async fn list(
    member: Reading<Member>,
    query: Query<MembersQuery>,
) -> Result<HttpResponse, AppError> {
    let (selection, cursor) = (query.selection(), query.after()?);
    let reads = async |db: &TenantReader| directory::after(db, &selection, cursor.clone()).await;
    let (member, (mut members, total)) = member.read(reads).await?;
    let more = members.len() > PAGE_SIZE;
    members.truncate(PAGE_SIZE);
    let last = members.last().filter(|_| more);
    let path = urls::api_list(member.tenant.slug.as_str(), "members");
    let next = last.map(|last| Cursor::after(last, selection.sort));
    let next = next.map(|cursor| urls::with_query(path, &query.after_cursor(&cursor)));
    let items = members.into_iter().map(MemberView::from).collect();
    Ok(Listing::page(items, total.exact(), next).answer())
}

impl From<memberships::Member> for MemberView {
    fn from(member: memberships::Member) -> Self {
        Self {
            user_id: member.user,
            name: member.name,
            email: member.email,
            role: member.role,
            suspended: member.suspended_at.is_some(),
            joined_at: member.joined_at,
            last_active_at: member.last_active_at,
        }
    }
}
