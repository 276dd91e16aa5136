//! The words of pages, mails, messages and of the command line: plain English, as people say it.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Words that no text for people has, and what it says instead.
const WORDS: [(&str, &str); 16] = [
    ("e-mail", "email"),
    ("somebody", "someone"),
    ("everybody", "everyone"),
    ("anybody", "anyone"),
    ("whoever", "the person who, anyone who"),
    ("todo", "to-do"),
    ("todos", "to-dos"),
    ("cannot", "can’t"),
    ("do not", "don’t"),
    ("does not", "doesn’t"),
    ("did not", "didn’t"),
    ("could not", "couldn’t"),
    ("is not", "isn’t"),
    ("are not", "aren’t"),
    ("was not", "wasn’t"),
    ("register an", "create an"),
];

/// Sentences that were there once and come back easily.
const SENTENCES: [&str; 43] = [
    "Find your organization",
    "Look again",
    "Its address",
    "Small letters",
    "Still free",
    "as far as you can see it",
    "The last two weeks",
    "Added last",
    "Quiet so far",
    "What is to be done",
    "what is to be done",
    "Nothing under this filter",
    "Works with the organization",
    "Invites people as well",
    "Decides about the organization",
    "Nobody is waiting",
    "is taken back",
    "was taken back",
    "is too old",
    "to this address is waiting",
    "Use the other account",
    "Stay with this account",
    "Check your mail",
    "mailbox is yours",
    "unwanted mail",
    "Those were many",
    "needs another look",
    "Confirm that it is you",
    "is sensitive",
    "Present password",
    "beside mail",
    "always there",
    "Account and sessions",
    "leads to the default one",
    "Something was not you",
    "take your data along",
    "signing in offers to keep",
    "nothing is lost, and nothing is open",
    "Good to have you back",
    "Nothing here",
    "Not this way",
    "Back in a moment",
    "the other way round",
];

/// The folders with texts for people.
const FOLDERS: [&str; 12] = [
    "locales/en",
    "templates",
    "static/js",
    "src/web",
    "src/types",
    "src/tenancy",
    "src/todos",
    "src/audit",
    "src/identity/mails",
    "src/cli",
    "src/doctor",
    "src/config",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Returns what people read of a template: the text, the labels, and what its own code says.
fn of_template(source: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = without_markers(source);
    while let Some(start) = rest.find(['{', '<']) {
        let end = match &rest[start..] {
            tag if tag.starts_with("{{") => tag.find("}}").map(|at| at + 2),
            tag if tag.starts_with("{%") => tag.find("%}").map(|at| at + 2),
            tag if tag.starts_with("{#") => tag.find("#}").map(|at| at + 2),
            tag => tag.find('>').map(|at| at + 1),
        };
        let end = start + end.unwrap_or(rest.len() - start);
        let tag = rest[start..end].to_owned();
        texts.push(rest[..start].to_owned());
        if !tag.starts_with("{#") {
            let values = of_code(&tag);
            let (mixed, plain): (Vec<_>, _) = values.into_iter().partition(|it| it.contains("{{"));
            texts.extend(plain.into_iter().filter(|it| !it.contains("{%")));
            texts.extend(mixed.iter().flat_map(|it| of_template(it)));
        }
        rest = rest[end..].to_owned();
    }
    texts.push(rest);
    texts
}

/// Returns a template without the keys of its texts, which are in files of their own.
fn without_markers(source: &str) -> String {
    let parts = source.split("[[").enumerate();
    let after = |(index, part): (usize, &str)| match part.split_once("]]") {
        Some((_, after)) if index > 0 => after.to_owned(),
        _ => part.to_owned(),
    };
    parts.map(after).collect()
}

/// Returns what people read of a file of texts: the texts, without their keys.
fn of_texts(source: &str) -> Vec<String> {
    let lines = source.lines().filter(|line| !line.starts_with('#'));
    let texts = lines.map(|line| match line.split_once(" = ") {
        Some((key, text)) if !key.contains(' ') => text,
        _ => line,
    });
    texts.flat_map(of_template).collect()
}

/// Returns the literals that people could read: sentences, not keys, addresses or SQL.
fn of_code(source: &str) -> Vec<String> {
    let mut literals = source.split('"');
    literals.next();
    let literals = literals.step_by(2).map(|it| it.replace("\\\n", " "));
    let is_read = |text: &String| {
        let is_sql = text.split_whitespace().next().is_some_and(|word| {
            word.len() > 1
                && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == ')')
        }) || text.trim_start().starts_with(')');
        text.contains(' ')
            && !is_sql
            && !["SELECT", "todos.", "/*"].iter().any(|it| text.contains(it))
    };
    literals.filter(is_read).collect()
}

/// Returns a Rust file without comments, tests and what it writes into the log.
fn without_comments(source: &str) -> String {
    let code = source.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut parts = code.split("tracing::");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once(";\n").map_or("", |(_, after)| after));
    rest.fold(first, |text, part| text + part).replace("\\\"", "'")
}

/// Returns the words that a text shouldn't have.
fn faults(text: &str) -> Vec<String> {
    let low = text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let is_edge =
        |at: Option<char>| at.is_none_or(|it| !it.is_alphanumeric() && !"-_/`".contains(it));
    let has = |word: &str| {
        low.match_indices(word).any(|(at, _)| {
            is_edge(low[..at].chars().next_back()) && is_edge(low[at + word.len()..].chars().next())
        })
    };
    let words = WORDS.iter().filter(|(word, _)| has(word));
    let words = words.map(|(word, better)| format!("{word} (say {better})"));
    let sentences = SENTENCES.iter().filter(|it| text.contains(**it)).map(|it| (*it).to_owned());
    words.chain(sentences).collect()
}

#[test]
fn the_words_are_those_that_people_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for path in FOLDERS.iter().flat_map(|folder| files(&root.join(folder))) {
        let Ok(source) = fs::read_to_string(&path) else { continue };
        let texts = match path.extension().and_then(|kind| kind.to_str()) {
            Some("html" | "txt") => of_template(&source),
            Some("ftl") => of_texts(&source),
            Some("rs") if !path.ends_with("tests.rs") => of_code(&without_comments(&source)),
            _ => continue,
        };
        let name = path.strip_prefix(root).unwrap().display().to_string();
        for text in texts {
            found.extend(faults(&text).into_iter().map(|it| format!("{name}: {it} in {text:?}")));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_word_that_is_not_used_is_found_wherever_it_is_read() {
    let template = r#"{# todos #}<a href="/todos" title="Your todos">All</a>{% set x = "todos" %}"#;
    let texts = of_template(template);
    assert_eq!(texts.iter().flat_map(|it| faults(it)).count(), 1, "{texts:?}");
    let code = "// e-mail\nlet x = \"Enter an e-mail address.\"; let y = \"/todos\";";
    let texts = of_code(&without_comments(code));
    assert_eq!(texts.iter().flat_map(|it| faults(it)).count(), 1, "{texts:?}");
}
