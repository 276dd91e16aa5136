//! Comments are sentences with a subject: none begins with a question word.

use std::{
    fs,
    path::{Path, PathBuf},
};

const FOLDERS: [&str; 6] =
    ["src", "tests/it", "benches", "tests/browser", "tests/conformance", "static/js"];

/// The words that a sentence of a comment doesn't begin with.
const HEADLESS: [&str; 10] =
    ["Who", "What", "Where", "When", "How", "Whoever", "Whatever", "Whichever", "Whom", "Whose"];

/// Returns the text of a line that is a comment.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let marks = ["//!", "///", "//", "/**", "/*", "*"];
    marks.iter().find_map(|mark| line.strip_prefix(mark)).map(str::trim)
}

fn is_headless(sentence: &str) -> bool {
    let word = sentence.split(|letter: char| !letter.is_alphabetic()).next();
    word.is_some_and(|word| HEADLESS.contains(&word))
}

/// Returns the sentences of comments that begin with a question word, with their lines.
fn headless(source: &str) -> Vec<String> {
    let (mut found, mut before) = (Vec::new(), None::<&str>);
    for (number, line) in source.lines().enumerate() {
        let text = comment(line);
        let begins = before.is_none_or(|line| line.is_empty() || line.ends_with(['.', ':']));
        let mut sentences = text.into_iter().flat_map(|text| text.split(". "));
        let first = sentences.next().filter(|_| begins);
        let all = first.into_iter().chain(sentences);
        found.extend(all.filter(|it| is_headless(it)).map(|it| format!("{}: {it}", number + 1)));
        before = text;
    }
    found
}

pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let ours = paths.filter(|path| !path.ends_with("node_modules") && !path.ends_with("results"));
    ours.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .filter(|path| {
            path.extension().is_some_and(|kind| ["rs", "mjs", "js"].iter().any(|it| kind == *it))
        })
        .collect()
}

#[test]
fn no_comment_begins_with_a_question_word() {
    let sample =
        "/// What is done.\nlet x; // fine\n/// Reads it. Whoever asks\n/// What it reads.\n";
    assert_eq!(headless(sample), ["1: What is done.", "3: Whoever asks"]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = FOLDERS.iter().flat_map(|folder| files(&root.join(folder)));
    let found = all.flat_map(|path| {
        let source = fs::read_to_string(&path).unwrap();
        headless(&source).into_iter().map(move |it| format!("{}:{it}", path.display()))
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "say subject, verb, object:\n{}", found.join("\n"));
}
