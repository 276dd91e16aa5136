//! Imports run one way, and every route says who may use it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What each module may import of ours, besides itself.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let bottom = ["types", "config", "clock", "secret", "ids"];
    let with = |more: &[&'static str]| [&bottom[..], more].concat();
    let features = ["tenancy", "todos", "sessions", "identity", "audit", "mail", "limits"];
    let everything = with(&[&features[..], &["db", "http", "telemetry"]].concat());
    BTreeMap::from([
        ("types", vec![]),
        ("config", vec![]),
        ("clock", vec![]),
        ("secret", vec![]),
        ("ids", vec![]),
        ("http", with(&[])),
        ("db", with(&[])),
        ("telemetry", with(&["db"])),
        ("mail", with(&["limits", "db"])),
        ("audit", with(&["db"])),
        ("limits", with(&["db"])),
        ("identity", with(&["audit", "mail", "limits", "db", "http"])),
        ("sessions", with(&["identity", "audit", "db"])),
        ("tenancy", with(&["identity", "audit", "mail", "limits", "db"])),
        ("todos", with(&["tenancy", "audit", "db"])),
        ("doctor", with(&["identity", "mail", "db", "http"])),
        ("jobs", everything.clone()),
        ("cli", [&["web", "doctor", "jobs"], everything.as_slice()].concat()),
        ("web", everything),
    ])
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            found.push((path.strip_prefix(root).unwrap().to_owned(), source));
        }
    }
}

/// The first segment of every `crate::…` path, in `use` trees and in the text.
fn imports(source: &str) -> Vec<String> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = code.collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(tree) => found.extend(heads(tree)),
            None => found.push(word(rest)),
        }
    }
    found
}

fn heads(tree: &str) -> Vec<String> {
    let (mut depth, mut found, mut at_head) = (0, Vec::new(), true);
    for (index, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_head = true,
            c if c.is_alphanumeric() && at_head => {
                found.push(word(&tree[index..]));
                at_head = false;
            }
            _ => {}
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn module(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_one_way() {
    let allowed = allowed();
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        let module = module(&path);
        let Some(may) = allowed.get(module.as_str()) else { continue };
        for import in imports(&source) {
            if import != module
                && allowed.contains_key(import.as_str())
                && !may.contains(&import.as_str())
            {
                wrong.push(format!("{} imports {import}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_module_has_its_row() {
    let allowed = allowed();
    for (path, _) in sources() {
        let module = module(&path);
        let known =
            allowed.contains_key(module.as_str()) || ["main", "lib"].contains(&module.as_str());
        assert!(known, "{module} has no row in the import table");
    }
}

#[test]
fn features_know_nothing_of_the_web() {
    for (path, source) in sources() {
        if ["web", "cli", "main"].contains(&module(&path).as_str()) {
            continue;
        }
        for framework in ["actix_web::", "actix_session::", "tera::"] {
            assert!(!source.contains(framework), "{} names {framework}", path.display());
        }
    }
}

#[test]
fn neighbours_stay_apart() {
    let apart = [
        ("web/pages", "web::api"),
        ("web/api", "web::pages"),
        ("identity/hosted", "embedded"),
        ("identity/embedded", "hosted::"),
    ];
    for (path, source) in sources() {
        for (folder, forbidden) in apart {
            let inside = path.starts_with(folder);
            let uses = source.lines().any(|line| {
                !line.trim_start().starts_with("//")
                    && line.contains("use ")
                    && line.contains(forbidden)
            });
            assert!(!(inside && uses), "{} uses {forbidden}", path.display());
        }
    }
}

#[test]
fn files_stay_small() {
    let mut lengths: Vec<_> = sources()
        .into_iter()
        .filter(|(path, _)| !path.ends_with("schema.rs"))
        .map(|(path, source)| (source.lines().count(), path))
        .collect();
    lengths.sort();
    let (longest, path) = lengths.last().unwrap();
    assert!(*longest <= 400, "{} has {longest} lines: does it hold two things?", path.display());
    let median = lengths[lengths.len() / 2].0;
    assert!(median <= 110, "the median file has {median} lines");
}
