//! Calls of components, `<name text="…" value={…} same />`.

use super::{names, source::Piece};

pub(super) struct Call {
    pub(super) name: String,
    /// Parameters and the code of their values.
    pub(super) arguments: Vec<(String, String)>,
    /// Whether the call ends here; one that doesn't has a body.
    pub(super) is_whole: bool,
}

impl Call {
    /// Returns the call if the code is one and nothing else.
    pub(super) fn parse(code: &str) -> Option<Self> {
        let inside = code.strip_prefix('<')?;
        let (is_whole, inside) = match inside.strip_suffix("/>") {
            Some(inside) => (true, inside),
            None => (false, inside.strip_suffix('>')?),
        };
        let (name, mut rest) = name(inside)?;
        let mut arguments = Vec::new();
        while !rest.trim_start().is_empty() {
            let (parameter, value, after) = argument(rest)?;
            arguments.push((parameter.to_owned(), value));
            rest = after;
        }
        Some(Self { name: name.to_owned(), arguments, is_whole })
    }

    /// Returns the call with the variables in its arguments replaced.
    pub(super) fn replaced(&self, replace: &dyn Fn(&str) -> Option<String>) -> String {
        let argument = |(parameter, value): &(String, String)| {
            let value = names::replaced(value, replace);
            match names::plain_string(&value) {
                Some(_) => format!(" {parameter}={value}"),
                None => format!(" {parameter}={{{value}}}"),
            }
        };
        let arguments: String = self.arguments.iter().map(argument).collect();
        let end = if self.is_whole { " />" } else { ">" };
        format!("<{}{arguments}{end}", self.name)
    }
}

/// Returns the names of all components that the pieces call.
pub(super) fn names(pieces: &[Piece]) -> Vec<String> {
    let codes = pieces.iter().map(Piece::code);
    let calls = codes.flat_map(|code| code.match_indices('<').map(move |(at, _)| &code[at + 1..]));
    calls.filter_map(name).map(|(name, _)| name.to_owned()).collect()
}

fn name(source: &str) -> Option<(&str, &str)> {
    let source = source.trim_start();
    let length = names::name_length(source);
    (length > 0).then(|| source.split_at(length))
}

fn argument(source: &str) -> Option<(&str, String, &str)> {
    let (parameter, rest) = name(source)?;
    let Some(rest) = rest.strip_prefix('=') else {
        return Some((parameter, parameter.to_owned(), rest));
    };
    match rest.chars().next()? {
        quote @ ('"' | '\'') => {
            let (value, rest) = rest.split_at(names::string_length(rest, quote));
            Some((parameter, value.to_owned(), rest))
        }
        '{' => {
            let inside = &rest[1..];
            let length = end_of_braces(inside)?;
            Some((parameter, inside[..length].trim().to_owned(), &inside[length + 1..]))
        }
        _ => None,
    }
}

fn end_of_braces(source: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        match first {
            '}' => return Some(at),
            '{' => return None,
            '"' | '\'' => at += names::string_length(&source[at..], first),
            _ => at += first.len_utf8(),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_in_all_three_ways() {
        let call = Call::parse("<row todo title=\"a > b\" n={x ~ \"}\"} />").unwrap();
        assert_eq!((call.name.as_str(), call.is_whole), ("row", true));
        let expected = [("todo", "todo"), ("title", "\"a > b\""), ("n", "x ~ \"}\"")];
        assert_eq!(
            call.arguments,
            expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
        );
        let replaced = call.replaced(&|name| (name == "x").then(|| "\"y\"".to_owned()));
        assert_eq!(replaced, "<row todo={todo} title=\"a > b\" n={\"y\" ~ \"}\"} />");
    }

    #[test]
    fn what_is_no_call_is_none() {
        for code in ["a < b", "<row {...rest} />", "</row>", "<row /> | upper", "<row a={[{}]} />"]
        {
            assert!(Call::parse(code).is_none(), "{code}");
        }
    }
}
