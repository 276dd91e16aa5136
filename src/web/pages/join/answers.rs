//! Joining by a link, and asking to.

use actix_web::{HttpResponse, web};

use super::{JoinPage, answer};
use crate::{
    sessions::Caller,
    tenancy::{
        join_links::{JoinError, LinkPreview},
        join_requests::AskError,
    },
    web::{
        access::{SignedIn, Writing},
        commands::joining::{asking::NotAsked, by_link, link_seen::JoinState},
        error::AppError,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{Flash, FlashKind},
    },
};

/// `POST /join/{token}/acceptance`. A second press of the button succeeds as well.
pub async fn accept(signed_in: Writing<SignedIn>, ui: Ui, token: web::Path<String>) -> Answer {
    let (SignedIn { db, caller }, found) =
        by_link::open(&ui.req, &ui.state, signed_in, &token, false).await?;
    let (link, joined) = (&found.link, by_link::join(db, &ui.state, &caller, &found).await);
    let dashboard = urls::dashboard(&link.tenant_slug);
    match joined {
        Ok(committed) => {
            let text = crate::text!("notice-joined", organization = &link.tenant_name);
            ui.done(&dashboard, text, committed)
        }
        Err(JoinError::Db(error)) => Err(error.into()),
        Err(JoinError::AlreadyMember(_)) => ui.go(&dashboard),
        Err(refused) => conflict(&ui, &token, link, &caller, refused),
    }
}

/// `POST /join/{token}/request`. A second press of the button succeeds as well.
pub async fn ask(signed_in: Writing<SignedIn>, ui: Ui, token: web::Path<String>) -> Answer {
    let (signed_in, found) = by_link::open(&ui.req, &ui.state, signed_in, &token, true).await?;
    let (link, caller) = (&found.link, signed_in.caller.clone());
    match by_link::ask(&ui.req, &ui.state, signed_in, &found).await {
        Ok(asked) => {
            let text = crate::text!("notice-request-sent", organization = &link.tenant_name);
            ui.done(urls::OWN_ORGANIZATIONS, text, asked.commit(&ui.state).await?)
        }
        Err(NotAsked::Link(JoinError::Db(error))) => Err(error.into()),
        Err(NotAsked::Link(JoinError::AlreadyMember(_))) => {
            ui.go(&urls::dashboard(&link.tenant_slug))
        }
        Err(NotAsked::Link(refused)) => conflict(&ui, &token, link, &caller, refused),
        Err(NotAsked::Request(refused)) => not_asked(&ui, refused),
        Err(NotAsked::Failed(error)) => Err(error),
    }
}

/// Leads to one's requests, which show what stands in the way.
fn not_asked(ui: &Ui, refused: AskError) -> Answer {
    match refused {
        AskError::Db(error) => return Err(error.into()),
        AskError::TooMany(seconds) => return Err(AppError::TooMany(seconds)),
        AskError::AlreadyAsked => {}
        AskError::TenOpen => {
            let flash = Flash { kind: FlashKind::Error, text: refused.to_string() };
            session_cookie::notify(&ui.session, flash);
        }
    }
    ui.go(urls::OWN_ORGANIZATIONS)
}

fn conflict(
    ui: &Ui,
    token: &str,
    link: &LinkPreview,
    caller: &Caller,
    refused: JoinError,
) -> Answer {
    let state = JoinState::of(link, &Err(refused));
    let page = JoinPage::new(ui, token, link, Some(caller), state);
    answer(ui, HttpResponse::Conflict(), &page)
}
