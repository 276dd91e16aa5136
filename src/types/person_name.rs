use std::str::FromStr;

use diesel::deserialize::FromSqlRow;
use serde::{Deserialize, Serialize};

use super::line::{InvalidLine, Rule};

/// A person's display name: one line of at most 100 characters, without invisible
/// characters or links. Empty if no one has given one yet.
///
/// Stored names are cleaned again when they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromSqlRow)]
#[serde(from = "String", into = "String")]
pub struct PersonName(String);

const RULE: Rule = Rule {
    missing: "person-name-missing",
    graphemes: PersonName::MAX,
    bytes: PersonName::MAX_BYTES,
    links: false,
};

impl PersonName {
    /// In characters as people count them.
    pub const MAX: usize = 100;

    /// In bytes of UTF-8; limits the marks that a single character may consist of.
    pub const MAX_BYTES: usize = 400;

    /// Parses a name that may be left out.
    pub fn optional(raw: &str) -> Result<Self, InvalidLine> {
        match raw.parse() {
            Err(InvalidLine::Empty(_)) => Ok(Self::default()),
            parsed => parsed,
        }
    }

    /// Returns the displayable part of a name that another system accepted. No one is kept
    /// out for the name a provider has for them.
    pub fn cleaned(raw: &str) -> Self {
        Self(RULE.clean(raw))
    }

    /// Returns the name; may be empty.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether no name has been given yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for PersonName {
    fn from(kept: String) -> Self {
        Self::cleaned(&kept)
    }
}

stored_text!(PersonName);

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl FromStr for PersonName {
    type Err = InvalidLine;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        RULE.check(raw).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_left_out_where_nobody_asks_for_it() {
        assert!(matches!(" \u{3000}".parse::<PersonName>(), Err(InvalidLine::Empty(_))));
        assert_eq!(PersonName::optional("  ").unwrap().as_str(), "");
        assert_eq!(PersonName::optional("a\nb"), Err(InvalidLine::Hidden));
        assert_eq!(PersonName::cleaned("\u{202e}\u{0}").as_str(), "");
    }
}
