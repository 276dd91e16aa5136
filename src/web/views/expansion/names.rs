//! The names in a tag's code: what stands for a value is told from attributes, filters, tests,
//! functions and strings.

/// Returns the code with each variable replaced by what `replace` gives for it.
pub(super) fn replaced(code: &str, replace: &dyn Fn(&str) -> Option<String>) -> String {
    let mut written = String::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if matches!(first, '"' | '\'') {
            string_length(rest, first)
        } else if is_start(first) {
            let length = name_length(rest);
            let (name, after) = rest.split_at(length);
            match is_variable(&written, after).then(|| replace(name)).flatten() {
                Some(replacement) => written.push_str(&replacement),
                None => written.push_str(name),
            }
            rest = after;
            continue;
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        written.push_str(token);
        rest = after;
    }
    written
}

/// Returns whether the code names the variable.
pub(super) fn has(code: &str, variable: &str) -> bool {
    let found = std::cell::Cell::new(false);
    replaced(code, &|name| {
        found.set(found.get() || name == variable);
        None
    });
    found.get()
}

/// Returns the text of a string that is the whole code and has no escapes.
pub(super) fn plain_string(code: &str) -> Option<&str> {
    let text = code.strip_prefix('"')?.strip_suffix('"')?;
    (!text.contains(['"', '\\'])).then_some(text)
}

/// Returns the length of the code before the tag's end, a `-` included.
pub(super) fn end_of_tag(source: &str, kind: char) -> Option<usize> {
    let closing = if kind == '{' { "}}" } else { "%}" };
    let mut at = 0;
    let mut depth = 0_usize;
    while let Some(first) = source[at..].chars().next() {
        let rest = &source[at..];
        if depth == 0 && rest.starts_with(closing) {
            return Some(at);
        }
        match first {
            '"' | '\'' => at += string_length(rest, first),
            _ => at += first.len_utf8(),
        }
        match first {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// Returns the length of the name at the start.
pub(super) fn name_length(source: &str) -> usize {
    source.find(|letter| !is_part(letter)).unwrap_or(source.len())
}

/// Returns the length of the string at the start, both quotes included.
pub(super) fn string_length(source: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in source.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return at + 1,
            _ => {}
        }
    }
    source.len()
}

fn is_variable(before: &str, after: &str) -> bool {
    let before = before.trim_end();
    let is_attribute = before.ends_with('.') && !before.ends_with("...");
    let last = before.rsplit(|letter| !is_part(letter)).next().unwrap_or_default();
    let is_not =
        before.strip_suffix("not").is_some_and(|before| before.trim_end().ends_with(" is"));
    let is_test = last == "is" || is_not;
    let after = after.trim_start();
    let is_argument = after.starts_with('=') && !after.starts_with("==");
    !(is_attribute || is_test || before.ends_with('|') || after.starts_with('(') || is_argument)
}

fn is_start(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_variables_are_replaced() {
        let replace = |name: &str| (name == "at").then(|| "x.y".to_owned());
        let replaced = |code: &str| replaced(code, &replace);
        assert_eq!(replaced("at.at | at(at=at) ~ \"at\""), "x.y.at | at(at=x.y) ~ \"at\"");
        assert_eq!(
            replaced("x is at and x is not at or not at"),
            "x is at and x is not at or not x.y"
        );
        assert_eq!(replaced("at == at[at]"), "x.y == x.y[x.y]");
        assert_eq!(replaced("asset(path=\"at\")"), "asset(path=\"at\")");
    }

    #[test]
    fn a_tag_ends_after_its_strings_and_braces() {
        assert_eq!(end_of_tag(" <a b={c} /> }} d", '{'), Some(13));
        assert_eq!(end_of_tag(" \"}}\" }}", '{'), Some(6));
        assert_eq!(end_of_tag(" if x -%}", '%'), Some(7));
    }
}
