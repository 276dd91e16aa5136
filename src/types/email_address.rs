use std::{borrow::Cow, fmt, str::FromStr};

use diesel::deserialize::FromSqlRow;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{RestrictionLevel, RestrictionLevelDetection as _};

/// An email address in the one spelling that is stored, compared and mailed to.
///
/// It is lowercase ASCII: the part before the `@` is a dot-atom and the domain is in
/// A-labels (UTS 46), so that `bücher.example` and `xn--bcher-kva.example` are one mailbox
/// and every mail server accepts it. [`EmailAddress::shown`] is the form for people. The
/// input is normalized before it is parsed, so that a look-alike `@` can't slip through (as
/// in GHSA-7rqj-j65f-68wh).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, FromSqlRow)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

/// Why a text isn't an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmailAddress {
    /// It doesn't have the form of an address.
    #[error("{}", crate::text!("invalid-email-address-malformed"))]
    Malformed,
    /// Mail to it wouldn't leave: few servers carry such an address (RFC 6531).
    #[error("{}", crate::text!("invalid-email-address-local-part"))]
    LocalPart,
    /// One label of the domain mixes scripts, as look-alikes do.
    #[error("{}", crate::text!("mixed-scripts"))]
    MixedScripts,
}

impl EmailAddress {
    /// The longest address that SMTP carries (RFC 5321 §4.5.3.1.3).
    const MAX: usize = 254;

    /// The longest part before the `@` (RFC 5321 §4.5.3.1.1).
    const MAX_LOCAL: usize = 64;

    /// Returns the address as it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the address as people write it, with the domain in its own script.
    pub fn shown(&self) -> String {
        shown_address(&self.0).into_owned()
    }

    /// Returns the address with most of the local part hidden: `a••@example.com`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.parts();
        let first: String = local.chars().take(1).collect();
        format!("{first}••@{}", shown_domain(domain))
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once('@').unwrap_or((&self.0, ""))
    }
}

/// Returns a stored address as people write it; any other text stays as it is.
pub fn shown_address(text: &str) -> Cow<'_, str> {
    match text.rsplit_once('@') {
        Some((local, domain)) if domain.contains("xn--") => {
            Cow::Owned(format!("{local}@{}", shown_domain(domain)))
        }
        _ => Cow::Borrowed(text),
    }
}

impl FromStr for EmailAddress {
    type Err = InvalidEmailAddress;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let raw = raw.trim();
        // Normalizing takes time, so limit the input; a character has at most four bytes.
        if raw.len() > 4 * Self::MAX {
            return Err(InvalidEmailAddress::Malformed);
        }
        let folded: Cow<'_, str> =
            if raw.is_ascii() { raw.into() } else { raw.nfkc().collect::<String>().into() };
        let (local, domain) = folded.rsplit_once('@').ok_or(InvalidEmailAddress::Malformed)?;
        check_local(local)?;
        let domain = canonical_domain(domain)?;
        let address = format!("{}@{domain}", local.to_ascii_lowercase());
        if address.len() > Self::MAX {
            return Err(InvalidEmailAddress::Malformed);
        }
        Ok(Self(address))
    }
}

/// Accepts a dot-atom (RFC 5322 §3.2.3), except for characters that some mail programs
/// interpret: a leading dash starts an option, `%` and `!` name a relay, `|` and a backtick
/// a program. Quoted local parts are legal, but only attackers use them.
fn check_local(local: &str) -> Result<(), InvalidEmailAddress> {
    if !local.is_ascii() && local.chars().all(|c| c.is_alphanumeric() || is_atom(c) || c == '.') {
        return Err(InvalidEmailAddress::LocalPart);
    }
    let sound = (1..=EmailAddress::MAX_LOCAL).contains(&local.len())
        && !local.starts_with('-')
        && local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom));
    if sound { Ok(()) } else { Err(InvalidEmailAddress::Malformed) }
}

fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric() || "#$&'*+-/=?^_{}~".contains(c)
}

/// Returns the domain in A-labels; it has a dot, and its last label isn't a number.
pub(super) fn canonical_domain(domain: &str) -> Result<String, InvalidEmailAddress> {
    let ascii = Uts46::new().to_ascii(
        domain.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    let ascii = ascii.map_err(|_| InvalidEmailAddress::Malformed)?;
    let (_, top) = ascii.rsplit_once('.').ok_or(InvalidEmailAddress::Malformed)?;
    if top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidEmailAddress::Malformed);
    }
    if ascii.contains("xn--") && unicode(&ascii).split('.').any(mixes_scripts) {
        return Err(InvalidEmailAddress::MixedScripts);
    }
    Ok(ascii.into_owned())
}

/// Allows languages that are written in several scripts (UTS 39, highly restrictive).
fn mixes_scripts(label: &str) -> bool {
    !label.is_ascii() && !label.check_restriction_level(RestrictionLevel::HighlyRestrictive)
}

