//! Joining by a link, and asking to.

use actix_web::{HttpResponse, web};

use super::{JoinPage, JoinState, answer, check};
use crate::{
    sessions::Caller,
    tenancy::{
        join_links::{self, JoinError, LinkPreview},
        join_requests::{AskError, CameBy},
        memberships,
    },
    web::{
        access::SignedIn,
        commands::join_requests as commands,
        error::AppError,
        request::preview_limit,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{Flash, FlashKind},
    },
};

/// `POST /join/{token}/acceptance`. A second press of the button succeeds as well.
pub async fn accept(signed_in: SignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    preview_limit::acceptance(&ui.req, &ui.state, &db).await?;
    let Some(link) = join_links::preview(&db, &token).await? else {
        // Keep what the rate limit counted.
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let joined = match check(&link, &caller, &ui) {
        Ok(()) => join_links::accept(db, &link, &token, ui.now()).await,
        Err(_) if memberships::is_member(&db, &link.tenant_slug).await? => {
            db.close().await?;
            Err(JoinError::AlreadyMember)
        }
        Err(refused) => {
            db.close().await?;
            Err(refused)
        }
    };
    let dashboard = urls::dashboard(&link.tenant_slug);
    match joined {
        Ok(db) => {
            let text = format!("You have joined {}.", link.tenant_name);
            ui.done(&dashboard, text, db.commit().await?)
        }
        Err(JoinError::Db(error)) => Err(error.into()),
        Err(JoinError::AlreadyMember) => ui.go(&dashboard),
        Err(refused) => conflict(&ui, &token, &link, &caller, refused),
    }
}

/// `POST /join/{token}/request`. A second press of the button succeeds as well.
pub async fn ask(signed_in: SignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    preview_limit::acceptance(&ui.req, &ui.state, &db).await?;
    let Some(link) = join_links::preview(&db, &token).await? else {
        // Keep what the rate limit counted.
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let may_ask = match check(&link, &caller, &ui) {
        Ok(()) => join_links::let_ask(db, &link, &token, ui.now()).await,
        Err(refused) => {
            db.close().await?;
            Err(refused)
        }
    };
    let db = match may_ask {
        Ok(db) => db,
        Err(JoinError::Db(error)) => return Err(error.into()),
        Err(JoinError::AlreadyMember) => return ui.go(&urls::dashboard(&link.tenant_slug)),
        Err(refused) => return conflict(&ui, &token, &link, &caller, refused),
    };
    let tenant = (link.tenant_name.as_str(), link.tenant_slug.as_str());
    match commands::ask(&db, &ui.state, &caller, tenant, CameBy::Link).await? {
        Ok(()) => {
            let text = format!("You asked to join {}. We mail you the answer.", link.tenant_name);
            ui.done(urls::OWN_ORGANIZATIONS, text, db.commit().await?)
        }
        Err(refused) => not_asked(&ui, refused),
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
