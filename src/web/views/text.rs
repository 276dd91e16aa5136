use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::types::Mark;

const HUES: u32 = 12;
const TAIL: usize = 6;
const SHORT: usize = 16;
const CODE_DIGITS: usize = 6;

/// A piece of plain text, or a URL in it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Part<'a> {
    text: &'a str,
    link: bool,
}

/// Returns the first letters of the first and the last word.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let first = words.next();
    let last = words.next_back();
    let letters: String = first.into_iter().chain(last).collect();
    if letters.is_empty() { "?".to_owned() } else { letters.to_uppercase() }
}

/// Returns one of twelve color classes, always the same for a slug.
pub(super) fn hue_class(slug: &str) -> String {
    format!("hue hue-{}", hue(slug))
}

fn hue(slug: &str) -> u32 {
    // FNV-1a: spreads well enough over twelve, and is stable across releases.
    let hash = slug
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ (hash >> 15)) % HUES
}

/// The twelve colors as mails write them, which know no style sheet: white is readable on each.
const ACCENTS: [&str; 12] = [
    ACCENT, "#055e95", "#006687", "#006b73", "#006d59", "#006c40", "#366822", "#864600", "#8d3f22",
    "#883a60", "#7b3f7a", "#64488f",
];

/// The color of what belongs to no organization.
pub const ACCENT: &str = "#3e5599";

/// Returns an organization's color for mails: the chosen one, or the slug's.
pub fn accent(slug: &str, mark: &Mark) -> &'static str {
    let chosen = mark.hue.and_then(|chosen| usize::try_from(chosen).ok());
    let at = chosen.or_else(|| usize::try_from(hue(slug)).ok());
    at.and_then(|at| ACCENTS.get(at)).copied().unwrap_or(ACCENT)
}

/// Splits a long name so that the style sheet can cut it in the middle.
pub(super) fn split_name(name: &str) -> (String, String) {
    if name.is_ascii() {
        // In ASCII one character is one byte; most names are of this kind.
        let end = if name.len() <= SHORT { name.len() } else { name.len() - TAIL };
        let (head, tail) = name.split_at(end);
        return (head.to_owned(), tail.to_owned());
    }
    let graphemes: Vec<&str> = name.graphemes(true).collect();
    if graphemes.len() <= SHORT {
        return (name.to_owned(), String::new());
    }
    let (head, tail) = graphemes.split_at(graphemes.len() - TAIL);
    (head.concat(), tail.concat())
}

/// Splits plain text at its `http` and `https` URLs.
pub(super) fn parts(body: &str) -> Vec<Part<'_>> {
    body.split_inclusive(char::is_whitespace).flat_map(word_parts).collect()
}

/// Returns the first run of exactly six digits.
pub(super) fn code(body: &str) -> Option<&str> {
    body.split(|letter: char| !letter.is_alphanumeric())
        .find(|word| word.len() == CODE_DIGITS && word.bytes().all(|byte| byte.is_ascii_digit()))
}

fn first_letter(word: &str) -> Option<&str> {
    word.graphemes(true).find(|letter| letter.chars().any(char::is_alphanumeric))
}

fn word_parts(word: &str) -> Vec<Part<'_>> {
    if !word.starts_with("https://") && !word.starts_with("http://") {
        return vec![Part { text: word, link: false }];
    }
    let address = word.trim_end().trim_end_matches(['.', ',', ')', ';']);
    let rest = word.strip_prefix(address).unwrap_or_default();
    vec![Part { text: address, link: true }, Part { text: rest, link: false }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_take_the_first_and_last_word() {
        assert_eq!(initials("Ada Lovelace"), "AL");
        assert_eq!(initials("  grace brewster hopper "), "GH");
        assert_eq!(initials("Prince"), "P");
        assert_eq!(initials("(Émile) \"Zola\""), "ÉZ");
        assert_eq!(initials(" "), "?");
    }

    #[test]
    fn a_slug_keeps_its_hue() {
        assert_eq!(hue_class("acme"), hue_class("acme"));
        assert!(hue_class("").starts_with("hue hue-"));
    }

    #[test]
    fn a_long_name_keeps_its_end() {
        let (head, tail) = split_name("Harbour Street Clinic");
        assert_eq!((head.as_str(), tail.as_str()), ("Harbour Street ", "Clinic"));
        assert_eq!(split_name("Acme").1, "");
        assert_eq!(split_name("Städtische Bücherei").1, "cherei");
    }

    #[test]
    fn links_end_before_punctuation() {
        let found = parts("Open http://localhost:8080/x?y=1. Then wait.");
        let links: Vec<&str> =
            found.iter().filter(|part| part.link).map(|part| part.text).collect();
        assert_eq!(links, ["http://localhost:8080/x?y=1"]);
        let all: String = found.iter().map(|part| part.text).collect();
        assert_eq!(all, "Open http://localhost:8080/x?y=1. Then wait.");
    }

    #[test]
    fn a_code_is_six_digits_alone() {
        assert_eq!(code("Your code is 012345."), Some("012345"));
        assert_eq!(code("Order 1234567, room a12345"), None);
    }
}
