//! Puts texts into templates, in the place of markers.

mod markers;
mod pattern;

use self::{markers::Marker, pattern::Bound};
use super::{Catalog, TextError};

/// The parts of a template's source: comments, values, statements, markers.
const DELIMITERS: [(&str, &str); 4] = [("{#", "#}"), ("{{", "}}"), ("{%", "%}"), ("[[", "]]")];

/// The place of a marker.
#[derive(Clone, Copy)]
enum Place {
    Html,
    Attribute,
    /// In a template's code, after the equals sign of a component's argument.
    Argument,
    /// In a template's code elsewhere.
    Expression,
}

impl Catalog {
    /// Returns the template's source with the text of each marker in its place; fails where a
    /// text is missing, or takes other values than the template gives.
    pub fn bind(&self, template: &str, source: &str) -> Result<String, TextError> {
        let mut bound = String::with_capacity(source.len() * 2);
        let mut rest = source;
        while let Some((before, opening, inner, after)) = next(rest) {
            bound.push_str(before);
            match opening {
                "[[" => {
                    let in_attribute = before.ends_with('"');
                    let place = if in_attribute { Place::Attribute } else { Place::Html };
                    let marker = inner.trim_start_matches("[[").trim_end_matches("]]");
                    bound.push_str(&self.text(template, marker, place)?);
                }
                "{#" => bound.push_str(inner),
                _ => bound.push_str(&self.code(template, inner)?),
            }
            rest = after;
        }
        bound.push_str(rest);
        Ok(bound)
    }

    /// Binds the markers in a template's code, which are whole string literals.
    fn code(&self, template: &str, source: &str) -> Result<String, TextError> {
        let mut bound = String::new();
        let mut rest = source;
        while let Some((before, marked)) = rest.split_once("\"[[") {
            let Some((marker, after)) = marked.split_once("]]\"") else { break };
            let place = if before.ends_with('=') { Place::Argument } else { Place::Expression };
            bound.push_str(before);
            bound.push_str(&self.text(template, marker, place)?);
            rest = after;
        }
        Ok(bound + rest)
    }

    fn text(&self, template: &str, marker: &str, place: Place) -> Result<String, TextError> {
        self.written(marker, place).map_err(|reason| TextError::Marker {
            template: template.to_owned(),
            marker: marker.to_owned(),
            reason,
        })
    }

    fn written(&self, marker: &str, place: Place) -> Result<String, String> {
        let marker = Marker::parse(marker)?;
        let text = self.find(marker.key).ok_or("there’s no such text")?;
        let bound = Bound::new(text, &marker)?;
        let is_literal = marker.values.is_empty();
        match place {
            Place::Html => bound.html(),
            Place::Attribute => bound.attribute(),
            Place::Argument | Place::Expression if is_literal => bound.expression(),
            Place::Argument => Ok(format!("{{{}}}", bound.expression()?)),
            Place::Expression => Ok(format!("({})", bound.expression()?)),
        }
    }
}

/// Splits at the next delimited part: what is before it, its delimiter, the part, the rest.
fn next(source: &str) -> Option<(&str, &'static str, &str, &str)> {
    let found = DELIMITERS
        .iter()
        .filter_map(|(opening, closing)| source.find(opening).map(|at| (at, *opening, *closing)));
    let (start, opening, closing) = found.min()?;
    let (before, inner) = source.split_at(start);
    let end = inner.get(2..)?.find(closing).map(|at| at + 2 + closing.len())?;
    let (inner, after) = inner.split_at(end);
    Some((before, opening, inner, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: &str = "
x-add = Add
x-of = To-dos of { $name }
x-link = Nothing. <a href=\"{ $href }\">Back</a>
x-count = { $count ->
    [0] Nothing
    [one] One to-do
   *[other] { $count } to-dos
}
x-role = { $role ->
    [owner] Owner
   *[member] Member
}
";

    fn bound(template: &str) -> Result<String, TextError> {
        let mut catalog = Catalog::default();
        catalog.add("test.ftl", TEXTS).unwrap();
        catalog.bind("x.html", template)
    }

    #[test]
    fn a_text_stands_where_its_marker_was() {
        assert_eq!(
            bound("<b title=\"[[x-add]]\">[[x-add]]</b>").unwrap(),
            "<b title=\"Add\">Add</b>"
        );
        assert_eq!(bound("[[x-of name=a.b]]").unwrap(), "To-dos of {{ a.b }}");
        let link = "Nothing. <a href=\"{{ here ~ 1 }}\">Back</a>";
        assert_eq!(bound("[[x-link href=here ~ 1]]").unwrap(), link);
    }

    #[test]
    fn a_text_is_a_literal_in_code() {
        assert_eq!(
            bound(r#"{{ <c label="[[x-add]]" /> }}"#).unwrap(),
            r#"{{ <c label="Add" /> }}"#
        );
        let with_value = r#"{{ <c label={"To-dos of " ~ (a)} /> }}"#;
        assert_eq!(bound(r#"{{ <c label="[[x-of name=a]]" /> }}"#).unwrap(), with_value);
        assert_eq!(bound(r#"{{ a or "[[x-add]]" }}"#).unwrap(), r#"{{ a or "Add" }}"#);
    }

    #[test]
    fn a_text_that_counts_is_a_choice() {
        let choice = "{% if (n) == 0 %}Nothing{% elif (n | plural) == \"one\" %}One to-do\
                      {% else %}{{ n | number }} to-dos{% endif %}";
        assert_eq!(bound("[[x-count count=n]]").unwrap(), choice);
        let choice = "{% if (r) == \"owner\" %}Owner{% else %}Member{% endif %}";
        assert_eq!(bound("[[x-role role=r]]").unwrap(), choice);
        let choice = r#"{{ <c label={(("Owner") if (r) == "owner" else ("Member"))} /> }}"#;
        assert_eq!(bound(r#"{{ <c label="[[x-role role=r]]" /> }}"#).unwrap(), choice);
    }

    #[test]
    fn a_marker_that_does_not_fit_its_text_is_refused() {
        for wrong in [
            "[[x-none]]",
            "[[x-of]]",
            "[[x-of name=a other=b]]",
            "[[x-add name=a]]",
            "<a title=\"[[x-link href=a]]\">",
            "{{ <c label=\"[[x-link href=a]]\" /> }}",
        ] {
            assert!(bound(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_file_that_is_not_fluent_is_refused() {
        for wrong in ["x-add", "x = { $a", "x = 1\nx = 2", "-term = 1", "x =\n  .title = 1"] {
            assert!(Catalog::default().add("test.ftl", wrong).is_err(), "{wrong}");
        }
    }
}
