//! One line of text that reads the same to everyone.
//!
//! Characters that are invisible or change how others are displayed are refused: controls
//! and line breaks, formats such as those that override text direction (Unicode TR 36), and
//! blank fillers. An invisible joiner stays if the script or emoji around it needs it.

use unicode_normalization::{UnicodeNormalization as _, is_nfc};
use unicode_properties::{GeneralCategory, UnicodeEmoji as _, UnicodeGeneralCategory as _};
use unicode_script::{Script, UnicodeScript as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// The limits of one kind of line.
pub struct Rule {
    /// The message for an empty line.
    pub missing: &'static str,
    /// The most characters, as people count them.
    pub graphemes: usize,
    /// The most bytes of UTF-8, because a character may consist of any number of marks.
    pub bytes: usize,
    /// Whether the line may contain a link.
    pub links: bool,
}

/// Why a text isn't such a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLine {
    /// It is empty or only spaces; carries the message for that.
    #[error("{}", crate::locale::Text::new(*.0))]
    Empty(&'static str),
    /// It has more characters than this.
    #[error("{}", crate::text!("invalid-line-too-long", max = *.0))]
    TooLong(usize),
    /// It contains line breaks, text direction overrides or the like.
    #[error("{}", crate::text!("invalid-line-hidden"))]
    Hidden,
    /// It contains a web address, although it appears in mails to strangers.
    #[error("{}", crate::text!("invalid-line-link"))]
    Link,
}

impl Rule {
    /// Validates a typed line and returns it trimmed, in Unicode's composed form.
    pub fn check(&self, raw: &str) -> Result<String, InvalidLine> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(InvalidLine::Empty(self.missing));
        }
        if text.len() > self.bytes || text.graphemes(true).count() > self.graphemes {
            return Err(InvalidLine::TooLong(self.graphemes));
        }
        if visible(text).count() != text.chars().count() {
            return Err(InvalidLine::Hidden);
        }
        if !self.links && has_link(text) {
            return Err(InvalidLine::Link);
        }
        let line = if is_nfc(text) { text.to_owned() } else { text.nfc().collect() };
        if line.len() > self.bytes { Err(InvalidLine::TooLong(self.graphemes)) } else { Ok(line) }
    }

    /// Returns the displayable part of a text that another system accepted; may be empty.
    pub fn clean(&self, raw: &str) -> String {
        // The rest of a very long text isn't even looked at.
        let start: String = raw.trim().chars().take(self.bytes.saturating_mul(4)).collect();
        let spaced: String = start.chars().map(|c| if is_break(c) { ' ' } else { c }).collect();
        let shown: String = visible(&spaced).nfc().collect();
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = if self.links { words } else { without_links(&words) };
        // A joiner left at the end by the cut no longer joins anything.
        visible(self.cut(&plain).trim_end()).collect()
    }

    fn cut<'a>(&self, text: &'a str) -> &'a str {
        let kept = text.grapheme_indices(true).take(self.graphemes);
        let ends = kept.map(|(at, grapheme)| at + grapheme.len());
        let end = ends.take_while(|end| *end <= self.bytes).last().unwrap_or(0);
        text.get(..end).unwrap_or_default()
    }
}

/// Whether domain names (UTS 46) or readers take the character for a dot.
fn is_dot(c: char) -> bool {
    matches!(c, '.' | '\u{3002}' | '\u{FF0E}' | '\u{FF61}' | '\u{2024}')
}

/// Whether even the most forgiving program would read a link.
fn has_link(text: &str) -> bool {
    let folded = folded(text);
    folded.contains("://") || words(&folded).any(|word| word.starts_with("www."))
}

fn folded(text: &str) -> String {
    text.nfkc().map(|c| if is_dot(c) { '.' } else { c }).flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '.')
}

/// Replaces links with plain words: `https://evil.example` becomes `https evil.example`.
fn without_links(text: &str) -> String {
    if !has_link(text) {
        return text.to_owned();
    }
    let mut plain = folded_case_kept(text).replace("://", " ");
    while let Some(at) = first_www(&plain) {
        plain.replace_range(at + 3..at + 4, " ");
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded_case_kept(text: &str) -> String {
    text.nfkc().map(|c| if is_dot(c) { '.' } else { c }).collect()
}

/// Finds the first word that begins with `www.`, in any case.
fn first_www(text: &str) -> Option<usize> {
    let at_word = |at: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        before.is_none_or(|c| !c.is_alphanumeric() && c != '.')
    };
    let is_www = |at: usize| text.get(at..at + 4).is_some_and(|it| it.eq_ignore_ascii_case("www."));
    text.char_indices().map(|(at, _)| at).find(|at| is_www(*at) && at_word(*at))
}

/// Whether a line or a table column ends here.
fn is_break(c: char) -> bool {
    c.is_whitespace() && (c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'))
}

/// Iterates over the characters that may be displayed in their place.
fn visible(text: &str) -> impl Iterator<Item = char> {
    let mut before = None;
    let mut rest = text.chars().peekable();
    std::iter::from_fn(move || {
        loop {
            let c = rest.next()?;
            if may_stand(before, c, rest.peek().copied()) {
                before = Some(c);
                return Some(c);
            }
        }
    })
}

fn may_stand(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        ' '..='~' => true,
        // Joiners decide how letters of some scripts and parts of emoji are drawn.
        '\u{200C}' | '\u{200D}' => before.is_some_and(joins) && after.is_some_and(joins),
        // One selector chooses the form of the character before it; more would hide text.
        _ if is_selector(c) => {
            before.is_some_and(|it| !it.is_whitespace() && !is_selector(it) && !is_ignorable(it))
        }
        _ => !is_ignorable(c),
    }
}

fn is_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether the character is a control, format, line separator, noncharacter or another one
/// without a form of its own (`Default_Ignorable_Code_Point`), or Braille's blank.
fn is_ignorable(c: char) -> bool {
    use GeneralCategory::{Control, Format, LineSeparator, ParagraphSeparator};
    matches!(c.general_category(), Control | Format | LineSeparator | ParagraphSeparator)
        || u32::from(c) & 0xFFFE == 0xFFFE
        || matches!(
            c,
            '\u{34F}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{2065}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FFA0}'
                | '\u{FDD0}'..='\u{FDEF}'
                | '\u{FFF0}'..='\u{FFF8}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

fn joins(c: char) -> bool {
    const JOINED: [Script; 17] = [
        Script::Arabic,
        Script::Syriac,
        Script::Nko,
        Script::Mongolian,
        Script::Devanagari,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
        Script::Sinhala,
        Script::Khmer,
        Script::Myanmar,
        Script::Tibetan,
    ];
    let is_emoji = !c.is_ascii() && (c.is_emoji_char() || c == '\u{FE0F}');
    is_emoji || JOINED.contains(&c.script())
}

#[cfg(test)]
mod tests;
