//! A message in each language, of which the recipient gets one.

use std::fmt;

use super::Sender;
use crate::locale::{Language, Text};

/// One message to one address.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The recipient's address.
    pub recipient: String,
    /// The party that causes it, whose allowance it counts against.
    pub sender: Sender,
    /// The message in each language. A recipient who has chosen none gets the first.
    pub letters: Vec<Letter>,
}

/// A message in one language.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The language.
    pub language: Language,
    /// A constant line of ours.
    pub subject: Subject,
    /// The text version, complete in itself.
    pub body_text: String,
    /// The same content as HTML.
    pub body_html: String,
}

/// A constant line of ours. The type has no room for a code, a link or anyone's words, which
/// locked screens, logs and the outbox would show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// Returns the text with the key, which has no values.
    pub fn new(key: &'static str, language: Language) -> Self {
        Self(Text::new(key).words_in(language))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Letters, column by column.
#[derive(Default)]
pub(super) struct Columns {
    pub(super) languages: Vec<&'static str>,
    pub(super) subjects: Vec<String>,
    pub(super) texts: Vec<String>,
    pub(super) htmls: Vec<String>,
}

impl Columns {
    pub(super) fn push(&mut self, letter: Letter) {
        self.languages.push(letter.language.tag());
        self.subjects.push(letter.subject.0);
        self.texts.push(letter.body_text);
        self.htmls.push(letter.body_html);
    }
}

impl FromIterator<Letter> for Columns {
    fn from_iter<T: IntoIterator<Item = Letter>>(letters: T) -> Self {
        let mut columns = Self::default();
        letters.into_iter().for_each(|letter| columns.push(letter));
        columns
    }
}
