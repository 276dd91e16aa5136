//! The filters of an organization's history, as pages and the API take them from the query.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;

use crate::{
    audit::{Actor, EventFilter},
    clock,
    ids::AuditEventId,
    locale::Text,
    web::{error::AppError, views::FieldErrors},
};

/// The query `?actor=&action=&from=&to=&before=`; what is empty or absent filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub struct AuditQuery {
    /// A person's id or address.
    pub actor: String,
    /// An action's word, such as `member.removed`.
    pub action: String,
    /// The first day, or a time.
    pub from: String,
    /// The last day, or the time before which the events were.
    pub to: String,
    /// The id of the event after which the page begins.
    pub before: String,
}

/// The text is neither a day nor a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", crate::text!("invalid-moment"))]
pub struct InvalidMoment;

impl AuditQuery {
    /// Parses the filters; the errors name the fields.
    pub fn filter(&self) -> Result<EventFilter, FieldErrors> {
        let mut errors = FieldErrors::default();
        let actor = errors.take("actor", actor(&self.actor)).flatten();
        let from = errors.take("from", moment(&self.from, 0)).flatten();
        let to = errors.take("to", moment(&self.to, 1)).flatten();
        if from.zip(to).is_some_and(|(from, to)| to <= from) {
            errors.push("to", crate::text!("refusal-day-order"));
        }
        let action = Some(self.action.trim()).filter(|word| !word.is_empty()).map(str::to_owned);
        if errors.is_empty() {
            Ok(EventFilter { actor, action, subject: None, from, to })
        } else {
            Err(errors)
        }
    }

    /// Like [`AuditQuery::filter`], for the API and for downloads.
    pub fn strict_filter(&self) -> Result<EventFilter, AppError> {
        self.filter().map_err(AppError::Invalid)
    }

    /// Returns where the page begins; an invalid cursor means the newest event.
    pub fn cursor(&self) -> Option<AuditEventId> {
        self.before.parse().ok()
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        [&self.actor, &self.action, &self.from, &self.to].iter().all(|text| text.is_empty())
    }

    /// Returns `path` with the same filters, and `before` as the cursor if there is one.
    pub fn link(&self, path: &str, before: Option<AuditEventId>) -> String {
        let before = before.map(|id| id.to_string()).unwrap_or_default();
        let parts = [
            ("actor", &self.actor),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &before),
        ];
        let mut query = Serializer::new(String::new());
        for (name, text) in parts.into_iter().filter(|(_, text)| !text.is_empty()) {
            query.append_pair(name, text);
        }
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

fn actor(text: &str) -> Result<Option<Actor>, Text> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(user) = text.parse() {
        return Ok(Some(Actor::User(user)));
    }
    let wrong = crate::text!("refusal-person-address");
    text.parse().map(|address| Some(Actor::Address(address))).map_err(|_| wrong)
}

/// Parses a day, to whose start `days` are added, or a time.
fn moment(text: &str, days: u64) -> Result<Option<DateTime<Utc>>, InvalidMoment> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        let day = day.checked_add_days(Days::new(days)).ok_or(InvalidMoment)?;
        return checked(day.and_time(NaiveTime::MIN).and_utc());
    }
    checked(DateTime::parse_from_rfc3339(text).map_err(|_| InvalidMoment)?.to_utc())
}

fn checked(at: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, InvalidMoment> {
    clock::plausible(at).map(Some).ok_or(InvalidMoment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_day_is_included_and_a_time_is_the_end() {
        let end = |to: &str| {
            let query = AuditQuery { to: to.to_owned(), ..AuditQuery::default() };
            query.filter().map(|filter| filter.to.unwrap().to_rfc3339())
        };
        assert_eq!(end("2026-02-28").unwrap(), "2026-03-01T00:00:00+00:00");
        assert_eq!(end("2026-02-28T12:00:00+01:00").unwrap(), "2026-02-28T11:00:00+00:00");
        for wrong in ["28 February", "-9999-01-01", "+262000-01-01", "9999-12-31"] {
            assert!(end(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn links_keep_the_filters() {
        let query = AuditQuery {
            actor: String::from("ada+1@example.com"),
            from: String::from("2026-03-01"),
            before: String::from("gone"),
            ..AuditQuery::default()
        };
        assert_eq!(query.link("/x", None), "/x?actor=ada%2B1%40example.com&from=2026-03-01");
        assert_eq!(AuditQuery::default().link("/x", None), "/x");
    }

    #[test]
    fn the_last_day_is_not_before_the_first() {
        let query = AuditQuery {
            from: String::from("2026-03-02"),
            to: String::from("2026-03-01"),
            ..AuditQuery::default()
        };
        let errors = query.filter().unwrap_err();
        assert_eq!(errors.iter().next().unwrap().field, "to");
    }
}