fn unicode(domain: &str) -> String {
    let (unicode, _) =
        Uts46::new().to_unicode(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    unicode.into_owned()
}

/// Characters that look like ASCII (UTS 39), written by `build.rs`.
const ASCII_LOOKALIKES: &[char] = include!(concat!(env!("OUT_DIR"), "/ascii_lookalikes.rs"));

/// Returns the domain in its own script, unless it could be mistaken for another domain.
pub(super) fn shown_domain(domain: &str) -> String {
    let unicode = unicode(domain);
    let looks_ascii = |c: char| c.is_ascii() || ASCII_LOOKALIKES.binary_search(&c).is_ok();
    let deceives =
        |label: &str| !label.is_ascii() && (mixes_scripts(label) || label.chars().all(looks_ascii));
    if unicode.split('.').any(deceives) { domain.to_owned() } else { unicode }
}

stored_text!(EmailAddress);

impl TryFrom<String> for EmailAddress {
    type Error = InvalidEmailAddress;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        raw.parse()
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<String, InvalidEmailAddress> {
        text.parse::<EmailAddress>().map(String::from)
    }

    #[test]
    fn an_address_has_one_spelling() {
        assert_eq!(of(" Ada@Example.COM ").unwrap(), "ada@example.com");
        assert_eq!(of("ada＠example.com").unwrap(), "ada@example.com");
        for one in ["ada@bücher.example", "ada@XN--bcher-KVA.example", "ada@bu\u{308}cher。example"]
        {
            assert_eq!(of(one).unwrap(), "ada@xn--bcher-kva.example", "{one}");
        }
        assert_eq!(of("a+b.c@faß.de").unwrap(), "a+b.c@xn--fa-hia.de");
        assert_eq!(of("a@日本語.jp").unwrap(), "a@xn--wgv71a119e.jp");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@example.com", "a".repeat(65));
        let longer = format!("a@{}com", "abcdefghi.".repeat(25));
        let label = format!("a@{}.com", "a".repeat(64));
        for text in [
            "",
            "ada",
            "@example.com",
            "a@b",
            "a b@c.de",
            "a@b..c",
            "\"a\"@b.c",
            "a@-b.c",
            "a\r\nb@c.de",
            ".a@b.de",
            "a.@b.de",
            "a..b@b.de",
            "a@b@c.de",
            "-oQueueDirectory@b.de",
            "ada%example.com@b.de",
            "b.de!ada@c.de",
            "|id@b.de",
            "`id`@b.de",
            "a@b.de.",
            "a@127.0.0.1",
            "a@[127.0.0.1]",
            "a@b_c.de",
            "a@xn--a.de",
            "a@b\u{202e}.de",
            "a\u{0}@b.de",
            &long,
            &longer,
            &label,
            &format!("a@{}.de", "ü".repeat(9_999)),
        ] {
            assert_eq!(of(text), Err(InvalidEmailAddress::Malformed), "{text}");
        }
    }

    #[test]
    fn mail_can_be_sent_to_every_address() {
        assert_eq!(of("jürgen@example.com"), Err(InvalidEmailAddress::LocalPart));
        assert_eq!(of("иван@пример.рф"), Err(InvalidEmailAddress::LocalPart));
        assert!(of("ivan@пример.рф").is_ok());
    }

    #[test]
    fn one_label_has_one_script() {
        // A Cyrillic а before Latin letters.
        assert_eq!(of("a@\u{430}pple.com"), Err(InvalidEmailAddress::MixedScripts));
        assert_eq!(of("a@xn--pple-43d.com"), Err(InvalidEmailAddress::MixedScripts));
        assert!(of("a@ソニー銀行.jp").is_ok());
    }

    #[test]
    fn people_see_their_own_script() {
        let shown = |text: &str| text.parse::<EmailAddress>().unwrap().shown();
        assert_eq!(shown("ada@xn--bcher-kva.example"), "ada@bücher.example");
        assert_eq!(shown("ada@example.com"), "ada@example.com");
        // All Cyrillic, but reads as apple.
        assert_eq!(shown("ada@аррӏе.com"), "ada@xn--80ak6aa92e.com");
        assert_eq!(shown_address("no address: xn--"), "no address: xn--");
        let masked = "ada@bücher.example".parse::<EmailAddress>().unwrap().masked();
        assert_eq!(masked, "a••@bücher.example");
    }

    #[test]
    fn lookalikes_are_those_of_the_standard() {
        let by_table = |label: &str| {
            label.chars().all(|c| c.is_ascii() || ASCII_LOOKALIKES.binary_search(&c).is_ok())
        };
        for label in [
            "аррӏе",
            "ѕсоре",
            "ехаmрӏе",
            "пример",
            "bücher",
            "ŕaypal",
            "ⅿ",
            "ο",
            "東京",
            "a\u{ad}b",
        ] {
            let by_standard = unicode_security::skeleton(label).all(|c| c.is_ascii());
            assert_eq!(by_table(label), by_standard, "{label}");
        }
        assert!(by_table("аррӏе"));
    }
}
