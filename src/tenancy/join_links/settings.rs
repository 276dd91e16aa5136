use std::fmt;

use chrono::{DateTime, Utc};
use diesel::Queryable;

use super::{LinkLabel, LinkState};
use crate::{
    clock,
    types::{DomainName, InvalidDomainName},
};

/// The conditions of a link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Queryable)]
pub struct LinkSettings {
    /// The name that admins gave it, if any.
    pub label: Option<LinkLabel>,
    /// Whether people only ask to join by it.
    pub needs_approval: bool,
    /// The domains whose addresses may use it; all if empty.
    pub domains: Vec<DomainName>,
    /// The end of its validity, if it has one.
    pub expires_at: Option<DateTime<Utc>>,
    /// The number of people who can use it, if there is a limit.
    pub max_uses: Option<i32>,
}

/// The reason why a text isn't a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSetting {
    /// A domain isn't one.
    #[error(transparent)]
    Domain(#[from] InvalidDomainName),
    /// There are too many domains.
    #[error("{}", crate::text!("invalid-setting-too-many-domains", max = LinkSettings::MAX_DOMAINS))]
    TooManyDomains,
    /// The end isn't a date.
    #[error("{}", crate::text!("invalid-setting-date"))]
    Date,
    /// The end isn't a time.
    #[error("{}", crate::text!("invalid-setting-time"))]
    Time,
    /// The end is over already.
    #[error("{}", crate::text!("invalid-setting-past"))]
    Past,
    /// The end is in a year with more than four digits.
    #[error("{}", crate::text!("invalid-setting-too-late"))]
    TooLate,
    /// The number of uses is none, or too high.
    #[error("{}", crate::text!("invalid-setting-uses", max = LinkSettings::MAX_USES.to_string()))]
    Uses,
}

impl LinkSettings {
    /// The most domains of a link.
    pub const MAX_DOMAINS: usize = 20;

    /// The highest limit of uses.
    pub const MAX_USES: i32 = 10_000;

    /// Parses domains, which commas, semicolons or spaces part; repeated ones count once.
    pub fn domains(text: &str) -> Result<Vec<DomainName>, InvalidSetting> {
        let between = |c: char| c == ',' || c == ';' || c.is_whitespace();
        let mut domains = Vec::new();
        for entry in text.split(between).filter(|entry| !entry.is_empty()) {
            let domain: DomainName = entry.parse()?;
            if !domains.contains(&domain) {
                domains.push(domain);
            }
            if domains.len() > Self::MAX_DOMAINS {
                return Err(InvalidSetting::TooManyDomains);
            }
        }
        Ok(domains)
    }

    /// Parses the end as RFC 3339 has it.
    pub fn expiry_at(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, InvalidSetting> {
        let ends = DateTime::parse_from_rfc3339(text.trim()).map_err(|_| InvalidSetting::Time)?;
        Self::expiry(ends.to_utc(), now)
    }

    /// Checks that a link ends at a plausible time, and not before it begins.
    pub fn expiry(
        ends: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<DateTime<Utc>, InvalidSetting> {
        if ends <= now {
            return Err(InvalidSetting::Past);
        }
        clock::plausible(ends).ok_or(InvalidSetting::TooLate)
    }

    /// Parses the number of uses.
    pub fn uses(text: &str) -> Result<i32, InvalidSetting> {
        let number = text.trim().parse().ok();
        number.filter(|number| (1..=Self::MAX_USES).contains(number)).ok_or(InvalidSetting::Uses)
    }

    /// Whether a person with this address may use the link.
    pub fn fits(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.domains.is_empty()
            || self.domains.iter().any(|it| it.as_str().eq_ignore_ascii_case(domain))
    }

    pub(super) fn state(&self, enabled: bool, uses: i32, at: DateTime<Utc>) -> LinkState {
        if !enabled {
            LinkState::Off
        } else if self.expires_at.is_some_and(|ends| ends <= at) {
            LinkState::Expired
        } else if self.max_uses.is_some_and(|most| uses >= most) {
            LinkState::UsedUp
        } else {
            LinkState::On
        }
    }
}

/// In one line, for the organization's history.
impl fmt::Display for LinkSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(label) = &self.label {
            write!(f, "{}; ", label.as_str())?;
        }
        f.write_str(if self.needs_approval { "with approval" } else { "without approval" })?;
        if self.domains.is_empty() {
            f.write_str("; any address")?;
        }
        for (at, domain) in self.domains.iter().enumerate() {
            write!(f, "{}{domain}", if at == 0 { "; " } else { ", " })?;
        }
        match self.expires_at {
            Some(ends) => write!(f, "; until {}", ends.format("%Y-%m-%dT%H:%M:%SZ"))?,
            None => f.write_str("; no end")?,
        }
        match self.max_uses {
            Some(1) => f.write_str("; 1 person"),
            Some(most) => write!(f, "; {most} people"),
            None => f.write_str("; any number of people"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_read_as_people_write_lists() {
        let domains = LinkSettings::domains("Example.com, @bücher.example\nexample.com;").unwrap();
        let spelled: Vec<_> = domains.iter().map(DomainName::as_str).collect();
        assert_eq!(spelled, ["example.com", "xn--bcher-kva.example"]);
        assert_eq!(LinkSettings::domains(" , "), Ok(vec![]));
        let many: Vec<_> = (0..21).map(|number| format!("a{number}.example")).collect();
        let many = many.join(" ");
        assert_eq!(LinkSettings::domains(&many), Err(InvalidSetting::TooManyDomains));
        assert!(LinkSettings::domains("example").is_err());
    }

    #[test]
    fn only_the_whole_domain_fits() {
        let domains = LinkSettings::domains("example.com").unwrap();
        let settings = LinkSettings { domains, ..LinkSettings::default() };
        assert!(settings.fits("ada@example.com") && settings.fits("ada@EXAMPLE.com"));
        for other in ["ada@sub.example.com", "ada@example.com.evil.example", "ada@xample.com", ""] {
            assert!(!settings.fits(other), "{other}");
        }
        assert!(LinkSettings::default().fits("ada@sub.example.com"));
    }

    #[test]
    fn a_number_of_uses_has_bounds() {
        assert_eq!(LinkSettings::uses(" 10 "), Ok(10));
        for wrong in ["0", "-1", "10001", "x", "", "99999999999"] {
            assert_eq!(LinkSettings::uses(wrong), Err(InvalidSetting::Uses), "{wrong}");
        }
    }

    #[test]
    fn conditions_are_told_in_one_line() {
        let some = LinkSettings {
            label: Some("Contractors".parse().unwrap()),
            needs_approval: true,
            domains: LinkSettings::domains("a.example b.example").unwrap(),
            expires_at: DateTime::from_timestamp(1_800_000_000, 0),
            max_uses: Some(3),
        };
        let told = "Contractors; with approval; a.example, b.example; until 2027-01-15T08:00:00Z; 3 people";
        assert_eq!(some.to_string(), told);
        let none = "without approval; any address; no end; any number of people";
        assert_eq!(LinkSettings::default().to_string(), none);
    }
}
