//! The devices that the user is signed in on, and their end.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    audit::{
        device,
        security::{self, SecurityEvent},
    },
    db::{Committed, UserReader},
    locale::Text,
    sessions::{self, Caller},
    web::{
        access::{SignedIn, Writing, recent_sign_in},
        error::AppError,
        messages,
        request::cookies,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{Flash, FlashKind},
    },
};

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

/// `POST /account/sessions/{id}/delete`
pub async fn end(signed_in: Writing<SignedIn>, ui: Ui, id: web::Path<String>) -> Answer {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    let reads = async |db: &UserReader| sessions::find_to_end(db, id).await;
    let (SignedIn { db, caller }, found) = signed_in.open(reads).await?;
    recent_sign_in::require_any(&caller, urls::SECURITY)?;
    let found = found.ok_or(AppError::NotFound)?;
    let (event, client, now) = (SecurityEvent::SessionRevoked, ui.client(), ui.now());
    sessions::end_one(&db, &found, now);
    security::record(&db, caller.user, event, "", &client, now);
    let bound = found.provider_session_id;
    if let Some(theirs) = &bound {
        ui.state.identity.end_session(&db, &caller.subject, theirs);
    }
    let committed = db.commit().await?;
    let ended = match bound.filter(|_| !ui.state.identity.ends_with_us()) {
        // An outage of the provider doesn't restore our session.
        Some(theirs) => {
            ui.state.identity.revoke_session(&theirs, cookies(&ui.req), client).await.is_ok()
        }
        None => true,
    };
    ended_everywhere(&ui, ended, crate::text!("notice-device-signed-out"), committed)
}

/// `POST /account/sessions/delete`
pub async fn end_others(signed_in: Writing<SignedIn>, ui: Ui) -> Answer {
    let token = session_cookie::token(&ui.session).ok_or(AppError::Unauthenticated)?;
    let reads = async |db: &UserReader| sessions::find_others_to_end(db, &token).await;
    let (SignedIn { db, caller }, others) = signed_in.open(reads).await?;
    let current = caller.session.ok_or(AppError::Unauthenticated)?;
    recent_sign_in::require_any(&caller, urls::SECURITY)?;
    let event = SecurityEvent::OtherSessionsRevoked;
    let (client, now) = (ui.client(), ui.now());
    sessions::end_all_but(&db, current.id, now);
    ui.state.identity.end_all(&db, &caller.subject, others.kept.as_deref(), now);
    security::record(&db, caller.user, event, "", &client, now);
    let committed = db.commit().await?;
    let there = ui.state.identity.ends_with_us()
        || ui.state.identity.revoke_other_sessions(cookies(&ui.req), client).await.is_ok();
    let text = if others.exist {
        crate::text!("notice-others-signed-out")
    } else {
        crate::text!("notice-no-other-device")
    };
    ended_everywhere(&ui, there, text, committed)
}

/// Says what has ended, and no more than that.
fn ended_everywhere(ui: &Ui, is_everywhere: bool, text: Text, committed: Committed) -> Answer {
    if is_everywhere {
        return ui.done(urls::SECURITY, text, committed);
    }
    let text = crate::text!("notice-signed-out-here").into();
    session_cookie::notify(&ui.session, Flash { kind: FlashKind::Info, text });
    ui.done_quietly(urls::SECURITY, committed)
}

/// Returns the rows with this device first.
pub(super) fn rows(mut sessions: Vec<sessions::SessionRow>, caller: &Caller) -> Vec<SessionRow> {
    // The sort is stable: the others stay in their order.
    let current = caller.session.as_ref().map(|session| session.id);
    sessions.sort_by_key(|row| Some(row.id) != current);
    sessions.into_iter().map(|row| SessionRow::new(row, caller)).collect()
}

impl SessionRow {
    fn new(row: sessions::SessionRow, caller: &Caller) -> Self {
        Self {
            current: caller.session.is_some_and(|current| current.id == row.id),
            id: row.id.to_string(),
            device: messages::device(&device::describe(&row.user_agent)),
            ip: row.ip_address,
            last_seen_at: row.last_seen_at,
            created_at: row.created_at,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::SessionRow;
    use crate::web::views::{HOSTILE, sample_time};

    impl SessionRow {
        pub fn samples() -> Vec<Self> {
            vec![
                row("Firefox", "203.0.113.7", true),
                row("Safari", "2001:db8:85a3::8a2e:370:7334", false),
                row("Safari", "203.0.113.7", false),
                row(HOSTILE, "", false),
            ]
        }
    }

    fn row(device: &str, ip: &str, current: bool) -> SessionRow {
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
