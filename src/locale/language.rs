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
    /// English in foreign letters and 40 percent longer: what it leaves in plain letters is no
    /// text of ours, and what it cuts off has no room for other languages.
    #[serde(rename = "en-XA")]
    Accented,
    /// The same, for pages that run from right to left.
    #[serde(rename = "ar-XB")]
    Mirrored,
}

impl Language {
    /// All languages, each with its texts in `locales/`.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// The languages that people get. A language joins them when its texts are complete.
    pub const OFFERED: &[Self] = &[Self::English, Self::German];

    /// Languages that nobody speaks, which show what a page does to a foreign one. A debug build
    /// gives them to a browser that asks for them.
    pub const PSEUDO: [Self; 2] = [Self::Accented, Self::Mirrored];

    /// Returns the language's tag (BCP 47), which is also the name of its folder.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Accented => "en-XA",
            Self::Mirrored => "ar-XB",
        }
    }

    /// Returns the language's own name for itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
            Self::Accented => "Accented",
            Self::Mirrored => "Mirrored",
        }
    }

    /// Returns the direction of its writing, as HTML has it.
    pub const fn direction(self) -> &'static str {
        match self {
            Self::Mirrored => "rtl",
            Self::English | Self::German | Self::Accented => "ltr",
        }
    }

    /// Returns the offered language with the tag, if there is one.
    pub fn offered(tag: &str) -> Option<Self> {
        Self::OFFERED.iter().copied().find(|it| it.tag() == tag)
    }

    /// Returns the language for an `Accept-Language`: the one that the reader likes best.
    pub fn accepted(accepted: &str) -> Self {
        if cfg!(debug_assertions) {
            let pseudo = Self::PSEUDO.into_iter().find(|it| accepted.starts_with(it.tag()));
            if let Some(pseudo) = pseudo {
                return pseudo;
            }
        }
        Self::preferred(accepted, Self::OFFERED)
    }

    /// Chooses one of `offered` by the weights of an `Accept-Language` (RFC 9110); of two with
    /// the same weight, the earlier one. A region doesn't matter: `de-AT` is German.
    fn preferred(accepted: &str, offered: &[Self]) -> Self {
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
    fn a_pseudo_language_is_for_those_who_ask_for_it() {
        assert_eq!(Language::accepted("en-XA,en;q=0.9"), Language::Accented);
        assert_eq!(Language::accepted("ar-XB"), Language::Mirrored);
        assert_eq!(Language::accepted("ar,de;q=0.5"), Language::German);
        assert_eq!(Language::offered("en-XA"), None);
    }

    #[test]
    fn a_language_that_is_not_offered_is_not_chosen() {
        assert_eq!(Language::preferred("de", &[Language::English]), Language::English);
    }
}
