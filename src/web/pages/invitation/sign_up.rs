use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{Entrance, InvitationPage, look};
use crate::{
    db::SystemConn,
    identity::{
        client::sign_in::{Grant, SignUp, SignUpOutcome},
        types::Password,
    },
    tenancy::{AcceptError, invitations::InvitationPreview},
    types::{EmailAddress, PersonName},
    web::{
        access::Anyone,
        commands::invitations::answering::{self, AnswerError},
        request::preview_limit,
        sign_in,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The form's fields. The address is the invitation's.
#[derive(Deserialize)]
pub struct SignUpForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

/// `POST /invitations/{token}/account`: creates the account and joins. The mailed link has
/// proven the mailbox, so that no code is needed; a hosted provider may ask for one all the
/// same.
pub async fn create(
    _: Anyone,
    ui: Ui,
    token: web::Path<String>,
    form: web::Form<SignUpForm>,
) -> Answer {
    preview_limit::preview(&ui.req, &ui.state).await?;
    let (found, entrance) = look(&ui, &token, None).await?;
    let (verdict, offer) = (found.check(None, ui.now()), found.offer.clone());
    let SignUpForm { name: typed, password } = form.into_inner();
    let page = InvitationPage::new(&ui, &token, found, None, entrance, &verdict);
    let page = InvitationPage { name: typed.clone(), ..page };
    if verdict.is_err() || entrance == Entrance::Either {
        return ui.page_with(HttpResponse::Conflict(), &page);
    }
    let command = match parse(&offer, &typed, password) {
        Ok(command) => command,
        Err(errors) => return ui.invalid(&InvitationPage { errors, ..page }),
    };
    let is_proven = async |db: &SystemConn| {
        let found = answering::find(db, &token, None).await?;
        Ok(found.is_some_and(|it| it.proves_mailbox() && it.check(None, ui.now()).is_ok()))
    };
    match ui.state.identity.sign_up_by_link(&command, &ui.client(), is_proven).await {
        Ok(SignUpOutcome::SignedIn(granted)) => join(&ui, &token, &offer, &granted).await,
        Ok(SignUpOutcome::CodeMailed) => {
            ui.go(&urls::verify_email_then(&command.email, &urls::invitation(&token)))
        }
        Err(refused) => ui.refused(&refused, |errors| InvitationPage { errors, ..page }),
    }
}

fn parse(offer: &InvitationPreview, name: &str, password: String) -> Result<SignUp, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.take("name", name.parse::<PersonName>());
    let email = errors.take("email", offer.email.parse::<EmailAddress>());
    let password = errors.take("password", Password::chosen(password));
    match (name, email, password) {
        (Some(name), Some(email), Some(password)) => Ok(SignUp { name, email, password }),
        _ => Err(errors),
    }
}

/// Signs the new user in and joins. If the invitation ended meanwhile, or the provider
/// doesn't vouch for the mailbox, its page says so.
async fn join(ui: &Ui, token: &str, offer: &InvitationPreview, granted: &Grant) -> Answer {
    let arrival = sign_in::start(&ui.state, &ui.session, granted, &ui.req).await?;
    let db = ui.state.db.open_as_user(arrival.person.id).await?;
    let joined = match answering::find_to_answer(&db, &ui.state, token).await? {
        Some(to_answer) => answering::accept(db, &ui.state, &to_answer).await,
        None => Err(AcceptError::Unknown.into()),
    };
    let to = match joined {
        Ok(_) => {
            ui.notify(crate::text!("notice-welcome-joined", organization = &offer.tenant_name));
            urls::dashboard(&offer.tenant_slug)
        }
        Err(AnswerError::Refused(_)) => urls::invitation(token),
        Err(AnswerError::Failed(error)) => return Err(error),
    };
    ui.go_with_cookies(&to, &granted.set_cookies)
}
