use serde::Serialize;

/// A language that Tenantry speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Language {
    /// The language of everyone who asked for none.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Addresses its readers with "du".
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// All languages, each with its texts in `locales/`.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The languages that people get. A language joins them when its texts are complete, those
    /// that handlers and mails put together included.
    pub const OFFERED: &[Self] = &[Self::English];

    /// Returns the language's tag (BCP 47), which is also the name of its folder.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Chooses one of `offered` by the weights of an `Accept-Language` (RFC 9110); of two with
    /// the same weight, the earlier one. A region doesn't matter: `de-AT` is German.
    pub fn preferred(accepted: &str, offered: &[Self]) -> Self {
        let mut best = (0, Self::default());
        for range in accepted.split(',') {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let primary = tag.trim().split('-').next().unwrap_or_default();
            let found = offered.iter().find(|it| it.tag().eq_ignore_ascii_case(primary));
            let weight = thousandths(weight);
            if let Some(language) = found.filter(|_| weight > best.0) {
                best = (weight, *language);
            }
        }
        best.1
    }
}

/// Reads `q=0.8` as 800; what isn't a weight counts for nothing.
fn thousandths(weight: &str) -> u16 {
    let number = weight.trim().strip_prefix("q=").unwrap_or_default();
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, digits.parse::<u16>()) {
        ("0", Ok(fraction)) => fraction,
        ("1", Ok(0)) => 1000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_with_the_greatest_weight_is_chosen() {
        for (accepted, language) in [
            ("", Language::English),
            ("de", Language::German),
            ("DE-at,de;q=0.9,en;q=0.8", Language::German),
            ("en-US,en;q=0.9,de;q=0.8", Language::English),
            ("fr,de;q=0.5,en;q=0.4", Language::German),
            ("en;q=0.3, de;q=0.7", Language::German),
            ("de;q=0", Language::English),
            ("de;q=wrong,*", Language::English),
            ("fr", Language::English),
        ] {
            assert_eq!(Language::preferred(accepted, &Language::ALL), language, "{accepted}");
        }
    }

    #[test]
    fn a_language_that_is_not_offered_is_not_chosen() {
        assert_eq!(Language::preferred("de", &[Language::English]), Language::English);
    }
}
