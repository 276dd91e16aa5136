//! A stranger's words in our mails: in quotation marks, cut, and without anything that a
//! mail program would turn into a link.

use serde::{Serialize, Serializer};
use unicode_normalization::UnicodeNormalization as _;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::locale::{self, Format};

/// The most characters of another person's words that a mail repeats.
const LONGEST: usize = 60;

/// The most characters of a sentence that whoever runs the installation wrote.
const LONGEST_SENTENCE: usize = 500;

/// Another person's words, safe to show in a mail. Mails accept no others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    words: String,
    has_marks: bool,
}

impl Quoted {
    /// Quotes a name that a person chose.
    pub fn name(text: &str) -> Self {
        Self { words: cut(&inert(text), LONGEST), has_marks: true }
    }

    /// Quotes a sentence that whoever runs the installation wrote.
    pub fn sentence(text: &str) -> Self {
        Self { words: cut(&inert(text), LONGEST_SENTENCE), has_marks: true }
    }

    /// Quotes a proven address; mail programs may offer to write to it.
    pub fn address(text: &str) -> Self {
        Self { words: cut(text, LONGEST), has_marks: false }
    }
}

impl std::fmt::Display for Quoted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if !self.has_marks {
            return f.write_str(&self.words);
        }
        let [opening, closing] = Format::of(locale::spoken()).quotes;
        write!(f, "{opening}{}{closing}", self.words)
    }
}

impl Serialize for Quoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reduces the text to one line without invisible characters and link punctuation.
/// Lookalikes of that punctuation are treated the same.
fn inert(text: &str) -> String {
    let plain: Vec<char> = text.nfkc().map(|c| if is_dot(c) { '.' } else { c }).collect();
    let mut words = String::with_capacity(text.len());
    for (at, c) in plain.iter().enumerate() {
        let inside = *c == '.' && plain.get(at + 1).is_some_and(|next| !next.is_whitespace());
        let shown = !(inside || is_of_a_link(*c) || is_invisible(*c));
        words.push(if shown { *c } else { ' ' });
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether it's a full stop, one of the marks that IDNA treats as one, or a lookalike.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}' | '\u{2024}')
}

fn is_of_a_link(c: char) -> bool {
    matches!(
        c,
        ':' | '/'
            | '\\'
            | '@'
            | '<'
            | '>'
            | '['
            | ']'
            | '“'
            | '”'
            | '„'
            | '"'
            | '\u{2044}'
            | '\u{2215}'
    )
}

/// Whether it's a control or format character; direction marks would turn the words around them.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

fn cut(text: &str, longest: usize) -> String {
    let mut characters = text.graphemes(true);
    let start: String = characters.by_ref().take(longest).collect();
    if characters.next().is_some() { format!("{}…", start.trim_end()) } else { start }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> String {
        Quoted::name(text).to_string()
    }

    #[test]
    fn ordinary_names_stay_as_they_are() {
        for text in ["Acme", "St. John & Sons", "O’Neill, Ltd.", "東京", "Łódź 1-2"] {
            assert_eq!(name(text), format!("“{text}”"));
        }
    }

    #[test]
    fn nothing_becomes_a_link_or_a_line_of_its_own() {
        for (text, shown) in [
            ("https://evil.example/pay", "“https evil example pay”"),
            ("Call www.evil.example now", "“Call www evil example now”"),
            ("evil。example／pay", "“evil example pay”"),
            ("evil\u{2024}example", "“evil example”"),
            ("m@evil.example", "“m evil example”"),
            ("Tenantry\n\nYour access ends today.", "“Tenantry Your access ends today.”"),
            ("Ada\r\nBcc: x", "“Ada Bcc x”"),
            ("a\u{202e}b\u{200b}c\u{feff}\0d", "“a b c d”"),
            ("”. Now we speak. “", "“. Now we speak.”"),
            ("", "“”"),
        ] {
            assert_eq!(name(text), shown, "{text:?}");
        }
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(name(&"ab ".repeat(200)), format!("“{}…”", "ab ".repeat(20).trim_end()));
        assert_eq!(Quoted::address(&"a".repeat(300)).to_string().chars().count(), LONGEST + 1);
    }
}
