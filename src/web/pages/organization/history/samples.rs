use super::{HistoryPage, HistoryRow, Suggestion, actions, urls};
use crate::web::{
    commands::audit_query::AuditQuery,
    views::{FieldErrors, HOSTILE, LONG_NAME, Layout, Samples, sample_time},
};

impl Samples for HistoryPage {
    fn samples() -> Vec<Self> {
        let none = Self {
            layout: Layout::sample(crate::text!("activity"), "settings/activity"),
            events: vec![],
            filter: AuditQuery { action: String::from("tidied.up"), ..AuditQuery::default() },
            errors: FieldErrors::default(),
            actions: actions("tidied.up"),
            people: vec![],
            is_filtered: true,
            csv_href: urls::history_export("acme", "csv"),
            json_href: urls::history_export("acme", "json"),
            first_href: None,
            next_href: None,
        };
        let some = Self {
            events: vec![
                row(
                    "Ada Lovelace",
                    &crate::text!("audit-tenant-logo-changed-told").to_string(),
                    false,
                ),
                row(LONG_NAME, &crate::text!("audit-tenant-exported-told").to_string(), true),
                HistoryRow { actor_href: None, ..row(HOSTILE, HOSTILE, false) },
            ],
            filter: AuditQuery::default(),
            is_filtered: false,
            people: vec![Suggestion { email: HOSTILE.to_owned(), name: HOSTILE.to_owned() }],
            first_href: Some(urls::history("acme")),
            next_href: Some(urls::history("acme")),
            ..none.clone()
        };
        let wrong = Self {
            filter: AuditQuery { to: HOSTILE.to_owned(), ..AuditQuery::default() },
            errors: FieldErrors::one("to", crate::text!("refusal-day-order")),
            ..none.clone()
        };
        vec![none, some, wrong]
    }
}

fn row(actor: &str, rest: &str, is_refusal: bool) -> HistoryRow {
    HistoryRow {
        href: urls::history_event("acme", "01957"),
        actor: actor.to_owned(),
        actor_href: Some(urls::history("acme")),
        rest: rest.to_owned(),
        device: String::from("Firefox"),
        ip: String::from("2001:db8:85a3::8a2e:370:7334"),
        at: sample_time(30),
        is_refusal,
    }
}
