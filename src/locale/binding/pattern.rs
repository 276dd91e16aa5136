//! Writes a text as the source of a template.

use std::{collections::BTreeSet, fmt::Write as _};

use fluent_syntax::ast::{PatternElement, VariantKey};

use super::markers::Marker;
use crate::locale::{
    parts::{Part, Source, part, split},
    plurals::Plurals,
};

type Written = Result<String, String>;

/// A text with the values that a template has for it.
pub(super) struct Bound<'a> {
    marker: &'a Marker<'a>,
    text: &'a Source,
    /// The variables that are counted, which are written as numbers.
    counted: BTreeSet<&'a str>,
}

impl<'a> Bound<'a> {
    /// Checks that the template has exactly the values that the text uses.
    pub(super) fn new(text: &'a Source, marker: &'a Marker<'a>) -> Result<Self, String> {
        let mut variables = BTreeSet::new();
        let mut counted = BTreeSet::new();
        collect(text, &mut variables, &mut counted)?;
        let given: BTreeSet<_> = marker.values.keys().copied().collect();
        if let Some(name) = variables.symmetric_difference(&given).next() {
            let fault = if given.contains(name) { "isn’t in the text" } else { "has no value" };
            return Err(format!("${name} {fault}"));
        }
        Ok(Self { marker, text, counted })
    }

    /// Writes the text for the place of HTML.
    pub(super) fn html(&self) -> Written {
        self.html_of(self.text)
    }

    /// Writes the text for the place of an attribute's value, which holds no markup.
    pub(super) fn attribute(&self) -> Written {
        let written = self.html()?;
        let plain = outside_of_code(&written);
        let has_markup = plain.contains(['"', '<']);
        if has_markup { Err("an attribute holds no markup".into()) } else { Ok(written) }
    }

    /// Writes the text for the place of an expression: a literal, or several put together.
    pub(super) fn expression(&self) -> Written {
        self.expression_of(self.text)
    }

    fn html_of(&self, text: &Source) -> Written {
        text.elements.iter().map(|element| self.html_element(element)).collect()
    }

    fn html_element(&self, element: &PatternElement<String>) -> Written {
        Ok(match part(element)? {
            Part::Text(text) => text.to_owned(),
            Part::Variable(name) => format!("{{{{ {} }}}}", self.value(name)),
            Part::Choice(name, variants) => {
                let mut source = String::new();
                let (others, default) = split(variants)?;
                for (index, variant) in others.into_iter().enumerate() {
                    let opening = if index == 0 { "if" } else { "elif" };
                    let test = self.test(name, &variant.key);
                    let _ = write!(source, "{{% {opening} {test} %}}");
                    source.push_str(&self.html_of(&variant.value)?);
                }
                source + "{% else %}" + &self.html_of(&default.value)? + "{% endif %}"
            }
        })
    }

    fn expression_of(&self, text: &Source) -> Written {
        let parts: Result<Vec<_>, _> =
            text.elements.iter().map(|element| self.expression_element(element)).collect();
        Ok(parts?.join(" ~ "))
    }

    fn expression_element(&self, element: &PatternElement<String>) -> Written {
        Ok(match part(element)? {
            Part::Text(text) if text.contains(['"', '<', '\\']) => {
                return Err("an expression holds no markup".into());
            }
            Part::Text(text) => format!("\"{text}\""),
            Part::Variable(name) => format!("({})", self.value(name)),
            Part::Choice(name, variants) => {
                let (others, default) = split(variants)?;
                let last = self.expression_of(&default.value)?;
                others.into_iter().rev().try_fold(last, |rest, variant| {
                    let (text, test) =
                        (self.expression_of(&variant.value)?, self.test(name, &variant.key));
                    Ok::<_, String>(format!("(({text}) if {test} else ({rest}))"))
                })?
            }
        })
    }

    fn value(&self, name: &str) -> String {
        let expression = self.given(name);
        if self.counted.contains(name) {
            return format!("{expression} | number");
        }
        expression.to_owned()
    }

    fn test(&self, name: &str, key: &VariantKey<String>) -> String {
        let expression = self.given(name);
        match key {
            VariantKey::NumberLiteral { value } => format!("({expression}) == {value}"),
            VariantKey::Identifier { name } if Plurals::has(name) => {
                format!("({expression} | plural) == \"{name}\"")
            }
            VariantKey::Identifier { name } => format!("({expression}) == \"{name}\""),
        }
    }

    fn given(&self, name: &str) -> &str {
        self.marker.values.get(name).copied().unwrap_or_default()
    }
}

fn collect<'a>(
    text: &'a Source,
    variables: &mut BTreeSet<&'a str>,
    counted: &mut BTreeSet<&'a str>,
) -> Result<(), String> {
    for element in &text.elements {
        match part(element)? {
            Part::Text(_) => {}
            Part::Variable(name) => {
                variables.insert(name);
            }
            Part::Choice(name, variants) => {
                variables.insert(name);
                if variants.iter().any(|it| is_count(&it.key)) {
                    counted.insert(name);
                }
                for variant in variants {
                    collect(&variant.value, variables, counted)?;
                }
            }
        }
    }
    Ok(())
}

fn is_count(key: &VariantKey<String>) -> bool {
    match key {
        VariantKey::NumberLiteral { .. } => true,
        VariantKey::Identifier { name } => name != "other" && Plurals::has(name),
    }
}

fn outside_of_code(source: &str) -> String {
    let mut plain = String::new();
    for part in source.split("{{") {
        plain.push_str(part.split_once("}}").map_or(part, |(_, after)| after));
    }
    let parts = plain.split("{%").map(|it| it.split_once("%}").map_or(it, |(_, after)| after));
    parts.collect()
}
