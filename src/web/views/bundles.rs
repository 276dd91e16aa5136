//! The files that a page gets as one. Each part is an ordinary file that can be read, linted
//! and edited by itself.

use crate::web::messages;

/// The module that is written from [`crate::web::messages`] instead of a file.
const MESSAGES: &str = "js/sign-in/messages.js";

/// Each bundle's path and its parts, in this order: scripts after what they import, and
/// styles after what they override.
const BUNDLES: [(&str, &[&str]); 3] = [
    (
        "css/app.css",
        &[
            "css/app/tokens.css",
            "css/app/base.css",
            "css/app/frame.css",
            "css/app/shell.css",
            "css/app/page.css",
            "css/app/marks.css",
            "css/app/menus.css",
            "css/app/buttons.css",
            "css/app/fields.css",
            "css/app/choices.css",
            "css/app/notices.css",
            "css/app/toasts.css",
            "css/app/session.css",
            "css/app/palette.css",
            "css/app/pages/door.css",
            "css/app/panels.css",
            "css/app/lists.css",
            "css/app/pages/members.css",
            "css/app/pages/joining.css",
            "css/app/pages/invitations.css",
            "css/app/pages/dashboard.css",
            "css/app/pages/todos.css",
            "css/app/pages/history.css",
            "css/app/pages/api.css",
            "css/app/pages/settings.css",
            "css/app/pages/single.css",
            "css/app/pages/landing.css",
            "css/app/readers.css",
        ],
    ),
    (
        "js/app.js",
        &[
            "js/shared/dom.js",
            "js/shared/events.js",
            "js/shared/plainly.js",
            "js/app/menus.js",
            "js/app/sending.js",
            "js/app/passwords.js",
            "js/app/codes.js",
            "js/app/resend.js",
            "js/app/waiting.js",
            "js/app/copying.js",
            "js/app/slugs.js",
            "js/app/moments.js",
            "js/app/toasts.js",
            "js/app/palette.js",
            "js/app/drafts.js",
            "js/app/session.js",
            "js/app/awaiting.js",
            "js/app/ticks.js",
            "js/app/rows.js",
            "js/app/todo-menus.js",
        ],
    ),
    (
        "js/sign-in.js",
        &[
            "js/shared/events.js",
            MESSAGES,
            "js/sign-in/form.js",
            "js/sign-in/errors.js",
            "js/sign-in/flows.js",
        ],
    ),
];

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

/// Returns the part as it stands in its bundle: of a module without imports and exports, since
/// the bundle is a single module.
fn plain(part: &str, text: &str) -> String {
    if !part.starts_with("js/") {
        return text.to_owned();
    }
    let lines = text.lines().filter(|line| !line.starts_with("import "));
    lines.flat_map(|line| [line.strip_prefix("export ").unwrap_or(line), "\n"]).collect()
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
            ["css/app", "js/shared", "js/app", "js/sign-in"].map(|it| folder().join(it)).into();
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
}
