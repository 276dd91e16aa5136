//! Makes and changes the links by which people join, the same way for pages and the API.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    db::DbError,
    ids::JoinLinkId,
    tenancy::join_links::{self, InvalidSetting, JoinLink, LinkError, LinkLabel, LinkSettings},
    types::DomainName,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        views::FieldErrors,
    },
};

/// The conditions of a link as people type them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct LinkForm {
    /// The name that admins give the link; may be empty.
    pub label: String,
    /// The domains, with anything between them.
    pub domains: String,
    /// The last day, as in `2027-03-31`; may be empty.
    pub expires: String,
    /// The number of people; may be empty.
    pub max_uses: String,
    /// Anything if people only ask to join.
    pub approval: String,
    /// Says that the form was filled in, even if all fields are empty.
    pub typed: String,
}

/// Makes a link with the next statement. It may let in anybody, which takes a recent sign-in;
/// `back` is where the person is led after that.
pub fn create(
    member: &Member,
    state: &AppState,
    settings: &LinkSettings,
    back: &str,
) -> Result<JoinLinkId, AppError> {
    let now = state.clock.now();
    recent_sign_in::require(&member.caller, now, back)?;
    Ok(join_links::create(&member.db, &state.link_tokens, settings, now))
}

/// Returns the reason why the link wasn't made.
pub fn not_created(state: &AppState, error: DbError) -> LinkError {
    let most = join_links::most(state.config.sizes.join_links_per_organization);
    LinkError::of_creation(error, most)
}

/// Gives a link other conditions with the next statement, which takes a recent sign-in.
pub fn update(
    member: &Member,
    state: &AppState,
    link: &JoinLink,
    settings: &LinkSettings,
    back: &str,
) -> Result<(), AppError> {
    let now = state.clock.now();
    recent_sign_in::require(&member.caller, now, back)?;
    join_links::update(&member.db, link, settings, now);
    Ok(())
}

/// Turns a link on, which takes a recent sign-in, or off, which never waits for one, with the
/// next statement.
pub fn set_enabled(
    member: &Member,
    state: &AppState,
    link: &JoinLink,
    enabled: bool,
    back: &str,
) -> Result<(), AppError> {
    let now = state.clock.now();
    if enabled {
        recent_sign_in::require(&member.caller, now, back)?;
    }
    join_links::set_enabled(&member.db, link, enabled, now);
    Ok(())
}

impl LinkForm {
    /// Returns the form that shows `settings`.
    pub fn of(settings: &LinkSettings) -> Self {
        let domains: Vec<_> = settings.domains.iter().map(DomainName::shown).collect();
        Self {
            label: settings.label.as_ref().map(|it| it.as_str().to_owned()).unwrap_or_default(),
            domains: domains.join(", "),
            expires: settings.expires_at.map(last_day).unwrap_or_default(),
            max_uses: settings.max_uses.map(|most| most.to_string()).unwrap_or_default(),
            approval: String::from(if settings.needs_approval { "on" } else { "" }),
            typed: String::new(),
        }
    }

    /// Parses the conditions. A day that the form already showed stays as it is in
    /// `before`, even if it's over.
    pub fn parse(
        &self,
        before: &LinkSettings,
        now: DateTime<Utc>,
    ) -> Result<LinkSettings, FieldErrors> {
        let mut errors = FieldErrors::default();
        let label = errors.take("label", LinkLabel::optional(&self.label));
        let domains = errors.take("domains", LinkSettings::domains(&self.domains));
        let expires_at = if self.expires.trim() == Self::of(before).expires {
            Some(before.expires_at)
        } else {
            errors.take("expires", end_of(self.expires.trim(), now).map(Some))
        };
        let max_uses = match self.max_uses.trim() {
            "" => Some(None),
            number => errors.take("max_uses", LinkSettings::uses(number).map(Some)),
        };
        match (label, domains, expires_at, max_uses) {
            (Some(label), Some(domains), Some(expires_at), Some(max_uses)) => Ok(LinkSettings {
                label,
                needs_approval: !self.approval.is_empty(),
                domains,
                expires_at,
                max_uses,
            }),
            _ => Err(errors),
        }
    }

    /// Returns the page at `path` with the form filled in, to come back to after a step-up.
    pub fn at(&self, path: &str) -> String {
        let form = Self { typed: String::from("1"), ..self.clone() };
        let query = serde_urlencoded::to_string(form).unwrap_or_default();
        format!("{path}?{query}")
    }

    /// Whether the form was filled in before a step-up.
    pub fn is_typed(&self) -> bool {
        !self.typed.is_empty()
    }
}

/// Returns the last day on which a link works.
fn last_day(ends: DateTime<Utc>) -> String {
    (ends - TimeDelta::seconds(1)).date_naive().to_string()
}

/// Returns the end of a day.
fn end_of(day: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidSetting> {
    let day: NaiveDate = day.parse().map_err(|_| InvalidSetting::Date)?;
    let next = day.checked_add_days(Days::new(1)).ok_or(InvalidSetting::Date)?;
    LinkSettings::expiry(next.and_time(NaiveTime::MIN).and_utc(), now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(expires: &str, max_uses: &str) -> LinkForm {
        let (expires, max_uses) = (expires.to_owned(), max_uses.to_owned());
        LinkForm { expires, max_uses, ..LinkForm::default() }
    }

    #[test]
    fn a_link_works_until_the_day_is_over() {
        let now = "2027-03-30T12:00:00Z".parse().unwrap();
        let none = LinkSettings::default();
        let settings = form("2027-03-31", "5").parse(&none, now).unwrap();
        assert_eq!(settings.expires_at.unwrap().to_rfc3339(), "2027-04-01T00:00:00+00:00");
        assert_eq!(LinkForm::of(&settings).expires, "2027-03-31");
        assert_eq!(form("", "").parse(&none, now).unwrap(), none);
        // A moment that is over stays if it was shown before.
        let later = now + TimeDelta::days(9);
        assert_eq!(form("2027-03-31", "5").parse(&settings, later).unwrap(), settings);
        for wrong in ["2027-03-29", "31.3.2027", "9999-12-31", "tomorrow"] {
            assert!(form(wrong, "").parse(&none, now).is_err(), "{wrong}");
        }
    }
}
