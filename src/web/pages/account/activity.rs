//! The account's history, at `/account/activity`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::{self, Event, PAGE_SIZE, SecurityEvent},
    db::UserReader,
    ids::SecurityEventId,
    locale::Text,
    text,
    types::SignInMethod,
    web::{
        access::{Reading, SignedIn},
        messages,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page with the history of an account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountActivityPage {
    /// The shared layout.
    pub layout: Layout,
    /// The events, newest first.
    pub events: Vec<ActivityRow>,
    /// The link back to the newest events; `None` if the page already shows them.
    pub first_href: Option<String>,
    /// The link to older events; `None` if there are none.
    pub next_href: Option<String>,
}

/// One event of the history.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityRow {
    /// The event in words.
    pub what: String,
    /// The device, such as "Firefox on Linux".
    pub device: String,
    /// The client's address; may be empty.
    pub ip: String,
    /// The time of the event.
    pub at: DateTime<Utc>,
    /// Whether someone else may have caused the event.
    pub is_alarming: bool,
}

impl Page for AccountActivityPage {
    const TEMPLATE: &'static str = "pages/account_activity.html";
}

/// The query `?before=…`.
#[derive(Debug, Default, Deserialize)]
pub struct ActivityQuery {
    #[serde(default)]
    before: Option<String>,
}

/// `GET /account/activity`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, query: Query<ActivityQuery>) -> Answer {
    let before = query.before.as_deref().and_then(|id| id.parse::<SecurityEventId>().ok());
    let reads = async |db: &UserReader| security::list(db, before).await;
    let (_, layout, events) =
        ui.own((text!("activity"), "account-activity"), signed_in, reads).await?;
    let next = events.get(PAGE_SIZE).and_then(|_| events.get(PAGE_SIZE.checked_sub(1)?));
    let page = AccountActivityPage {
        layout,
        first_href: before.map(|_| urls::ACTIVITY.to_owned()),
        next_href: next.map(|event| urls::activity_before(event.id)),
        events: events.into_iter().take(PAGE_SIZE).map(ActivityRow::new).collect(),
    };
    ui.page(&page)
}

impl ActivityRow {
    pub(super) fn new(event: Event) -> Self {
        use SecurityEvent::{CodesRefused, SignInRefused, StepUpFailed};
        let kind = event.kind();
        Self {
            is_alarming: matches!(kind, Some(SignInRefused | CodesRefused | StepUpFailed)),
            what: kind.map_or(event.event, |kind| words(kind, &event.detail).into()),
            device: messages::device(&event.device),
            ip: event.ip_address,
            at: event.at,
        }
    }
}

/// Returns the event as a sentence without its full stop.
fn words(event: SecurityEvent, detail: &str) -> Text {
    use SecurityEvent as E;
    match event {
        E::SignedIn => text!("event-signed-in", method = method(detail)),
        E::StepUpPassed => text!("event-confirmed", method = method(detail)),
        E::StepUpFailed => text!("event-not-confirmed", method = method(detail)),
        E::EmailChangeAsked => text!("event-email-asked", email = detail),
        E::EmailChanged => text!("event-email-changed", email = detail),
        E::MethodLinked => text!("event-method-linked", name = detail),
        E::MethodUnlinked => text!("event-method-unlinked", name = detail),
        E::SignInRefused => text!("event-sign-in-refused"),
        E::CodesRefused => text!("event-codes-refused"),
        E::SignedOut => text!("event-signed-out"),
        E::SessionRevoked => text!("event-session-revoked"),
        E::OtherSessionsRevoked => text!("event-others-revoked"),
        E::PasswordChanged => text!("event-password-changed"),
        E::PasswordReset => text!("event-password-reset"),
        E::EmailChangeUndone => text!("event-email-undone"),
        E::DeletionAsked => text!("event-deletion-asked"),
        E::DeletionCanceled => text!("event-deletion-canceled"),
        E::ProviderChanged => text!("event-provider-changed"),
        E::DataExported => text!("event-data-exported"),
    }
}

fn method(detail: &str) -> &'static str {
    match detail.parse() {
        Ok(SignInMethod::Password) => "password",
        Ok(SignInMethod::Code) => "code",
        Ok(SignInMethod::AnotherService) => "another_service",
        Err(_) => "unknown",
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountActivityPage, ActivityRow, urls};
    use crate::{
        text,
        web::views::{HOSTILE, Layout, Samples, sample_time},
    };

    impl Samples for AccountActivityPage {
        fn samples() -> Vec<Self> {
            let none = Self {
                layout: Layout::sample_signed_in(text!("activity"), "account-activity"),
                events: vec![],
                first_href: None,
                next_href: None,
            };
            let some = Self {
                events: ActivityRow::samples(),
                first_href: Some(urls::ACTIVITY.to_owned()),
                next_href: Some(urls::activity_before("01957")),
                ..none.clone()
            };
            vec![none, some]
        }
    }

    impl ActivityRow {
        pub fn samples() -> Vec<Self> {
            let row = |what: &str, device: &str, is_alarming| Self {
                what: what.to_owned(),
                device: device.to_owned(),
                ip: "2001:db8:85a3::8a2e:370:7334".to_owned(),
                at: sample_time(30),
                is_alarming,
            };
            vec![
                row(&text!("event-signed-in", method = "password").to_string(), "Firefox", false),
                row(&text!("event-sign-in-refused").to_string(), HOSTILE, true),
                row(HOSTILE, "", false),
            ]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_words_of_its_own() {
        let mut all: Vec<String> =
            SecurityEvent::ALL.iter().map(|event| words(*event, "x").into()).collect();
        assert!(all.iter().all(|text| !text.contains('_')), "{all:?}");
        all.sort();
        all.dedup();
        assert_eq!(all.len(), SecurityEvent::ALL.len());
    }
}
