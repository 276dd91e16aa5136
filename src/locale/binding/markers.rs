//! Markers in templates: `[[todos-visible tenant=layout.tenant.name]]` names a text, and says
//! which of the template's values stand in it.

use std::collections::BTreeMap;

/// A text, as a template names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Marker<'a> {
    pub key: &'a str,
    /// The template's expression for each of the text's variables.
    pub values: BTreeMap<&'a str, &'a str>,
}

impl<'a> Marker<'a> {
    /// Parses what is between the brackets.
    pub(super) fn parse(source: &'a str) -> Result<Self, &'static str> {
        let source = source.trim();
        let (key, mut rest) = source.split_once(char::is_whitespace).unwrap_or((source, ""));
        let mut values = BTreeMap::new();
        while !rest.trim().is_empty() {
            let (name, after) = rest.split_once('=').ok_or("a value has no name")?;
            let end = end_of_expression(after);
            let (expression, following) = after.split_at(end);
            if values.insert(name.trim(), expression.trim()).is_some() {
                return Err("a value is named twice");
            }
            rest = following;
        }
        let is_key = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        if key.is_empty() || !key.chars().all(is_key) {
            return Err("a key is written in lowercase letters, digits and hyphens");
        }
        Ok(Self { key, values })
    }
}

/// Returns where the expression ends: before the next name, which is a word and an equals sign.
fn end_of_expression(source: &str) -> usize {
    // The call of a component has names of its own.
    let skipped =
        if source.starts_with('<') { source.find("/>").map_or(0, |at| at + 2) } else { 0 };
    let words = source.match_indices(' ').map(|(at, _)| at).filter(|at| *at >= skipped);
    let is_name = |at: &usize| {
        let word = source.get(at + 1..).unwrap_or_default();
        let after = word.trim_start_matches(|it: char| it.is_ascii_lowercase() || it == '_');
        after.len() < word.len() && after.starts_with('=') && !after.starts_with("==")
    };
    words.into_iter().find(is_name).unwrap_or(source.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_an_expression_up_to_the_next_name() {
        let marker =
            Marker::parse("x-y count=days | length at=<moment at={a} /> is=a == b").unwrap();
        assert_eq!(marker.key, "x-y");
        let values = BTreeMap::from([
            ("count", "days | length"),
            ("at", "<moment at={a} />"),
            ("is", "a == b"),
        ]);
        assert_eq!(marker.values, values);
        assert_eq!(Marker::parse("x-y").unwrap().values, BTreeMap::new());
    }

    #[test]
    fn what_is_no_marker_is_refused() {
        for wrong in ["", "Add a to-do", "x-y z", "x-y a=1 a=2"] {
            assert!(Marker::parse(wrong).is_err(), "{wrong}");
        }
    }
}
