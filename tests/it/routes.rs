//! Every handler declares in its arguments who may use it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use tenantry::web::routes::table;

const GUARDS: [&str; 8] = [
    "Anyone",
    "Authenticated",
    "MaybeSignedIn",
    "SignedIn",
    "Member",
    "Allowed<",
    "Writing",
    "RecentlyAuthenticated",
];

/// Returns the text of a handler, from the module's file anywhere under `src/web`.
fn function(handler: &str) -> Option<String> {
    let (module, function) = handler.rsplit_once("::")?;
    let file = format!("{}.rs", module.rsplit("::").next()?);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web");
    files(&root, &file, module).iter().find_map(|path| {
        let source = fs::read_to_string(path).unwrap();
        let heads = ["async fn ", "fn "].map(|kind| format!("{kind}{function}("));
        let at = heads.iter().find_map(|head| source.find(head))?;
        source[at..].split("\n}\n").next().map(str::to_owned)
    })
}

fn arguments(handler: &str) -> Option<String> {
    function(handler)?.split("->").next().map(str::to_owned)
}

fn files(folder: &Path, file: &str, module: &str) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path, file, module)
            } else if is_of(&path, file) && matches_module(&path, module) {
                vec![path]
            } else {
                Vec::new()
            }
        })
        .collect()
}

fn is_of(path: &Path, file: &str) -> bool {
    path.ends_with(file) || path.ends_with(Path::new(file).with_extension("").join("mod.rs"))
}

/// `v1::todos` is in a folder `v1`; a bare `todos` is a page's or top-level.
fn matches_module(path: &Path, module: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inside = path.strip_prefix(root).unwrap_or(path);
    let in_v1 = inside.components().any(|part| part.as_os_str() == "v1");
    in_v1 == module.contains("v1")
}

#[test]
fn every_handler_states_its_access_rule() {
    for handler in table().map(|row| row.handler) {
        let arguments = arguments(handler).unwrap_or_else(|| panic!("{handler} was not found"));
        let stated = GUARDS.iter().any(|guard| arguments.contains(guard));
        assert!(stated, "{handler} names no guard in {arguments}");
    }
}

#[test]
fn every_organization_page_is_for_members() {
    for handler in table().filter(|row| row.path.starts_with("/o/")).map(|row| row.handler) {
        let arguments = arguments(handler).unwrap();
        let guards = ["Member", "Allowed<", "Writing"];
        let member = guards.iter().any(|guard| arguments.contains(guard));
        assert!(member, "{handler} is open to non-members");
    }
}

/// `Ui::go` takes no proof of the commit, so that other handlers may use it.
#[test]
fn every_handler_that_writes_in_its_guards_transaction_commits() {
    for row in table().filter(|row| row.method.as_ref().is_some_and(|method| !method.is_safe())) {
        let arguments = arguments(row.handler).unwrap().replace("MaybeSignedIn", "");
        let guards = ["SignedIn", "Member", "Allowed<", "Writing"];
        if guards.iter().any(|guard| arguments.contains(guard)) {
            let text = function(row.handler).unwrap();
            // Or leaves it to another function, which several share and which returns the proof.
            let ways = [
                "commit(",
                "commit_with(",
                "commit_and_find(",
                "commit_and_read(",
                "accept(db,",
                "accept(member,",
                "add(member,",
                "approve(member,",
                "cancel(member,",
                "change(allowed,",
                "change(member",
                "changed(member",
                "decline(member,",
                "join(db,",
                "leave(db,",
                "save(member,",
            ];
            let commits = ways.iter().any(|way| text.contains(way));
            assert!(commits, "{} reports a success without its commit", row.handler);
        }
    }
}
