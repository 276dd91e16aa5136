//! The provider's JSON about a person and a session.

use chrono::{DateTime, Utc};
use reqwest::header::{CONTENT_TYPE, HeaderName, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    http::{Answer, media},
    types::{Identity, ImageUrl, PersonName, Subject},
};

/// A person, as in the body of get-session and in the claims of a JWT.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person {
    email: String,
    email_verified: Option<bool>,
    name: Option<String>,
    image: Option<String>,
    banned: Option<bool>,
    ban_expires: Option<Value>,
}

impl Person {
    /// Returns the person's identity; `None` if the email address is invalid.
    pub(super) fn identity(self, subject: Subject) -> Option<Identity> {
        Some(Identity {
            subject,
            email: self.email.parse().ok()?,
            email_verified: self.email_verified.unwrap_or(false),
            name: PersonName::cleaned(&self.name.unwrap_or_default()),
            image: self.image.as_deref().and_then(ImageUrl::if_sound),
        })
    }

    /// Whether the person is banned. A ban whose end can't be parsed is permanent.
    pub(super) fn is_banned(&self, now: DateTime<Utc>) -> bool {
        let ends = self.ban_expires.as_ref().and_then(Value::as_str);
        let ends = ends.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        self.banned.unwrap_or(false) && ends.is_none_or(|end| end > now)
    }
}

/// The answer of get-session.
pub(super) enum Session {
    /// `null`, or an object without a session or a user.
    Absent,
    /// A person is signed in.
    Present(Box<Present>),
}

/// The session and the person who is signed in.
#[derive(Deserialize)]
pub(super) struct Present {
    pub(super) session: SessionKey,
    pub(super) user: User,
}

/// The provider's session.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SessionKey {
    pub(super) id: String,
    pub(super) token: Option<String>,
    expires_at: Option<DateTime<Utc>>,
}

impl SessionKey {
    /// Whether the session has expired; a server that caches sessions may return such a
    /// one.
    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }
}

/// The person with the provider's key.
#[derive(Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    #[serde(flatten)]
    pub(super) person: Person,
}

/// Whether the answer may be JSON, unlike the page of a gateway or a hotel's network. An
/// answer that breaks off or redirects proves nothing.
pub(super) fn may_be_json(answer: &Answer) -> bool {
    let kind = answer.header(&CONTENT_TYPE).unwrap_or(media::JSON);
    media::is(kind.as_bytes(), media::JSON) || answer.body.is_empty()
}

/// The header in which Better Auth sends the wait.
pub(super) const X_RETRY_AFTER: HeaderName = HeaderName::from_static("x-retry-after");

/// Returns how many seconds to wait, if the answer says so.
pub(super) fn wait(answer: &Answer) -> Option<u32> {
    let said = answer.header(&X_RETRY_AFTER).or_else(|| answer.header(&RETRY_AFTER));
    said.and_then(|seconds| seconds.parse().ok())
}

/// Parses the body of get-session; `Err` for a body that this endpoint never sends.
pub(super) fn session(body: &[u8]) -> Result<Session, &'static str> {
    let value: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let absent = |name| value.get(name).is_none_or(Value::is_null);
    match value {
        Value::Null => Ok(Session::Absent),
        Value::Object(_) if absent("session") || absent("user") => Ok(Session::Absent),
        value => serde_json::from_value(value)
            .map(|present| Session::Present(Box::new(present)))
            .map_err(|_| "not a session"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn person(more: &Value) -> Person {
        let mut person =
            json!({ "email": "Ada@example.com", "emailVerified": true, "name": "Ada" });
        person.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(person).unwrap()
    }

    #[test]
    fn null_and_half_an_answer_mean_nobody() {
        for body in ["null", "{}", r#"{"session":null,"user":null}"#, r#"{"session":{"id":"1"}}"#] {
            assert!(matches!(session(body.as_bytes()), Ok(Session::Absent)), "{body}");
        }
    }

    #[test]
    fn what_is_no_answer_is_an_outage() {
        for body in ["", "<html>", r#"{"session":{"id":"#, "[]", "1", r#"{"session":1,"user":2}"#] {
            assert!(session(body.as_bytes()).is_err(), "{body}");
        }
    }

    #[test]
    fn a_ban_lasts_until_its_end() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(!person(&json!({})).is_banned(now));
        assert!(!person(&json!({ "banned": null })).is_banned(now));
        assert!(person(&json!({ "banned": true, "banExpires": null })).is_banned(now));
        assert!(
            person(&json!({ "banned": true, "banExpires": "2100-01-01T00:00:00.000Z" }))
                .is_banned(now)
        );
        assert!(
            !person(&json!({ "banned": true, "banExpires": "2020-01-01T00:00:00.000Z" }))
                .is_banned(now)
        );
    }

    #[test]
    fn an_unproven_mailbox_is_the_default() {
        let subject = Subject::embedded(uuid::Uuid::nil());
        let person: Person = serde_json::from_value(json!({ "email": "a@b.de" })).unwrap();
        assert!(!person.identity(subject).unwrap().email_verified);
    }
}
