use std::{fmt, str::FromStr};

use diesel::deserialize::FromSqlRow;
use serde::Serialize;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// An organization's slug, its part of the URL: 2 to 63 characters from `a-z`, `0-9` and
/// inner dashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromSqlRow)]
#[serde(transparent)]
pub struct Slug(String);

/// The reason why a text can't be a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSlug {
    /// It has fewer than two characters.
    #[error("{}", crate::text!("invalid-slug-too-short"))]
    TooShort,
    /// It has more than 63 characters.
    #[error("{}", crate::text!("invalid-slug-too-long"))]
    TooLong,
    /// It contains something other than letters, digits and inner dashes.
    #[error("{}", crate::text!("invalid-slug-malformed"))]
    Malformed,
}

impl Slug {
    /// Returns the slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Derives a slug from a name: accents are dropped, and everything that isn't a
    /// letter or digit becomes a dash.
    pub fn suggested_by(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in name.nfkd().filter(|c| !is_combining_mark(*c)) {
            let spelled = spelled(c);
            if !spelled.is_empty() {
                slug.push_str(&spelled);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let cut: String = slug.chars().take(63).collect();
        cut.trim_end_matches('-').parse().ok()
    }

    /// Returns the slug with a number appended, for when it's taken.
    pub fn numbered(&self, number: u32) -> Option<Self> {
        let stem: String = self.0.chars().take(59).collect();
        format!("{}-{number}", stem.trim_end_matches('-')).parse().ok()
    }
}

/// The letters that have a spelling in ASCII, written by `build.rs`.
const SPELLINGS: &[(char, [u8; 4])] = include!(concat!(env!("OUT_DIR"), "/spellings.rs"));

/// Spells a letter or digit in lowercase ASCII; empty if that can't be done.
fn spelled(c: char) -> String {
    if c.is_ascii_alphanumeric() {
        return c.to_ascii_lowercase().into();
    }
    let found = SPELLINGS.binary_search_by_key(&c, |(letter, _)| *letter).ok();
    let letters = found.and_then(|at| SPELLINGS.get(at)).map_or([0; 4], |(_, letters)| *letters);
    letters.into_iter().filter(|letter| *letter != 0).map(char::from).collect()
}

impl FromStr for Slug {
    type Err = InvalidSlug;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let slug = raw.trim();
        let sound = slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !slug.starts_with('-')
            && !slug.ends_with('-');
        match slug.chars().count() {
            0..2 => Err(InvalidSlug::TooShort),
            64.. => Err(InvalidSlug::TooLong),
            _ if sound => Ok(Self(slug.to_owned())),
            _ => Err(InvalidSlug::Malformed),
        }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

stored_text!(Slug);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_come_from_names() {
        let slug = |name| Slug::suggested_by(name).map(|slug| slug.0);
        assert_eq!(slug("Ácme  & Söhne GmbH").unwrap(), "acme-sohne-gmbh");
        assert_eq!(slug("  --x2-- ").unwrap(), "x2");
        for (name, made) in [
            ("Straße", "strasse"),
            ("Ørsted", "orsted"),
            ("Łódź", "lodz"),
            ("Æther & Œuvre", "aether-oeuvre"),
            ("İstanbul Işık", "istanbul-isik"),
            ("Đorđe", "dorde"),
            ("Αθήνα", "athina"),
            ("Москва", "moskva"),
            ("日本 Labs", "labs"),
            ("O'Neill", "o-neill"),
        ] {
            assert_eq!(slug(name).as_deref(), Some(made), "{name}");
        }
        assert_eq!((slug("東京"), slug("שלום"), slug("🚀")), (None, None, None));
    }

    #[test]
    fn malformed_slugs_are_refused() {
        for text in ["Acme", "a b", "-a-", "a_b", "ä1", "a/b"] {
            assert_eq!(text.parse::<Slug>(), Err(InvalidSlug::Malformed), "{text}");
        }
        assert_eq!("a".parse::<Slug>(), Err(InvalidSlug::TooShort));
        assert_eq!("a".repeat(64).parse::<Slug>(), Err(InvalidSlug::TooLong));
    }
}
