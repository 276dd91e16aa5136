use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Entrance, InvitationPage};
use crate::{
    db::{DbError, UserConn},
    locale::Text,
    sessions::Caller,
    tenancy::{AcceptError, invitations::InvitationPreview, memberships},
    web::{
        access::{MaybeSignedIn, SignedIn, Writing, return_to},
        commands::{
            invitations::answering::{self, AnswerError, FoundInvitation},
            joining::counted,
        },
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
pub async fn accept(signed_in: Writing<SignedIn>, ui: Ui, token: web::Path<String>) -> Answer {
    let find = async |db: &_| answering::find_to_answer(db, &ui.state, &token).await;
    let (SignedIn { db, caller }, to_answer) =
        counted::open(&ui.req, &ui.state, signed_in, find).await?;
    let verdict = to_answer.found.check(Some(&caller), ui.now());
    let accepted = match counted::let_in(db, verdict).await {
        Ok(db) => answering::accept(db, &ui.state, &to_answer).await,
        Err(refused) => Err(refused.into()),
    };
    let found = to_answer.found;
    let dashboard = urls::dashboard(&found.offer.tenant_slug);
    match accepted {
        Ok(committed) => {
            let text = crate::text!("notice-joined", organization = &found.offer.tenant_name);
            ui.done(&dashboard, text, committed)
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
    let count = async |db: &_| preview_limit::acceptance(&ui.req, &ui.state, db).await;
    let (db, to_answer) = answering::open(&ui.state, &token, caller, count).await?;
    let Some(to_answer) = to_answer else {
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let declined = answering::decline(db, &ui.state, &to_answer, caller).await;
    let found = to_answer.found;
    match declined {
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
