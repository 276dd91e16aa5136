use std::{fmt, str::FromStr};

use diesel::deserialize::FromSqlRow;
use serde::Serialize;

use crate::types::line::{InvalidLine, Rule};

/// The name of an organization, as its members see it: one line of 1 to 64 characters,
/// with no invisible characters and no link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromSqlRow)]
#[serde(transparent)]
pub struct TenantName(String);

const NAME: Rule = Rule {
    missing: "organization-name-missing",
    graphemes: TenantName::MAX,
    bytes: TenantName::MAX_BYTES,
    links: false,
};

impl TenantName {
    /// The maximum length, in characters as people count them.
    pub const MAX: usize = 64;

    /// The maximum length in UTF-8; limits how large a single character can be.
    pub const MAX_BYTES: usize = 256;

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantName {
    type Err = InvalidLine;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        NAME.check(raw).map(Self)
    }
}

impl fmt::Display for TenantName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<TenantName> for String {
    fn from(name: TenantName) -> Self {
        name.0
    }
}

stored_text!(TenantName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hide_nothing() {
        assert!("Acme \u{202E}gpj".parse::<TenantName>().is_err());
        assert!("a\nb".parse::<TenantName>().is_err());
        assert_eq!(" Acme ".parse::<TenantName>().unwrap().as_str(), "Acme");
    }
}
