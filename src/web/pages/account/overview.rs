//! The user's name and sessions, at `/account`.

use crate::{
    audit::{
        device,
        security::{self, SecurityEvent},
    },
    db::{Committed, UserReader},
    sessions::{self, Caller},
    types::PersonName,
    users,
    web::{
        access::{OwnVisit, Reading, SignedIn, recent_sign_in},
        error::AppError,
        request::cookies,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Flash, FlashKind, Layout, Page},
    },
};
use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The account page.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// The shared layout.
    pub layout: Layout,
    /// The name, current or as typed.
    pub name: String,
    /// The address that the user signs in with.
    pub email: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The user's sessions, this device first.
    pub sessions: Vec<SessionRow>,
}

/// One signed-in device.
#[derive(Clone, Debug, Serialize)]
pub struct SessionRow {
    /// The part of the URL after `/account/sessions/`.
    pub id: String,
    /// Browser and system, such as `"Firefox on Linux"`.
    pub device: String,
    /// The address it was last seen at; may be empty.
    pub ip: String,
    /// Whether this device is reading the page.
    pub current: bool,
    /// The time of its last use.
    pub last_seen_at: DateTime<Utc>,
    /// The time of its sign-in.
    pub created_at: DateTime<Utc>,
}

impl Page for AccountPage {
    const TEMPLATE: &'static str = "pages/account.html";
}

/// The name form's fields.
#[derive(Debug, Deserialize)]
pub struct NameForm {
    #[serde(default)]
    name: String,
}

/// `GET /account`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui) -> Answer {
    ui.page(&AccountPage::read(signed_in, &ui).await?)
}

/// `POST /account`
pub async fn rename(signed_in: SignedIn, ui: Ui, form: web::Form<NameForm>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    match form.name.parse::<PersonName>() {
        Ok(name) => {
            users::rename(&db, &name, ui.now()).await?;
            ui.done(urls::ACCOUNT, "Your name is changed.", db.commit().await?)
        }
        Err(wrong) => {
            let page = AccountPage::read((&db, &caller), &ui).await?;
            let errors = FieldErrors::one("name", wrong.to_string());
            let page = AccountPage { name: form.into_inner().name, errors, ..page };
            ui.invalid(&page)
        }
    }
}

/// `POST /account/sessions/{id}/delete`
pub async fn end_session(signed_in: SignedIn, ui: Ui, id: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    recent_sign_in::require_any(&caller, urls::ACCOUNT)?;
    let (event, client, now) = (SecurityEvent::SessionRevoked, ui.client(), ui.now());
    let ended = sessions::delete(&db, id, now).await?.ok_or(AppError::NotFound)?;
    let bound = ended.provider_session_id;
    security::record(&db, caller.user, event, "", &client, now).await?;
    if let Some(theirs) = &bound {
        ui.state.identity.end_session(&db, &caller.subject, theirs).await?;
    }
    let committed = db.commit().await?;
    let ended = match bound.filter(|_| !ui.state.identity.ends_with_us()) {
        // An outage of the provider doesn't restore our session.
        Some(theirs) => {
            ui.state.identity.revoke_session(&theirs, cookies(&ui.req), client).await.is_ok()
        }
        None => true,
    };
    ended_everywhere(&ui, ended, "The session is ended.", committed)
}

/// `POST /account/sessions/delete`
pub async fn end_other_sessions(signed_in: SignedIn, ui: Ui) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let current = caller.session.ok_or(AppError::Unauthenticated)?;
    recent_sign_in::require_any(&caller, urls::ACCOUNT)?;
    let event = SecurityEvent::OtherSessionsRevoked;
    let (client, now) = (ui.client(), ui.now());
    let kept = sessions::provider_session(&db, current.id).await?;
    let ended = sessions::delete_others(&db, current.id, now).await?;
    ui.state.identity.end_all(&db, &caller.subject, kept.as_deref(), now).await?;
    security::record(&db, caller.user, event, "", &client, now).await?;
    let committed = db.commit().await?;
    let there = ui.state.identity.ends_with_us()
        || ui.state.identity.revoke_other_sessions(cookies(&ui.req), client).await.is_ok();
    let text = match ended {
        0 => "There were no other sessions.",
        _ => "All other sessions are ended.",
    };
    ended_everywhere(&ui, there, text, committed)
}

/// Says what has ended, and no more than that.
fn ended_everywhere(ui: &Ui, is_everywhere: bool, text: &str, committed: Committed) -> Answer {
    if is_everywhere {
        return ui.done(urls::ACCOUNT, text, committed);
    }
    let text = "It is over here. The sign-in service could not be asked, and may let it go on \
                there: sign in again and repeat this.";
    session_cookie::notify(&ui.session, Flash { kind: FlashKind::Info, text: text.to_owned() });
    ui.done_quietly(urls::ACCOUNT, committed)
}

impl AccountPage {
    async fn read(visit: impl OwnVisit, ui: &Ui) -> Result<Self, AppError> {
        let reads = async |db: &UserReader| sessions::list(db, ui.now()).await;
        let (caller, layout, mut rows) = ui.own(("Your account", "account"), visit, reads).await?;
        // The sort is stable: this device first, the others in their order.
        let current = caller.session.as_ref().map(|session| session.id);
        rows.sort_by_key(|row| Some(row.id) != current);
        Ok(Self {
            layout,
            name: caller.name.as_str().to_owned(),
            email: caller.email.to_string(),
            errors: FieldErrors::default(),
            sessions: rows.into_iter().map(|row| SessionRow::new(row, &caller)).collect(),
        })
    }
}

impl SessionRow {
    fn new(row: sessions::SessionRow, caller: &Caller) -> Self {
        Self {
            current: caller.session.is_some_and(|current| current.id == row.id),
            id: row.id.to_string(),
            device: device::describe(&row.user_agent),
            ip: row.ip_address,
            last_seen_at: row.last_seen_at,
            created_at: row.created_at,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountPage, FieldErrors, SessionRow};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for AccountPage {
        fn samples() -> Vec<Self> {
            let alone = Self {
                layout: Layout::sample_signed_in("Account", "account"),
                name: "Ada Lovelace".to_owned(),
                email: "ada@example.com".to_owned(),
                errors: FieldErrors::default(),
                sessions: vec![session("Firefox on Linux", "203.0.113.7", true)],
            };
            let several = Self {
                name: HOSTILE.to_owned(),
                errors: FieldErrors::one("name", "Use at most 100 characters."),
                sessions: vec![
                    session("Firefox on Linux", "203.0.113.7", true),
                    session("Safari on iPhone", "2001:db8:85a3::8a2e:370:7334", false),
                    session(HOSTILE, "", false),
                ],
                ..alone.clone()
            };
            vec![alone, several]
        }
    }

    fn session(device: &str, ip: &str, current: bool) -> SessionRow {
        SessionRow {
            id: "01957".to_owned(),
            device: device.to_owned(),
            ip: ip.to_owned(),
            current,
            last_seen_at: sample_time(30),
            created_at: sample_time(0),
        }
    }
}
