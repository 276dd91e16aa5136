//! Inviting people from `/o/{slug}/members`, and revoking invitations.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::members::{InviteForm, MembersPage, People};
use crate::{
    tenancy::{InviteError, invitations},
    types::EmailAddress,
    web::{
        access::{Allowed, InviteMembers, Member},
        commands::invite,
        error::AppError,
        request::{fields, paging::PageQuery},
        state::AppState,
        ui::respond,
        urls,
        views::FieldErrors,
    },
};

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct NewInvitationForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The path `/o/{slug}/invitations/{id}`.
#[derive(Debug, Deserialize)]
pub struct InvitationPath {
    slug: String,
    id: String,
}

/// `POST /o/{slug}/invitations`
pub async fn create(
    allowed: Allowed<InviteMembers>,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<NewInvitationForm>,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    match send(&member, &state, &form).await {
        Ok(email) => {
            let slug = member.tenant.slug.clone();
            member.db.commit().await?;
            Ok(respond::redirect_with_notice(
                &session,
                &urls::members(&slug),
                format!("The invitation to {} is on its way.", email.shown()),
            ))
        }
        Err(AppError::Invalid(errors)) => {
            refuse(member, &req, &state, form.into_inner(), errors).await
        }
        Err(AppError::TooMany(seconds)) => {
            let errors = FieldErrors::too_soon(TOO_MANY, seconds);
            let page = refuse(member, &req, &state, form.into_inner(), errors).await?;
            Ok(respond::too_soon(page, seconds))
        }
        Err(other) => Err(other),
    }
}

const TOO_MANY: &str = "Many invitations were sent in a short time.";

/// Renders the form again with its errors; the refused statement ended the request's
/// transaction, so the page is read in another one.
async fn refuse(
    member: Member,
    req: &HttpRequest,
    state: &web::Data<AppState>,
    form: NewInvitationForm,
    errors: FieldErrors,
) -> Result<HttpResponse, AppError> {
    let query = PageQuery::default();
    let member = member.again(state).await?;
    let people = People::read(&member.db, state, &query).await?;
    let mut page = MembersPage::new(req, state, &member, people, &query);
    page.form = InviteForm { email: form.email, role: form.role, errors };
    respond::page_with_status(state, StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// `POST /o/{slug}/invitations/{id}/delete`
pub async fn cancel(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
    session: Session,
    path: web::Path<InvitationPath>,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    let id = path.id.parse().map_err(|_| AppError::NotFound)?;
    if !invitations::cancel(&member.db, id, state.clock.now()).await? {
        return Err(AppError::NotFound);
    }
    member.db.commit().await?;
    Ok(respond::redirect_with_notice(
        &session,
        &urls::members(&path.slug),
        "The invitation is taken back.",
    ))
}

/// Sends the invitation. On the page, a role above the member's own is a field error.
async fn send(
    member: &Member,
    state: &AppState,
    form: &NewInvitationForm,
) -> Result<EmailAddress, AppError> {
    let new = fields::invitation(&form.email, &form.role).map_err(AppError::Invalid)?;
    if !member.role.may_grant(new.role) {
        let message = InviteError::RoleTooHigh.to_string();
        return Err(AppError::Invalid(FieldErrors::one("role", message)));
    }
    invite::send(member, state, &new).await?;
    Ok(new.email)
}
