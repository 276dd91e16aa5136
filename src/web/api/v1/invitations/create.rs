//! Inviting people.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::InvitationView;
use crate::{
    db::TenantReader,
    tenancy::invitations::inviting::{Known, NewInvitation},
    types::{AddressList, InvalidAddressList, Role},
    web::{
        access::{Allowed, InviteMembers, Writing},
        api::creation::Creation,
        commands::invitations::invite::{self, Invited, Invitees, Outcome},
        error::AppError,
        request::fields,
        state::AppState,
        views::FieldErrors,
    },
};

/// `{email, role}`, or `{emails, role}` for several people
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewInvitationBody {
    /// One address.
    email: Option<String>,
    /// Up to 50 addresses, each answered by itself.
    emails: Option<Vec<String>>,
    #[schema(value_type = Role, required = true)]
    role: String,
}

/// The result of each address.
#[derive(Serialize, ToSchema)]
struct InvitationResults {
    /// In the order sent, each address once.
    results: Vec<InvitationResult>,
}

/// The result of one address.
#[derive(Serialize, ToSchema)]
struct InvitationResult {
    /// The address as sent.
    email: String,
    status: InvitationOutcome,
    /// A sentence for people.
    detail: String,
    /// The invitation, if it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation: Option<InvitationView>,
    /// The seconds after which it can be sent, if the status is `over_limit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum InvitationOutcome {
    Sent,
    AlreadyMember,
    AlreadyInvited,
    NotAnAddress,
    OverLimit,
    TooManyPending,
}

/// `POST /api/v1/tenants/{slug}/invitations`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/invitations",
    tag = "Invitations",
    summary = "Invite one person or several",
    request_body = NewInvitationBody,
    responses(
        (
            status = 201,
            description = "For `email`: the link was emailed; nobody gives a role above their \
                           own",
            body = InvitationView,
        ),
        (
            status = 200,
            description = "For `emails`: what came of each; those that could be sent were sent",
            body = InvitationResults,
        ),
    ),
)]
pub async fn create(
    allowed: Writing<Allowed<InviteMembers>>,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let (body, now) = (sent.read::<NewInvitationBody>(), state.clock.now());
    let list = body.as_ref().map(|body| body.addresses().1);
    let reads = async |db: &TenantReader| match &list {
        Ok(list) => invite::prepare(db, &state, list).await,
        Err(_) => Ok(Known::default()),
    };
    let (member, known) = allowed.open(reads).await?;
    if let Some(answer) = sent.answered(&member.db, &state).await? {
        member.db.close().await?;
        return Ok(answer);
    }
    let (new, is_list) = body?.parse()?;
    let invited = invite::send(&member, &state, &new, &known).await?;
    let view = |new: &NewInvitation| InvitationView::new(new, &member, now);
    if is_list {
        let results = invited.iter().map(|it| InvitationResult::new(it, view)).collect();
        let results = InvitationResults { results };
        let answer = sent.answer(&member.db, &state, (StatusCode::OK, None), results).await?;
        return Ok(answer.after(member.db.commit().await?));
    }
    let [one] = invited.as_slice() else { return Err(several()) };
    let view = view(one.outcome.sent().ok_or_else(|| refusal(&one.outcome))?);
    let answer = sent.created(&member.db, &state, None, view).await?;
    Ok(answer.after(member.db.commit().await?))
}

/// Returns the error for a single address that wasn't invited.
fn refusal(outcome: &Outcome) -> AppError {
    match outcome {
        Outcome::OverLimit(seconds) => AppError::TooMany(*seconds),
        other => AppError::Invalid(FieldErrors::one("email", other.message())),
    }
}

fn several() -> AppError {
    AppError::Invalid(FieldErrors::one("email", "Send several addresses as `emails`."))
}

impl NewInvitationBody {
    /// Returns the addresses, and the field that has them.
    fn addresses(&self) -> (&'static str, Result<AddressList, InvalidAddressList>) {
        let entries = |all: &[String]| AddressList::from_entries(all.iter().map(String::as_str));
        match &self.emails {
            Some(emails) => ("emails", entries(emails)),
            None => ("email", entries(self.email.as_slice())),
        }
    }

    /// Returns the people to invite, and whether they were sent as a list.
    fn parse(&self) -> Result<(Invitees, bool), AppError> {
        if self.email.is_some() && self.emails.is_some() {
            return Err(several());
        }
        let (field, list) = self.addresses();
        let (addresses, role) =
            fields::invitees(field, list, &self.role).map_err(AppError::Invalid)?;
        Ok((Invitees { addresses, role }, self.emails.is_some()))
    }
}

impl InvitationResult {
    fn new(invited: &Invited, view: impl Fn(&NewInvitation) -> InvitationView) -> Self {
        let (status, retry_after) = match invited.outcome {
            Outcome::Sent(_) => (InvitationOutcome::Sent, None),
            Outcome::AlreadyMember => (InvitationOutcome::AlreadyMember, None),
            Outcome::AlreadyInvited => (InvitationOutcome::AlreadyInvited, None),
            Outcome::NotAnAddress(_) => (InvitationOutcome::NotAnAddress, None),
            Outcome::OverLimit(seconds) => (InvitationOutcome::OverLimit, Some(seconds)),
            Outcome::TooManyPending => (InvitationOutcome::TooManyPending, None),
        };
        Self {
            email: invited.typed.clone(),
            status,
            detail: invited.outcome.message(),
            invitation: invited.outcome.sent().map(view),
            retry_after,
        }
    }
}
