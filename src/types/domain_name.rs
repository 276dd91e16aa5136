use std::{fmt, str::FromStr};

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::Text,
};
use serde::Serialize;

use super::email_address::{InvalidEmailAddress, canonical_domain, shown_domain};

/// The domain of email addresses in the one spelling that is stored and compared: lower
/// case, in A-labels.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
#[serde(transparent)]
pub struct DomainName(String);

/// The reason why a text isn't the domain of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDomainName {
    /// It doesn't have the form of a domain.
    #[error("{}", crate::text!("invalid-domain-name-malformed"))]
    Malformed,
    /// One of its labels mixes scripts, as look-alikes do.
    #[error("{}", crate::text!("mixed-scripts"))]
    MixedScripts,
}

impl DomainName {
    /// Returns the domain as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the domain in its own script, unless it could be mistaken for another one.
    pub fn shown(&self) -> String {
        shown_domain(&self.0)
    }
}

impl FromStr for DomainName {
    type Err = InvalidDomainName;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let domain = pasted(raw.trim());
        // Normalizing takes time, so limit the input; a character has at most four bytes.
        if domain.len() > 4 * 253 {
            return Err(InvalidDomainName::Malformed);
        }
        canonical_domain(domain).map(Self).map_err(|error| match error {
            InvalidEmailAddress::MixedScripts => InvalidDomainName::MixedScripts,
            _ => InvalidDomainName::Malformed,
        })
    }
}

/// Returns the domain of what people paste: a mail address, the end of one, or a web address.
fn pasted(text: &str) -> &str {
    let web = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let text = web.map_or(text, |rest| rest.strip_prefix("www.").unwrap_or(rest));
    let text = text.split(['/', '?', '#']).next().unwrap_or_default();
    text.rsplit('@').next().unwrap_or_default()
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl ToSql<Text, Pg> for DomainName {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Text, Pg> for DomainName {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, InvalidDomainName> {
        text.parse::<DomainName>().map(|domain| domain.0)
    }

    #[test]
    fn a_domain_has_one_spelling() {
        for text in [" Example.COM ", "@example.com", "EXAMPLE。com", "ada@example.com"] {
            assert_eq!(of(text).unwrap(), "example.com", "{text}");
        }
        for text in ["https://www.example.com/about", "http://example.com?a=1@b"] {
            assert_eq!(of(text).unwrap(), "example.com", "{text}");
        }
        assert_eq!(of("bücher.example").unwrap(), "xn--bcher-kva.example");
        assert_eq!("bücher.example".parse::<DomainName>().unwrap().shown(), "bücher.example");
    }

    #[test]
    fn what_is_no_domain_is_refused() {
        for text in ["", "com", "a b.com", "ada@", "127.0.0.1", "https://", "a..com", "-a.com"] {
            assert_eq!(of(text), Err(InvalidDomainName::Malformed), "{text}");
        }
        assert_eq!(of("\u{430}pple.com"), Err(InvalidDomainName::MixedScripts));
    }
}
