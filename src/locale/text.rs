//! Texts that code puts together, in the language of the request that it works for.

use std::{cell::Cell, fmt};

use super::Language;
use super::{say, value::TextValue};

tokio::task_local! {
    static SPOKEN: Cell<Language>;
}

/// Runs `work`, whose texts are in `language` unless it [chooses](speak) another one.
pub async fn speaking<F: Future>(language: Language, work: F) -> F::Output {
    SPOKEN.scope(Cell::new(language), work).await
}

/// Has the rest of the work say its texts in `language`.
pub fn speak(language: Language) {
    // Nobody listens to jobs and tests, which speak English.
    let _ = SPOKEN.try_with(|spoken| spoken.set(language));
}

/// Returns the language of the work: the request's, or English outside of requests.
pub fn spoken() -> Language {
    SPOKEN.try_with(Cell::get).unwrap_or_default()
}

/// A text of `locales/` and what stands in it. It becomes words when it's displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    key: &'static str,
    values: Vec<(&'static str, TextValue)>,
}

impl Text {
    /// Names a text; the macro `text!` reads better.
    pub const fn new(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// Adds what stands in it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<TextValue>) -> Self {
        self.values.push((name, value.into()));
        self
    }

    /// Puts the text into words; a text that doesn't exist shows its key.
    pub fn words_in(&self, language: Language) -> String {
        say::say(language, self.key, &self.values)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words_in(spoken()))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.words_in(spoken())
    }
}

/// Names a text of `locales/` and what stands in it:
/// `text!("todos-completed", count = ids.len())`.
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::locale::Text::new($key)$(.with(stringify!($name), $value))*
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_said_in_the_language_of_the_work() {
        let said = || text!("forms-problems", count = 1204_i64).to_string();
        assert_eq!(said(), "There are 1,204 problems");
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(speaking(Language::German, async {
            assert_eq!(said(), "1.204 Angaben stimmen nicht");
            assert_eq!(text!("forms-problems", count = 1_i64).to_string(), "Etwas stimmt nicht");
            speak(Language::English);
            assert_eq!(said(), "There are 1,204 problems");
        }));
    }

    #[test]
    fn values_stand_as_they_are() {
        let text = text!("todos-by", author = "{ $author } <b>");
        assert_eq!(text.words_in(Language::German), "Von { $author } <b>");
    }
}
