//! The pieces of a text.

use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement, Variant};

/// A text as it was parsed.
pub(super) type Source = Pattern<String>;

/// One piece of a text.
pub(super) enum Part<'a> {
    Text(&'a str),
    Variable(&'a str),
    Choice(&'a str, &'a [Variant<String>]),
}

pub(super) fn part(element: &PatternElement<String>) -> Result<Part<'_>, String> {
    let expression = match element {
        PatternElement::TextElement { value }
            if ["{{", "{%", "[["].iter().any(|it| value.contains(it)) =>
        {
            return Err("the text holds code".into());
        }
        PatternElement::TextElement { value } => return Ok(Part::Text(value)),
        PatternElement::Placeable { expression } => expression,
    };
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value }) => Ok(Part::Text(value)),
        Expression::Inline(InlineExpression::VariableReference { id }) => {
            Ok(Part::Variable(&id.name))
        }
        Expression::Select { selector: InlineExpression::VariableReference { id }, variants } => {
            Ok(Part::Choice(&id.name, variants))
        }
        other => Err(format!("only variables and choices between them are read: {other:?}")),
    }
}

pub(super) fn split(
    variants: &[Variant<String>],
) -> Result<(Vec<&Variant<String>>, &Variant<String>), String> {
    let (default, others): (Vec<_>, Vec<_>) = variants.iter().partition(|it| it.default);
    let default = default.into_iter().next().ok_or("a choice has no default")?;
    Ok((others, default))
}
