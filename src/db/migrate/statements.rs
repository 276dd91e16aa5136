//! Splits a script into statements, for those that are run one by one.

/// Returns the statements of `sql`, without the semicolons between them.
pub(super) fn of(sql: &str) -> Vec<&str> {
    let (mut found, mut start, mut at, mut is_blank) = (Vec::new(), 0, 0, true);
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        let ends = rest.starts_with(';');
        let (length, is_code) = first_token(rest);
        if !ends {
            is_blank &= !is_code;
        }
        at += length;
        if ends || at >= sql.len() {
            let text = sql.get(start..at).unwrap_or_default().trim().trim_end_matches(';');
            found.extend((!is_blank).then_some(text));
            (start, is_blank) = (at, true);
        }
    }
    found
}

/// Returns the length of the token that `text` begins with, and whether it's more than a
/// space or a comment.
fn first_token(text: &str) -> (usize, bool) {
    let up_to = |skipped: usize, end: &str| {
        let found = text.get(skipped..).and_then(|rest| rest.find(end));
        found.map_or(text.len(), |at| skipped + at + end.len())
    };
    match text.chars().next().unwrap_or_default() {
        '-' if text.starts_with("--") => (up_to(2, "\n"), false),
        '/' if text.starts_with("/*") => (up_to(2, "*/"), false),
        '\'' => (up_to(1, "'"), true),
        '"' => (up_to(1, "\""), true),
        '$' => dollar_tag(text).map_or((1, true), |tag| (up_to(tag.len(), tag), true)),
        other => (other.len_utf8(), !other.is_whitespace()),
    }
}

/// Returns the `$tag$` that `text` begins with; `$1` is none.
fn dollar_tag(text: &str) -> Option<&str> {
    let end = text.get(1..)?.find('$')? + 1;
    let name = text.get(1..end)?;
    let is_name = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|first: char| first.is_ascii_digit());
    is_name.then(|| text.get(..=end))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_semicolons_between_statements_divide() {
        let sql = "-- outside; a transaction\nDROP INDEX a; /* ; */\nDO $x$ BEGIN; $$;$$ END $x$;\n\
                   SELECT ';', \";\", 'it''s;', $1;; -- end;\n";
        let found = of(sql);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].ends_with("DROP INDEX a"));
        assert!(found[1].ends_with("END $x$"));
        assert!(found[2].starts_with("SELECT ';'") && found[2].ends_with("$1"));
        assert_eq!(of("SELECT 1"), ["SELECT 1"]);
        assert_eq!(of(" -- nothing"), [""; 0]);
    }
}
