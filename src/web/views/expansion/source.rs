//! Splits a template into text and tags, and writes it again.

use super::names;

/// A piece of a template. Spaces that a `-` at a tag's end trims are gone already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// The code between `{{` and `}}`.
    Expression(String),
    /// The code between `{%` and `%}`.
    Statement(String),
}

impl Piece {
    /// Returns a tag's code, nothing for text.
    pub(super) fn code(&self) -> &str {
        match self {
            Self::Text(_) => "",
            Self::Expression(code) | Self::Statement(code) => code,
        }
    }

    /// Returns an expression that is nothing but a string as the text it would become.
    pub(super) fn folded(self) -> Self {
        let Self::Expression(code) = &self else { return self };
        let Some(literal) = names::plain_string(code) else { return self };
        let mut escaped = Vec::new();
        match tera::escape_html(literal, &mut escaped).map(|()| String::from_utf8(escaped)) {
            Ok(Ok(text)) => Self::Text(text),
            _ => self,
        }
    }
}

/// Returns the template's pieces, without its comments.
pub(super) fn pieces(source: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut trims = false;
    while let Some(tag) = next_tag(rest) {
        let text = trimmed(&rest[..tag.start], trims, tag.trims_before);
        if tag.start > 0 {
            trims = false;
        }
        if !text.is_empty() {
            found.push(Piece::Text(text.to_owned()));
        }
        trims = tag.trims_after || (trims && tag.kind == '#');
        match tag.kind {
            '{' => found.push(Piece::Expression(tag.code.to_owned())),
            '%' => found.push(Piece::Statement(tag.code.to_owned())),
            _ => {}
        }
        rest = &rest[tag.end..];
    }
    let text = trimmed(rest, trims, false);
    if !text.is_empty() {
        found.push(Piece::Text(text.to_owned()));
    }
    found
}

/// Returns the pieces as a template.
pub(super) fn text(pieces: &[Piece]) -> String {
    let written = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Expression(code) => format!("{{{{ {code} }}}}"),
        Piece::Statement(code) => format!("{{% {code} %}}"),
    });
    written.collect()
}

struct Tag<'a> {
    kind: char,
    code: &'a str,
    start: usize,
    end: usize,
    trims_before: bool,
    trims_after: bool,
}

fn next_tag(source: &str) -> Option<Tag<'_>> {
    let openings = ["{{", "{%", "{#"].map(|opening| source.find(opening));
    let start = openings.into_iter().flatten().min()?;
    let kind = source[start + 1..].chars().next()?;
    let inside = &source[start + 2..];
    let length = if kind == '#' { inside.find("#}") } else { names::end_of_tag(inside, kind) }?;
    let code = &inside[..length];
    let (trims_before, code) = code.strip_prefix('-').map_or((false, code), |code| (true, code));
    let (trims_after, code) = code.strip_suffix('-').map_or((false, code), |code| (true, code));
    let end = start + 2 + length + 2;
    Some(Tag { kind, code: code.trim(), start, end, trims_before, trims_after })
}

fn trimmed(text: &str, start: bool, end: bool) -> &str {
    let text = if start { text.trim_start() } else { text };
    if end { text.trim_end() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_are_trimmed_as_the_tags_say() {
        let source = "a {%- if x -%} b {{ \"}}\" }} c {# note -#} d {%- endif %} e";
        let written = text(&pieces(source));
        assert_eq!(written, "a{% if x %}b {{ \"}}\" }} c d{% endif %} e");
    }

    #[test]
    fn a_string_becomes_text() {
        let folded = |code: &str| Piece::Expression(code.to_owned()).folded();
        assert_eq!(folded("\"a < b\""), Piece::Text("a &lt; b".to_owned()));
        assert_eq!(folded("\"a\" ~ \"b\""), Piece::Expression("\"a\" ~ \"b\"".to_owned()));
        assert_eq!(folded("\"\\n\""), Piece::Expression("\"\\n\"".to_owned()));
    }
}
