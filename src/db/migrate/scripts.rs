//! The migrations in `migrations/`, in the order in which they are applied.

use std::{collections::BTreeMap, sync::LazyLock};

use rust_embed::Embed;

use super::Migrations;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/migrations"]
struct Files;

/// The first line of an `up.sql` that isn't one transaction: its statements are run one by
/// one, each on its own.
const OUTSIDE: &str = "-- outside a transaction";

/// A migration, up and down.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// The name of its folder.
    pub(super) name: String,
    /// The key in the table of migrations: the digits of the name.
    pub(super) version: String,
    /// Whether it belongs to the embedded provider's own tables.
    neon_auth: bool,
    pub(super) up: String,
    pub(super) down: String,
}

impl Script {
    /// Creates a migration that isn't in `migrations/`, from the name of its folder and its
    /// `up.sql`.
    pub fn new(name: &str, up: &str) -> Self {
        let (name, version) = (name.to_owned(), version(name));
        Self { name, version, up: up.to_owned(), ..Self::default() }
    }

    /// Whether its statements are run outside a transaction.
    pub(super) fn is_outside(&self) -> bool {
        self.up.starts_with(OUTSIDE)
    }
}

static ALL: LazyLock<Vec<Script>> = LazyLock::new(read);

/// Returns the migrations of an installation, by version.
pub(super) fn of(migrations: Migrations) -> impl Iterator<Item = &'static Script> {
    ALL.iter().filter(move |script| migrations.neon_auth || !script.neon_auth)
}

/// Returns the migration with this version.
pub(super) fn called(version: &str) -> Option<&'static Script> {
    ALL.iter().find(|script| script.version == version)
}

fn read() -> Vec<Script> {
    let mut found = BTreeMap::new();
    for path in Files::iter() {
        let mut parts = path.split('/');
        let (Some(set), Some(name), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
            continue;
        };
        let version = version(name);
        let script = found.entry(version.clone()).or_insert_with(|| Script {
            name: name.to_owned(),
            version,
            neon_auth: set == "neon_auth",
            ..Script::default()
        });
        let text = Files::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
        match file {
            "up.sql" => script.up = text.unwrap_or_default(),
            "down.sql" => script.down = text.unwrap_or_default(),
            _ => {}
        }
    }
    found.into_values().collect()
}

/// Returns `20261121000101` for `2026-11-21-000101_neon_auth`, as Diesel's own tool does.
fn version(name: &str) -> String {
    let stamp = name.split('_').next().unwrap_or(name);
    stamp.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_migration_goes_both_ways_and_has_a_version_of_its_own() {
        for script in &*ALL {
            assert!(!script.up.trim().is_empty(), "{} has no up.sql", script.name);
            assert!(!script.down.trim().is_empty(), "{} has no down.sql", script.name);
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let folders = |set: &str| std::fs::read_dir(root.join(set)).unwrap().count();
        assert_eq!(ALL.len(), folders("tenantry") + folders("neon_auth"), "two share a version");
        assert_eq!(version("2026-11-21-000101_neon_auth"), "20261121000101");
    }

    #[test]
    fn no_script_ends_the_transaction_that_holds_the_lock() {
        let inside = |script: &Script| {
            let up = if script.is_outside() { "" } else { &script.up };
            format!("{up}{}", script.down)
        };
        for script in &*ALL {
            for statement in inside(script).split(';') {
                let word = statement.split_whitespace().next().unwrap_or_default();
                let ends = ["COMMIT", "ROLLBACK", "ABORT"].contains(&&*word.to_uppercase());
                assert!(!ends, "{} has {word}", script.name);
                let concurrently = statement.to_uppercase().contains("INDEX CONCURRENTLY");
                assert!(!concurrently, "{}: an index is made in the transaction", script.name);
            }
        }
    }
}
