//! The user's name and sessions, at `/account`.

use crate::{
    audit::{
        device,
        security::{self, SecurityEvent},
    },
    db::UserConn,
    sessions::{self, Caller},
    tenancy::memberships,
    types::PersonName,
    users,
    web::{
        access::{SignedIn, recent_sign_in},
        error::AppError,
        request::{client_info::client, cookies},
        session_cookie,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, Flash, FlashKind, HOSTILE, Layout, Page, sample_time},
    },
};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use chrono::{DateTime, Utc};
use futures_util::try_join;
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

/// The name form's fields.
#[derive(Debug, Deserialize)]
pub struct NameForm {
    #[serde(default)]
    name: String,
}

/// `GET /account`
pub async fn show(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let page = AccountPage::read(&db, &req, &state, &caller).await?;
    db.commit().await?;
    respond::page(&state, &page)
}

/// `POST /account`
pub async fn rename(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<NameForm>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    match form.name.parse::<PersonName>() {
        Ok(name) => {
            users::rename(&db, &name, state.clock.now()).await?;
            db.commit().await?;
            Ok(respond::redirect_with_notice(&session, urls::ACCOUNT, "Your name is changed."))
        }
        Err(wrong) => {
            let page = AccountPage::read(&db, &req, &state, &caller).await?;
            let errors = FieldErrors::one("name", wrong.to_string());
            let page = AccountPage { name: form.into_inner().name, errors, ..page };
            respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

/// `POST /account/sessions/{id}/delete`
pub async fn end_session(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    recent_sign_in::require_any(&caller, urls::ACCOUNT)?;
    let (event, client, now) = (SecurityEvent::SessionRevoked, client(&req), state.clock.now());
    let ended = sessions::delete(&db, id, now).await?.ok_or(AppError::NotFound)?;
    let bound = ended.provider_session_id;
    security::record(&db, caller.user, event, "", &client, now).await?;
    if let Some(theirs) = &bound {
        state.identity.end_session(&db, &caller.subject, theirs).await?;
    }
    db.commit().await?;
    let ended = match bound.filter(|_| !state.identity.ends_with_us()) {
        // An outage of the provider doesn't restore our session.
        Some(theirs) => state.identity.revoke_session(&theirs, cookies(&req), client).await.is_ok(),
        None => true,
    };
    Ok(ended_everywhere(&session, ended, "The session is ended."))
}

/// `POST /account/sessions/delete`
pub async fn end_other_sessions(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let current = caller.session.ok_or(AppError::Unauthenticated)?;
    recent_sign_in::require_any(&caller, urls::ACCOUNT)?;
    let event = SecurityEvent::OtherSessionsRevoked;
    let (client, now) = (client(&req), state.clock.now());
    let kept = sessions::provider_session(&db, current.id).await?;
    let ended = sessions::delete_others(&db, current.id, now).await?;
    state.identity.end_all(&db, &caller.subject, kept.as_deref(), now).await?;
    security::record(&db, caller.user, event, "", &client, now).await?;
    db.commit().await?;
    let there = state.identity.ends_with_us()
        || state.identity.revoke_other_sessions(cookies(&req), client).await.is_ok();
    let text = match ended {
        0 => "There were no other sessions.",
        _ => "All other sessions are ended.",
    };
    Ok(ended_everywhere(&session, there, text))
}

/// Says what has ended, and no more than that.
fn ended_everywhere(session: &Session, is_everywhere: bool, text: &str) -> HttpResponse {
    if is_everywhere {
        return respond::redirect_with_notice(session, urls::ACCOUNT, text);
    }
    let text = "It is over here. The sign-in service could not be asked, and may let it go on \
                there: sign in again and repeat this.";
    session_cookie::notify(session, Flash { kind: FlashKind::Info, text: text.to_owned() });
    respond::redirect(urls::ACCOUNT)
}

impl AccountPage {
    async fn read(
        db: &UserConn,
        req: &HttpRequest,
        state: &AppState,
        caller: &Caller,
    ) -> Result<Self, AppError> {
        let now = state.clock.now();
        let (mut rows, places) = try_join!(sessions::list(db, now), memberships::switcher(db))?;
        // The sort is stable: this device first, the others in their order.
        let current = caller.session.as_ref().map(|session| session.id);
        rows.sort_by_key(|row| Some(row.id) != current);
        Ok(Self {
            layout: layout::signed_in(req, state, ("Your account", "account"), caller, places),
            name: caller.name.clone(),
            email: caller.email.clone(),
            errors: FieldErrors::default(),
            sessions: rows.into_iter().map(|row| SessionRow::new(row, caller)).collect(),
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
