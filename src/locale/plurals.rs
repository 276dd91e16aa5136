use std::fmt;

use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

use super::Language;

/// The grammatical numbers of a language.
#[derive(Clone)]
pub struct Plurals(Option<PluralRules>);

impl Plurals {
    /// Returns the rules of a language.
    pub fn of(language: Language) -> Self {
        let tag = if Language::PSEUDO.contains(&language) { "en" } else { language.tag() };
        let tag: Result<LanguageIdentifier, _> = tag.parse();
        Self(tag.ok().and_then(|tag| PluralRules::create(tag, PluralRuleType::CARDINAL).ok()))
    }

    /// Returns the category of a number, such as `one` or `other`.
    pub fn category(&self, number: i64) -> &'static str {
        let category = self.0.as_ref().and_then(|rules| rules.select(number).ok());
        match category {
            Some(PluralCategory::ZERO) => "zero",
            Some(PluralCategory::ONE) => "one",
            Some(PluralCategory::TWO) => "two",
            Some(PluralCategory::FEW) => "few",
            Some(PluralCategory::MANY) => "many",
            Some(PluralCategory::OTHER) | None => "other",
        }
    }

    /// Whether a variant's key is a category, and not a word to compare with.
    pub(super) fn has(key: &str) -> bool {
        ["zero", "one", "two", "few", "many", "other"].contains(&key)
    }
}

impl fmt::Debug for Plurals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Plurals").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_the_rest_is_not() {
        for language in Language::ALL {
            let plurals = Plurals::of(language);
            let categories = [0, 1, 2, -1].map(|number| plurals.category(number));
            assert_eq!(categories[..3], ["other", "one", "other"]);
        }
    }
}
