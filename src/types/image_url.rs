use std::str::FromStr;

use serde::Serialize;
use url::Url;

/// Address of a picture: an `https` or `http` URL of at most 2,000 characters, without
/// credentials in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct ImageUrl(String);

/// The text isn't the address of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A picture is an http or https URL of at most {} characters", ImageUrl::MAX)]
pub struct InvalidImageUrl;

impl ImageUrl {
    /// In characters, which equal bytes because the URL is ASCII.
    pub const MAX: usize = 2000;

    /// Returns a provider's picture address, or `None` if it isn't valid.
    pub fn if_sound(raw: &str) -> Option<Self> {
        raw.parse().ok()
    }

    /// Returns the URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageUrl {
    type Err = InvalidImageUrl;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        // The parser would skip line breaks and tabs and read a backslash as a slash, while
        // other parsers read a user name before the host.
        let plain = raw.len() <= Self::MAX
            && !raw.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
        let url = plain.then(|| Url::parse(raw).ok()).flatten().ok_or(InvalidImageUrl)?;
        let sound = matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none();
        // Kept as the parser understood it, so that every other parser reads the same.
        let text = url.to_string();
        (sound && text.len() <= Self::MAX).then_some(Self(text)).ok_or(InvalidImageUrl)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_an_address_on_the_web() {
        let of = |text: &str| text.parse::<ImageUrl>().map(|it| it.as_str().to_owned());
        assert_eq!(of("https://example.com/a.png").unwrap(), "https://example.com/a.png");
        assert_eq!(of("https://example.com/é").unwrap(), "https://example.com/%C3%A9");
        assert_eq!(of("https:example.com/\"><b>").unwrap(), "https://example.com/%22%3E%3Cb%3E");
        let long = format!("https://example.com/{}", "a".repeat(1980));
        assert_eq!((long.len(), of(&long).unwrap()), (2000, long.clone()));
        for wrong in [
            "",
            "a.png",
            "//example.com/a.png",
            "javascript:alert(1)",
            "data:image/png;base64,AAAA",
            "https://ada:secret@example.com/a.png",
            "https://example.com\u{0}/a.png",
            "https://example.com/\na.png",
            "ftp://example.com/a.png",
            "https://example.com\\@evil.example/a.png",
            &format!("{long}a"),
            &format!("https://example.com/{}", "é".repeat(500)),
        ] {
            assert!(of(wrong).is_err(), "{wrong}");
        }
    }
}
