//! A person's key: the provider that knows them and its key for them, never an email
//! address (ASVS 6.8.1).

use std::{fmt, sync::Arc};

use diesel::deserialize::FromSqlRow;
use url::Url;
use uuid::Uuid;

/// The embedded provider's issuer, the same at every address it is served under.
pub const EMBEDDED: &str = "embedded";

/// A provider: the embedded one, or the base URL of a hosted one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer(Arc<str>);

impl Issuer {
    /// Returns the embedded provider.
    pub fn embedded() -> Self {
        Self(EMBEDDED.into())
    }

    /// Returns the hosted provider whose calls begin with `base`.
    pub fn hosted(base: &Url) -> Self {
        Self(base.as_str().trim_end_matches('/').into())
    }

    /// Returns the issuer as the database stores it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A provider's key for a person, a uuid as text in its usual spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash, FromSqlRow)]
pub struct SubjectKey(String);

stored_text!(SubjectKey);

impl SubjectKey {
    /// Returns the uuid as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<SubjectKey> for String {
    fn from(key: SubjectKey) -> Self {
        key.0
    }
}

impl From<Uuid> for SubjectKey {
    fn from(id: Uuid) -> Self {
        Self(id.to_string())
    }
}

/// A provider's key for a person, together with that provider.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    issuer: Issuer,
    key: SubjectKey,
}

impl Subject {
    /// Returns the person whom `issuer` knows by `key`.
    pub fn new(issuer: &Issuer, key: &str) -> Result<Self, uuid::Error> {
        Uuid::parse_str(key).map(|id| Self { issuer: issuer.clone(), key: id.into() })
    }

    /// Returns a person whom the embedded provider knows.
    pub fn embedded(id: Uuid) -> Self {
        Self { issuer: Issuer::embedded(), key: id.into() }
    }

    /// Returns the key without the provider.
    pub fn key(&self) -> &SubjectKey {
        &self.key
    }

    /// Returns the key as text.
    pub fn as_str(&self) -> &str {
        self.key.as_str()
    }

    /// Returns the provider whose key it is.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_one_however_its_address_ends() {
        let issuer = |url: &str| Issuer::hosted(&url.parse().unwrap());
        assert_eq!(issuer("https://ep.example/db/auth/"), issuer("https://EP.example/db/auth"));
        assert_ne!(issuer("https://ep.example/other/auth"), issuer("https://ep.example/db/auth"));
        assert_eq!(issuer("https://ep.example").as_str(), "https://ep.example");
    }

    #[test]
    fn one_key_of_two_issuers_is_two_people() {
        let (id, other) = (Uuid::nil(), Issuer::hosted(&"https://a.example".parse().unwrap()));
        let subject = Subject::new(&other, &id.to_string().to_uppercase()).unwrap();
        assert_eq!(subject.as_str(), Subject::embedded(id).as_str());
        assert_ne!(subject, Subject::embedded(id));
        assert!(Subject::new(&other, "ada@example.com").is_err());
    }
}
