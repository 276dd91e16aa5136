//! One's name and sessions, at `/account`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::views::{FieldErrors, HOSTILE, Layout, Page, sample_time};

/// The page about oneself.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPage {
    /// What every page shares.
    pub layout: Layout,
    /// The name, as it is or as typed.
    pub name: String,
    /// The address one signs in with.
    pub email: String,
    /// What is wrong with the form.
    pub errors: FieldErrors,
    /// Where one is signed in, this device first.
    pub sessions: Vec<SessionRow>,
}

/// One device that is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct SessionRow {
    /// The part of the URL after `/account/sessions/`.
    pub id: String,
    /// Browser and system, such as `"Firefox on Linux"`.
    pub device: String,
    /// Address it was last seen at; may be empty.
    pub ip: String,
    /// It is the one reading this page.
    pub current: bool,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
    /// When it signed in.
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
