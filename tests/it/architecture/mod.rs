//! Imports run one way, in the crate and in every folder of it.

mod addresses;
mod comments;
mod imports;
mod statements;
mod texts;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use self::imports::{Imports, Module, sources};

/// The modules that each module may import, besides itself; `lib.rs` draws them.
fn allowed() -> BTreeMap<&'static str, Vec<&'static str>> {
    let bottom = ["config", "clock", "ids", "locale", "pictures", "secret", "types"];
    let with = |more: &[&'static str]| [&bottom[..], more].concat();
    let features = [
        "audit",
        "idempotency",
        "installation",
        "identity",
        "limits",
        "mail",
        "operations",
        "sessions",
        "tenancy",
        "todos",
        "users",
    ];
    let everything = with(&[&features[..], &["db", "http", "telemetry"]].concat());
    BTreeMap::from([
        ("secret", vec![]),
        ("types", vec!["locale", "secret"]),
        ("pictures", vec!["locale", "secret"]),
        ("ids", vec![]),
        ("locale", vec![]),
        ("clock", vec![]),
        ("config", vec!["secret", "types"]),
        ("http", with(&[])),
        ("db", with(&[])),
        ("telemetry", with(&["db"])),
        ("limits", with(&["db"])),
        ("idempotency", with(&["db"])),
        ("installation", with(&["db"])),
        ("audit", with(&["db"])),
        ("mail", with(&["limits", "db"])),
        ("sessions", with(&["audit", "db"])),
        ("operations", with(&["sessions", "db"])),
        ("users", with(&["sessions", "audit", "db"])),
        ("identity", with(&["users", "sessions", "audit", "mail", "limits", "db", "http"])),
        ("tenancy", with(&["users", "audit", "mail", "limits", "db"])),
        ("todos", with(&["tenancy", "audit", "db"])),
        ("doctor", with(&["identity", "installation", "mail", "db", "http"])),
        ("jobs", everything.clone()),
        ("web", everything.clone()),
        ("cli", [&["web", "doctor", "jobs"], everything.as_slice()].concat()),
    ])
}

/// The folders and files of `web`: each may import the ones before it; `web/mod.rs` draws them.
const WEB: [&str; 21] = [
    "urls",
    "messages",
    "views",
    "mails",
    "state",
    "error",
    "request",
    "session_cookie",
    "access",
    "ui",
    "sign_in",
    "commands",
    "better_auth",
    "api",
    "pages",
    "middleware",
    "health",
    "static_files",
    "routes",
    "listener",
    "startup",
];

fn path(module: &str) -> Module {
    module.split("::").filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[test]
fn imports_run_one_way() {
    let (allowed, imports) = (allowed(), Imports::read());
    let mut wrong = Vec::new();
    for (from, imported) in imports.among(&[]) {
        let may = allowed.get(from.as_str());
        let may = may.unwrap_or_else(|| panic!("{from} has no row in the import table"));
        let others = imported.iter().filter(|(to, _)| !may.contains(&to.as_str()));
        wrong.extend(others.map(|(_, example)| example.clone()));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn the_web_is_built_in_layers() {
    let drawn = include_str!("../../../src/web/mod.rs").replace("\n//! ", " ");
    let order: Vec<_> = WEB.iter().rev().copied().collect();
    assert!(drawn.contains(&order.join(" → ")), "src/web/mod.rs draws another order: {drawn}");
    let (imports, mut wrong) = (Imports::read(), Vec::new());
    let children = imports.0.keys().filter(|module| module.len() == 2 && module[0] == "web");
    let found: BTreeSet<_> = children.map(|module| module[1].as_str()).collect();
    let known: BTreeSet<_> = WEB.into_iter().chain(["server"]).collect();
    assert_eq!(found, known, "each has its place");
    for (from, imported) in imports.among(&path("web")) {
        let place = |name: &str| WEB.iter().position(|it| *it == name).unwrap_or(WEB.len());
        let upward = imported.iter().filter(|(to, _)| place(to) >= place(&from));
        wrong.extend(upward.map(|(_, example)| example.clone()));
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_folder_holds_a_circle() {
    let imports = Imports::read();
    let folders: BTreeSet<Module> =
        imports.0.keys().filter_map(|module| Some(module.split_last()?.1.to_vec())).collect();
    assert!(folders.len() > 40, "the source was read: {folders:?}");
    for folder in folders {
        let mut left = imports.among(&folder);
        // A module that imports none of the remaining ones stands below them.
        loop {
            let names: BTreeSet<String> = left.keys().cloned().collect();
            let before = left.len();
            left.retain(|_, imported| imported.keys().any(|to| names.contains(to)));
            if left.len() == before {
                break;
            }
        }
        assert!(left.is_empty(), "a circle in {}: {left:#?}", folder.join("::"));
    }
}

#[test]
fn features_know_nothing_of_the_web() {
    for (path, source) in sources() {
        let top = path.iter().next().unwrap().to_string_lossy().into_owned();
        if ["web", "cli", "main.rs"].contains(&top.as_str()) {
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
        ("web::pages", "web::api::v1"),
        ("web::api", "web::pages"),
        ("identity::hosted", "identity::embedded"),
        ("identity::embedded", "identity::hosted"),
    ];
    let imports = Imports::read().0;
    for folder in apart.iter().flat_map(|(folder, forbidden)| [folder, forbidden]) {
        assert!(imports.contains_key(&path(folder)), "there is no {folder}");
    }
    for (from, imported) in imports {
        for (folder, forbidden) in apart {
            let wrong = from.starts_with(&path(folder))
                && imported.iter().any(|to| to.starts_with(&path(forbidden)));
            assert!(!wrong, "{} uses {forbidden}", from.join("::"));
        }
    }
}

/// A folder must be divided by area before its contents can't be taken in at a glance.
#[test]
fn folders_stay_small() {
    let mut files: BTreeMap<_, usize> = BTreeMap::new();
    for (path, _) in sources() {
        *files.entry(path.parent().unwrap().to_owned()).or_default() += 1;
    }
    let full: Vec<_> = files.iter().filter(|(_, files)| **files > 13).collect();
    assert!(full.is_empty(), "{full:?}");
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
    assert!(*longest <= 300, "{} has {longest} lines: does it hold two things?", path.display());
    let median = lengths[lengths.len() / 2].0;
    assert!(median <= 105, "the median file has {median} lines");
}
