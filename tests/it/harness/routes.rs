use reqwest::Method;

/// Lists method and path of every row of the route table.
pub fn routes() -> Vec<(Method, String)> {
    let table = include_str!("../../../src/web/routes.rs");
    let found: Vec<_> = table.split("\n}").flat_map(rows).collect();
    assert!(found.len() > 90, "the table was read: {found:#?}");
    found
}

/// Lists the rows of one function.
fn rows(source: &str) -> Vec<(Method, String)> {
    let source = source.replace(char::is_whitespace, "");
    let (mut found, mut scopes, mut depth) = (Vec::new(), Vec::new(), 0);
    for (at, c) in source.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                scopes.retain(|(opened, _)| *opened < depth);
            }
            _ => {}
        }
        let rest = &source[at..];
        if let Some((prefix, _)) = literal(rest, "scope(\"") {
            // Inside the parentheses that take the scope, not inside its own.
            scopes.push((depth - 1, prefix));
        }
        if let Some((path, handler)) = literal(rest, ".route(\"")
            && let Some(method) = method(handler)
        {
            let prefix: String = scopes.iter().map(|(_, prefix)| *prefix).collect();
            found.push((method, format!("{prefix}{path}")));
        }
    }
    found
}

/// Splits off the quoted text after `open`, and what follows.
fn literal<'a>(rest: &'a str, open: &str) -> Option<(&'a str, &'a str)> {
    rest.strip_prefix(open)?.split_once('"')
}

/// Returns `None` for rows that take every method.
fn method(handler: &str) -> Option<Method> {
    let name = handler.strip_prefix(',')?.split("()").next()?;
    let known = ["get", "post", "patch", "delete", "put"].contains(&name);
    known.then(|| name.to_uppercase().parse().ok()).flatten()
}
