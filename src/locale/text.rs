//! Texts that code puts together, in the language of the request that it works for.

use std::{cell::Cell, fmt};

use serde::{Serialize, Serializer};

use super::Language;
use super::{say, value::TextValue};

tokio::task_local! {
    static REQUEST: Listener;
}

/// The one who listens to a request's texts.
struct Listener {
    language: Cell<Language>,
    /// Programs are told in English, whatever the person behind them speaks.
    is_program: bool,
}

/// Runs a person's request, whose texts are in `language` until it [learns](speak) better.
pub async fn speaking<F: Future>(language: Language, work: F) -> F::Output {
    let listener = Listener { language: Cell::new(language), is_program: false };
    REQUEST.scope(listener, work).await
}

/// Runs a program's request, whose texts are in English. The person behind it gets mails in
/// `language`.
pub async fn speaking_to_program<F: Future>(language: Language, work: F) -> F::Output {
    let listener = Listener { language: Cell::new(language), is_program: true };
    REQUEST.scope(listener, work).await
}

/// Does `work`, whose texts are in `language`.
pub fn saying<T>(language: Language, work: impl FnOnce() -> T) -> T {
    let listener = Listener { language: Cell::new(language), is_program: false };
    REQUEST.sync_scope(listener, work)
}

/// Notes that the person behind the request speaks `language`.
pub fn speak(language: Language) {
    // Nobody listens to jobs and tests, which speak English.
    let _ = REQUEST.try_with(|listener| listener.language.set(language));
}

/// Returns the language of the request's texts; English outside of requests.
pub fn spoken() -> Language {
    let spoken = REQUEST.try_with(|it| if it.is_program { None } else { Some(it.language.get()) });
    spoken.ok().flatten().unwrap_or_default()
}

/// Returns the language of the person behind the request; English outside of requests.
pub fn of_person() -> Language {
    REQUEST.try_with(|listener| listener.language.get()).unwrap_or_default()
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

/// In the language of the request that shows it.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
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
        runtime.block_on(speaking_to_program(Language::German, async {
            assert_eq!(said(), "There are 1,204 problems");
            assert_eq!((spoken(), of_person()), (Language::English, Language::German));
        }));
    }

    #[test]
    fn values_stand_as_they_are() {
        let text = text!("todos-by", author = "{ $author } <b>");
        assert_eq!(text.words_in(Language::German), "Von { $author } <b>");
    }
}
