//! The files that a page gets as one. Each part is an ordinary file that can be read, linted
//! and edited by itself.

mod parts;

use self::parts::{BUNDLES, MESSAGES, plain};
use crate::web::messages;

/// Returns the paths of all bundles.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    BUNDLES.iter().map(|(path, _)| *path)
}

/// Joins the parts of the bundle at `path`, if it is one, with the text that `read` returns
/// for each.
pub(super) fn join(path: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    let (_, parts) = BUNDLES.iter().find(|(bundle, _)| *bundle == path)?;
    parts.iter().map(|part| Some(plain(part, &text(part, &read)?))).collect()
}

fn text(part: &str, read: impl Fn(&str) -> Option<String>) -> Option<String> {
    if part == MESSAGES { Some(messages::for_script()) } else { read(part) }
}

#[cfg(test)]
mod tests {
    use std::{
        collections::BTreeSet,
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
                let source = text(part, read).unwrap();
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
