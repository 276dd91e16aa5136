//! Inviting people from `/o/{slug}/members`, and revoking invitations.

use actix_web::web;
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
        ui::{Answer, Ui},
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
    id: String,
}

/// `POST /o/{slug}/invitations`
pub async fn create(
    allowed: Allowed<InviteMembers>,
    ui: Ui,
    form: web::Form<NewInvitationForm>,
) -> Answer {
    let member = allowed.member;
    match send(&member, &ui, &form).await {
        Ok(email) => {
            let text = format!("The invitation to {} is on its way.", email.shown());
            ui.done(&urls::members(&member.tenant.slug), text, member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            ui.invalid(&refused(member, &ui, form.into_inner(), errors).await?)
        }
        Err(AppError::TooMany(seconds)) => {
            let errors = FieldErrors::too_soon(TOO_MANY, seconds);
            ui.too_soon(&refused(member, &ui, form.into_inner(), errors).await?, seconds)
        }
        Err(other) => Err(other),
    }
}

const TOO_MANY: &str = "Many invitations were sent in a short time.";

/// Returns the page with the form's errors; the refused statement ended the request's
/// transaction, so the page is read in another one.
async fn refused(
    member: Member,
    ui: &Ui,
    form: NewInvitationForm,
    errors: FieldErrors,
) -> Result<MembersPage, AppError> {
    let query = PageQuery::default();
    let member = member.again(&ui.state).await?;
    let people = People::read(&member, ui, &query).await?;
    let mut page = MembersPage::new(&member, people, &query);
    page.form = InviteForm { email: form.email, role: form.role, errors };
    Ok(page)
}

/// `POST /o/{slug}/invitations/{id}/delete`
pub async fn cancel(
    allowed: Allowed<InviteMembers>,
    ui: Ui,
    path: web::Path<InvitationPath>,
) -> Answer {
    let member = allowed.member;
    let id = path.id.parse().map_err(|_| AppError::NotFound)?;
    if !invitations::cancel(&member.db, id, ui.now()).await? {
        return Err(AppError::NotFound);
    }
    let text = "The invitation is taken back.";
    ui.done(&urls::members(&member.tenant.slug), text, member.db.commit().await?)
}

/// Sends the invitation. On the page, a role above the member's own is a field error.
async fn send(
    member: &Member,
    ui: &Ui,
    form: &NewInvitationForm,
) -> Result<EmailAddress, AppError> {
    let new = fields::invitation(&form.email, &form.role).map_err(AppError::Invalid)?;
    if !member.role.may_grant(new.role) {
        let message = InviteError::RoleTooHigh.to_string();
        return Err(AppError::Invalid(FieldErrors::one("role", message)));
    }
    invite::send(member, &ui.state, &new).await?;
    Ok(new.email)
}
