//! The buttons of one invitation, on `/o/{slug}/invitations`.

use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::{CopiedLink, InvitationsPage};
use crate::{
    tenancy::invitations::{
        State,
        changes::{self, InvitationToChange},
    },
    web::{
        access::{Allowed, InviteMembers, Member, Writing},
        commands::invitations::resend,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The path `/o/{slug}/invitations/{id}`.
#[derive(Debug, Deserialize)]
pub struct InvitationPath {
    id: String,
}

impl InvitationPath {
    async fn open(
        &self,
        allowed: Writing<Allowed<InviteMembers>>,
        ui: &Ui,
    ) -> Result<(Member, InvitationToChange), AppError> {
        let id = self.id.parse().map_err(|_| AppError::NotFound)?;
        allowed.open(async |db| changes::find_to_change(db, id, ui.now()).await).await
    }
}

/// `POST /o/{slug}/invitations/{id}/resend`
pub async fn resend(
    allowed: Writing<Allowed<InviteMembers>>,
    ui: Ui,
    path: web::Path<InvitationPath>,
) -> Answer {
    let (member, to_change) = path.open(allowed, &ui).await?;
    match resend::resend(&member, &ui.state, &to_change).await {
        Ok(new) => {
            let text = crate::text!("notice-invitation-resent", email = new.email.shown());
            ui.done(
                &urls::invitations(member.tenant.slug.as_str()),
                text,
                member.db.commit().await?,
            )
        }
        Err(refused) => explain(member, &ui, refused).await,
    }
}

/// `POST /o/{slug}/invitations/{id}/link`: shows a new link, this once.
pub async fn copy_link(
    allowed: Writing<Allowed<InviteMembers>>,
    ui: Ui,
    path: web::Path<InvitationPath>,
) -> Answer {
    let (member, to_change) = path.open(allowed, &ui).await?;
    match resend::copy_link(&member, &ui.state, &to_change) {
        Ok((new, url)) => {
            let mut page = InvitationsPage::read(&member, &ui, State::Pending, None).await?;
            let _stored = member.db.commit().await?;
            page.link = Some(CopiedLink { email: new.email.to_string(), url });
            ui.page(&page)
        }
        Err(refused) => explain(member, &ui, refused).await,
    }
}

/// `POST /o/{slug}/invitations/{id}/delete`
pub async fn revoke(
    allowed: Writing<Allowed<InviteMembers>>,
    ui: Ui,
    path: web::Path<InvitationPath>,
) -> Answer {
    let (member, to_change) = path.open(allowed, &ui).await?;
    if changes::revoke(&member.db, &to_change, ui.now())? == State::Accepted {
        let refused = crate::text!("invitations-accepted-already");
        return explain(member, &ui, AppError::Conflict(refused.into())).await;
    }
    let text = crate::text!("notice-invitation-canceled");
    ui.done(&urls::invitations(member.tenant.slug.as_str()), text, member.db.commit().await?)
}

/// Shows the list again with what stands in the way. The refused change is rolled back.
async fn explain(member: Member, ui: &Ui, refused: AppError) -> Answer {
    let (status, errors) = match refused {
        AppError::TooMany(seconds) => {
            let text = crate::text!("invite-too-many");
            (StatusCode::TOO_MANY_REQUESTS, FieldErrors::too_soon(text, seconds))
        }
        AppError::Conflict(text) => (StatusCode::CONFLICT, FieldErrors::whole(text)),
        other => return Err(other),
    };
    let member = member.again(&ui.state).await?;
    let mut page = InvitationsPage::read(&member, ui, State::Pending, None).await?;
    member.db.close().await?;
    page.errors = errors;
    match page.errors.iter().find_map(|error| error.retry_after) {
        Some(seconds) => ui.too_soon(&page, seconds),
        None => ui.page_with(HttpResponse::build(status), &page),
    }
}
