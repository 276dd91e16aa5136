use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Entrance, InvitationPage};
use crate::{
    db::{DbError, UserConn},
    locale::Text,
    sessions::Caller,
    tenancy::{AcceptError, invitations::InvitationPreview, memberships},
    web::{
        access::{MaybeSignedIn, SignedIn, return_to},
        commands::invitations::answering::{self, AnswerError, FoundInvitation},
        error::AppError,
        request::preview_limit,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct AnswerForm {
    /// The page that lists the invitation, if that isn't its own.
    #[serde(default)]
    return_to: String,
}

/// `POST /invitations/{token}/acceptance`. A second press of the button succeeds as well.
pub async fn accept(signed_in: SignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    preview_limit::acceptance(&ui.req, &ui.state, &db).await?;
    let Some(found) = answering::find(&db, &token, Some(&caller)).await? else {
        // Keep what the rate limit counted.
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let accepted = match found.check(Some(&caller), ui.now()) {
        Ok(()) => answering::accept(db, &ui.state, &found.offer).await,
        Err(refused) => {
            db.close().await?;
            Err(refused.into())
        }
    };
    let dashboard = urls::dashboard(&found.offer.tenant_slug);
    match accepted {
        Ok(db) => {
            let text = crate::text!("notice-joined", organization = &found.offer.tenant_name);
            ui.done(&dashboard, text, db.commit().await?)
        }
        Err(AnswerError::Refused(AcceptError::Used))
            if is_member(&ui, &caller, &found.offer).await? =>
        {
            ui.go(&dashboard)
        }
        Err(AnswerError::Refused(refused)) => over(&ui, &token, found, Some(&caller), refused),
        Err(AnswerError::Failed(error)) => Err(error),
    }
}

/// `POST /invitations/{token}/decline`. The holder of the mailed link needs no account for it.
pub async fn decline(
    visitor: MaybeSignedIn,
    ui: Ui,
    token: web::Path<String>,
    form: web::Form<AnswerForm>,
) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let find = async |db: &_| answering::find(db, &token, caller).await;
    let found = ui.state.db.as_system("decline an invitation", find).await?;
    let found = found.ok_or(AppError::NotFound)?;
    match answering::decline(&ui.state, &found, caller).await {
        Ok(()) => {
            if caller.is_none() {
                return ui.go(&urls::invitation(&token));
            }
            ui.notify(crate::text!("notice-declined", organization = &found.offer.tenant_name));
            ui.go(return_to::local(&form.return_to).unwrap_or(urls::DASHBOARD))
        }
        Err(AnswerError::Refused(AcceptError::Db(error))) => Err(error.into()),
        Err(AnswerError::Refused(refused)) => over(&ui, &token, found, caller, refused),
        Err(AnswerError::Failed(error)) => Err(error),
    }
}

/// A link that others have seen doesn't say who answers.
const SIGN_IN_FIRST: Text = crate::text!("invitation-sign-in-first");

/// Shows why the invitation wasn't answered.
fn over(
    ui: &Ui,
    token: &str,
    found: FoundInvitation,
    caller: Option<&Caller>,
    refused: AcceptError,
) -> Answer {
    if let AcceptError::Db(error) = refused {
        return Err(error.into());
    }
    let errors = match refused {
        AcceptError::OtherAddress if caller.is_none() => FieldErrors::whole(SIGN_IN_FIRST),
        _ => FieldErrors::default(),
    };
    let page = InvitationPage::new(ui, token, found, caller, Entrance::Either, &Err(refused));
    let page = InvitationPage { errors, ..page };
    ui.page_with(HttpResponse::Conflict(), &page)
}

async fn is_member(ui: &Ui, caller: &Caller, offer: &InvitationPreview) -> Result<bool, DbError> {
    let among_own = async |db: &UserConn| memberships::is_member(db, &offer.tenant_slug).await;
    ui.state.db.as_user(caller.user, among_own).await
}
