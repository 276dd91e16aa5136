use std::str::FromStr;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::types::line::{InvalidLine, Rule};

/// A todo's notes: plain text of at most 5,000 characters in any number of lines, in which
/// links are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(String);

/// The reason why a text can't be notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNotes {
    /// It is too long.
    #[error("{}", crate::text!("invalid-notes-too-long"))]
    TooLong,
    /// It contains text direction overrides or the like.
    #[error("{}", crate::text!("invalid-notes-hidden"))]
    Hidden,
}

const LENGTH: usize = 5_000;
const BYTES: usize = 20_000;
const LINE: Rule = Rule { missing: "", graphemes: LENGTH, bytes: BYTES, links: true };

impl Notes {
    /// Returns the text; empty if there are no notes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Notes {
    type Err = InvalidNotes;

    /// Parses the text line by line. Indentation stays as typed, a tab as four spaces.
    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let mut lines = Vec::new();
        for line in raw.trim_end().lines() {
            lines.push(checked(&line.replace('\t', "    "))?);
        }
        let text = lines.join("\n").trim_start_matches('\n').to_owned();
        if text.len() > BYTES || text.graphemes(true).count() > LENGTH {
            return Err(InvalidNotes::TooLong);
        }
        Ok(Self(text))
    }
}

fn checked(line: &str) -> Result<String, InvalidNotes> {
    let indent = line.len() - line.trim_start_matches(' ').len();
    match LINE.check(line) {
        Ok(text) => Ok(" ".repeat(indent) + &text),
        Err(InvalidLine::Empty(_)) => Ok(String::new()),
        Err(InvalidLine::TooLong(_)) => Err(InvalidNotes::TooLong),
        Err(InvalidLine::Hidden | InvalidLine::Link) => Err(InvalidNotes::Hidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_have_lines_and_nothing_hidden() {
        let notes: Notes = "\r\n Read https://example.com \r\n\r\n\t- oak\t\r\n".parse().unwrap();
        assert_eq!(notes.as_str(), " Read https://example.com\n\n    - oak");
        assert_eq!(" \n\t\n".parse::<Notes>().unwrap(), Notes::default());
        assert_eq!("a\u{202e}b".parse::<Notes>(), Err(InvalidNotes::Hidden));
        assert_eq!("x\n".repeat(2_501).parse::<Notes>(), Err(InvalidNotes::TooLong));
        assert!("x\n".repeat(2_500).parse::<Notes>().is_ok());
    }
}
