//! One event of an organization's history, at `/o/{slug}/settings/activity/{id}`.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    audit::{self, Event, device},
    db::TenantReader,
    locale::Text,
    text,
    web::{
        access::{Allowed, ReadAudit, Reading},
        error::AppError,
        messages,
        ui::{Answer, Ui},
        views::{Layout, Page},
    },
};

/// The page of one event.
#[derive(Clone, Debug, Serialize)]
pub struct HistoryEventPage {
    /// The shared layout.
    pub layout: Layout,
    /// The event as a sentence.
    pub sentence: String,
    /// The time of the event.
    pub at: DateTime<Utc>,
    /// The recorded details, in order; none is empty.
    pub facts: Vec<Fact>,
}

/// One thing on record.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The name, such as "Action".
    pub name: Text,
    /// The value.
    pub value: String,
}

impl Page for HistoryEventPage {
    const TEMPLATE: &'static str = "pages/history_event.html";
}

/// The path `/o/{slug}/settings/activity/{id}`.
#[derive(Debug, Deserialize)]
pub struct EventPath {
    id: String,
}

/// `GET /o/{slug}/settings/activity/{id}`
pub async fn show(
    allowed: Reading<Allowed<ReadAudit>>,
    ui: Ui,
    path: web::Path<EventPath>,
) -> Answer {
    let title = (text!("activity"), "settings/activity");
    let reads = async |db: &TenantReader| {
        let id = path.id.parse().map_err(|_| AppError::NotFound)?;
        Ok::<_, AppError>(audit::get(db, id).await?)
    };
    let (_, layout, event) = ui.organization(title, allowed, reads).await?;
    ui.page(&HistoryEventPage::new(layout, event.ok_or(AppError::NotFound)?))
}

impl HistoryEventPage {
    fn new(layout: Layout, event: Event) -> Self {
        let sentence = messages::audit::sentence(&event);
        let agent = event.user_agent.unwrap_or_default();
        let device = if agent.is_empty() {
            String::new()
        } else {
            messages::device(&device::describe(&agent))
        };
        let facts = [
            (text!("history-by"), sentence.actor.clone()),
            (text!("history-email-then"), event.actor_email.unwrap_or_default()),
            (text!("history-action"), event.action.as_str().to_owned()),
            (text!("history-object"), event.subject_name.unwrap_or_default()),
            (text!("history-object-id"), event.subject),
            (text!("history-before"), event.before.unwrap_or_default()),
            (text!("history-after"), event.after.unwrap_or_default()),
            (text!("history-ip"), event.ip_address.unwrap_or_default()),
            (text!("mail-device"), device),
            (text!("history-agent"), agent),
            (text!("history-request"), event.request_id.unwrap_or_default()),
            (text!("history-event"), event.id.to_string()),
        ];
        let filled = facts.into_iter().filter(|(_, value)| !value.is_empty());
        Self {
            layout,
            sentence: format!("{} {}", sentence.actor, sentence.rest),
            at: event.at,
            facts: filled.map(|(name, value)| Fact { name, value }).collect(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{Fact, HistoryEventPage};
    use crate::{
        text,
        web::views::{HOSTILE, Layout, Samples, sample_time},
    };

    impl Samples for HistoryEventPage {
        fn samples() -> Vec<Self> {
            let fact = |name, value: &str| Fact { name, value: value.to_owned() };
            vec![Self {
                layout: Layout::sample(text!("activity"), "settings/activity"),
                sentence: text!("audit-invitation-created-told", subject = HOSTILE).into(),
                at: sample_time(30),
                facts: vec![
                    fact(text!("history-by"), HOSTILE),
                    fact(text!("history-action"), "invitation.created"),
                ],
            }]
        }
    }
}
