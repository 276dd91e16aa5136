//! The invitations of an organization.

pub mod changes;
pub mod create;
pub mod own;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::listing::Listing;
use crate::{
    db::TenantReader,
    ids::InvitationId,
    tenancy::invitations::{
        LIFETIME, State,
        inviting::NewInvitation,
        listing::{self, PAGE_SIZE, SentInvitation},
    },
    types::Role,
    web::{
        access::{Allowed, InviteMembers, Member, Reading, Visit},
        error::AppError,
        request::query::Query,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// An invitation; the token of its link is only in the mail.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
struct InvitationView {
    #[schema(value_type = uuid::Uuid)]
    id: InvitationId,
    email: String,
    role: Role,
    state: State,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    invited_by: String,
}

/// The query `?state={state}&before={id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InvitationsQuery {
    state: String,
    before: String,
}

/// `GET /api/v1/tenants/{slug}/invitations`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/invitations",
    tag = "Invitations",
    summary = "The invitations of an organization",
    params(
        (
            "state" = Option<String>,
            Query,
            description = "`pending` (if not given), `expired`, `accepted`, `declined`, `revoked` or `all`",
        ),
        (
            "before" = Option<String>,
            Query,
            description = "Those older than the invitation with this id",
        ),
    ),
    responses(
        (
            status = 200,
            description = "Newest first; admins and owners see them",
            body = Listing<InvitationView>,
        ),
    ),
)]
pub async fn list(
    allowed: Reading<Allowed<InviteMembers>>,
    state: web::Data<AppState>,
    query: Query<InvitationsQuery>,
) -> Result<HttpResponse, AppError> {
    let (wanted, before) = (query.state()?, query.before.parse().ok());
    let reads =
        async |db: &TenantReader| listing::list(db, wanted, before, state.clock.now()).await;
    let (member, mut found) = allowed.read(reads).await?;
    let more = found.len() > PAGE_SIZE;
    found.truncate(PAGE_SIZE);
    let last = found.last().filter(|_| more).map(|it| it.id);
    let path = urls::api_list(member.tenant.slug.as_str(), "invitations");
    let word = wanted.map_or("all", State::as_str);
    let next = last.map(|id| format!("{path}?state={word}&before={id}"));
    Ok(Listing::part(found.into_iter().map(InvitationView::from).collect(), next).answer())
}

impl InvitationsQuery {
    /// Returns the requested state; `None` for all.
    fn state(&self) -> Result<Option<State>, AppError> {
        match self.state.as_str() {
            "" => Ok(Some(State::Pending)),
            "all" => Ok(None),
            word => word.parse().map(Some).map_err(|_| {
                AppError::Invalid(FieldErrors::one("state", "Send the name of a state, or `all`."))
            }),
        }
    }
}

impl InvitationView {
    /// Shows an invitation that was sent just now.
    fn new(new: &NewInvitation, member: &Member, now: DateTime<Utc>) -> Self {
        Self {
            id: new.id,
            email: new.email.to_string(),
            role: new.role,
            state: State::Pending,
            created_at: new.created_at,
            expires_at: now + LIFETIME,
            invited_by: member.caller.name.clone().into(),
        }
    }
}

impl From<SentInvitation> for InvitationView {
    fn from(sent: SentInvitation) -> Self {
        let SentInvitation { id, email, role, state, created_at, expires_at, invited_by, .. } =
            sent;
        Self { id, email, role, state, created_at, expires_at, invited_by }
    }
}
