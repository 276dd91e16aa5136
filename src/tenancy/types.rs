use std::{fmt, str::FromStr};

use serde::Serialize;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use unicode_segmentation::UnicodeSegmentation as _;

/// The name of an organization as its members see it.
///
/// Trimmed, 1 to 64 graphemes, without control characters and without the
/// invisible ones that reverse or hide text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct TenantName(String);

/// Why a text cannot be an organization's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTenantName {
    /// Nothing but spaces.
    #[error("Enter a name for the organization.")]
    Empty,
    /// More than 64 characters.
    #[error("Use at most {} characters.", TenantName::MAX)]
    TooLong,
    /// Line breaks, text direction overrides and the like.
    #[error("Remove line breaks and other invisible characters.")]
    ControlCharacter,
}

impl TenantName {
    /// In characters as people count them.
    pub const MAX: usize = 64;

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TenantName {
    type Err = InvalidTenantName;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let name = raw.trim();
        if name.is_empty() {
            return Err(InvalidTenantName::Empty);
        }
        if name.graphemes(true).count() > Self::MAX || name.chars().count() > 200 {
            return Err(InvalidTenantName::TooLong);
        }
        if name.chars().any(is_invisible) {
            return Err(InvalidTenantName::ControlCharacter);
        }
        Ok(Self(name.to_owned()))
    }
}

/// Control characters, bidirectional overrides (Unicode TR 36) and zero-width spaces.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// An organization's part of the URL: 2 to 63 of `a-z`, `0-9` and inner dashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Slug(String);

/// Why a text cannot be a slug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSlug {
    /// Fewer than two characters.
    #[error("Use at least two letters or digits.")]
    TooShort,
    /// More than 63 characters.
    #[error("Use at most 63 characters.")]
    TooLong,
    /// Something else than letters, digits and inner dashes.
    #[error("Use lower-case letters, digits and dashes, such as acme-labs.")]
    Malformed,
}

impl Slug {
    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A slug made from a name: accents dropped, everything else a dash.
    pub fn suggested_by(name: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in name.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let cut: String = slug.chars().take(63).collect();
        cut.trim_end_matches('-').parse().ok()
    }

    /// The same with a number behind it, for when it is taken.
    pub fn numbered(&self, number: u32) -> Option<Self> {
        let stem: String = self.0.chars().take(59).collect();
        format!("{}-{number}", stem.trim_end_matches('-')).parse().ok()
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_come_from_names() {
        let slug = |name| Slug::suggested_by(name).map(|slug| slug.0);
        assert_eq!(slug("Ácme  & Söhne GmbH").unwrap(), "acme-sohne-gmbh");
        assert_eq!(slug("  --x2-- ").unwrap(), "x2");
        assert_eq!(slug("東京"), None);
    }

    #[test]
    fn malformed_slugs_are_refused() {
        for text in ["Acme", "a b", "-a-", "a_b", "ä1", "a/b"] {
            assert_eq!(text.parse::<Slug>(), Err(InvalidSlug::Malformed), "{text}");
        }
        assert_eq!("a".parse::<Slug>(), Err(InvalidSlug::TooShort));
        assert_eq!("a".repeat(64).parse::<Slug>(), Err(InvalidSlug::TooLong));
    }

    #[test]
    fn names_hide_nothing() {
        assert!("Acme \u{202E}gpj".parse::<TenantName>().is_err());
        assert!("a\nb".parse::<TenantName>().is_err());
        assert_eq!(" Acme ".parse::<TenantName>().unwrap().as_str(), "Acme");
    }
}
