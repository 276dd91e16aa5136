//! The files that a page gets as one. Each part is an ordinary file that can be read, linted
//! and edited by itself.

mod parts;

use std::{borrow::Cow, collections::BTreeSet};

use self::parts::{BUNDLES, MESSAGES, plain};
use crate::{locale::Language, web::messages};

/// Returns the paths of all bundles, in each language.
pub(super) fn paths() -> impl Iterator<Item = Cow<'static, str>> {
    let in_each = |path| Language::OFFERED.iter().map(move |language| in_language(path, *language));
    let all: BTreeSet<_> = BUNDLES.iter().flat_map(|(path, _)| in_each(path)).collect();
    all.into_iter()
}

/// Returns the path of the file or bundle for a language: `js/sign-in.de.js`, if it has texts.
pub(super) fn in_language(path: &str, language: Language) -> Cow<'_, str> {
    let has_texts = BUNDLES.iter().any(|(it, parts)| *it == path && parts.contains(&MESSAGES));
    match path.rsplit_once('.').filter(|_| has_texts && language != Language::default()) {
        Some((stem, extension)) => format!("{stem}.{}.{extension}", language.tag()).into(),
        None => path.into(),
    }
}

/// Joins the parts of the bundle at `path`, if it is one, with the text that `read` returns
/// for each.
pub(super) fn join(path: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut languages = Language::ALL.into_iter().chain(Language::PSEUDO);
    let (language, (_, parts)) = languages.find_map(|language| {
        let bundle = BUNDLES.iter().find(|(bundle, _)| in_language(bundle, language) == path)?;
        Some((language, bundle))
    })?;
    parts.iter().map(|part| Some(plain(part, &text(part, language, &read)?))).collect()
}

fn text(part: &str, language: Language, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    if part == MESSAGES { Some(messages::for_script(language)) } else { read(part) }
}

#[cfg(test)]
mod tests {
    use std::{
        fs,
        path::{Path, PathBuf},
    };

    use super::*;

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("static")
    }

    fn read(part: &str) -> Option<String> {
        fs::read_to_string(folder().join(part)).ok()
    }

    #[test]
    fn every_part_exists_and_every_file_is_a_part() {
        let parts = BUNDLES.iter().flat_map(|(_, parts)| *parts).filter(|part| **part != MESSAGES);
        let parts: BTreeSet<_> = parts.map(|part| folder().join(part)).collect();
        let mut folders: Vec<_> =
            ["css/app", "js/shared", "js/app", "js/organization", "js/sign-in"]
                .map(|it| folder().join(it))
                .into();
        let mut files = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_dir() { folders.push(entry) } else { assert!(files.insert(entry)) }
            }
        }
        assert_eq!(parts, files);
    }

    #[test]
    fn every_script_comes_after_what_it_imports() {
        for (bundle, parts) in BUNDLES.iter().filter(|(path, _)| path.starts_with("js/")) {
            let mut before = BTreeSet::new();
            for part in *parts {
                let source = text(part, Language::English, read).unwrap();
                for line in source.lines().filter(|line| line.starts_with("import ")) {
                    let from = line.split('\'').nth(1).unwrap_or_else(|| panic!("{part}: {line}"));
                    let name = from.rsplit('/').next().unwrap();
                    assert!(before.contains(name), "{bundle}: {part} comes before {from}");
                }
                before.insert(part.rsplit('/').next().unwrap());
            }
            let joined = join(bundle, read).unwrap();
            assert!(!joined.contains("import ") && !joined.contains("export "), "{bundle}");
        }
    }

    #[test]
    fn a_bundle_with_texts_is_there_in_each_language() {
        let paths: Vec<_> = paths().collect();
        assert!(paths.contains(&"js/sign-in.js".into()) && paths.contains(&"js/app.js".into()));
        assert_eq!(in_language("js/sign-in.js", Language::German), "js/sign-in.de.js");
        assert_eq!(in_language("js/app.js", Language::German), "js/app.js");
        let german = join("js/sign-in.de.js", read).unwrap();
        assert!(german.contains("Dieser Code ist abgelaufen.") && !german.contains("This code"));
    }

    #[test]
    fn no_bundle_declares_a_name_twice() {
        for (bundle, _) in BUNDLES.iter().filter(|(path, _)| path.starts_with("js/")) {
            let joined = join(bundle, read).unwrap();
            let mut names = BTreeSet::new();
            for line in joined.lines() {
                let line = line.strip_prefix("async ").unwrap_or(line);
                let Some((kind, rest)) = line.split_once(' ') else { continue };
                if ["const", "let", "function", "class"].contains(&kind) {
                    let name =
                        rest.split(|it: char| !it.is_alphanumeric() && it != '_').next().unwrap();
                    assert!(name.is_empty() || names.insert(name), "{bundle} has two {name}");
                }
            }
            assert!(!names.is_empty(), "{bundle}");
        }
    }
}
