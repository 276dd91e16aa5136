//! What the documents say is what the code reads.

use std::collections::BTreeSet;

const COMPOSE_ONLY: [&str; 6] = [
    "APP_PORT",
    "DB_ADMIN_PASSWORD",
    "DB_BACKUP_PASSWORD",
    "DB_OWNER_PASSWORD",
    "DB_WEB_PASSWORD",
    "SITE_ADDRESS",
];

/// Every quoted variable name in `src/config` and the private cluster.
fn read_by_the_code() -> BTreeSet<String> {
    let sources = [
        include_str!("../../src/config/mod.rs").split("#[cfg(test)]").next().unwrap(),
        include_str!("../../src/config/server.rs"),
        include_str!("../../src/config/database.rs"),
        include_str!("../../src/config/identity.rs"),
        include_str!("../../src/config/limits.rs").split("#[cfg(test)]").next().unwrap(),
        include_str!("../../src/config/mail.rs"),
        include_str!("../../src/config/sessions.rs"),
        include_str!("../../src/config/social.rs").split("#[cfg(test)]").next().unwrap(),
    ];
    let words = sources.iter().flat_map(|source| source.split('"').skip(1).step_by(2));
    let is_variable = |word: &&str| {
        word.len() > 3
            && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_' || b.is_ascii_digit())
    };
    let mut names: BTreeSet<String> = words.filter(is_variable).map(str::to_owned).collect();
    names.insert(String::from("PG_BIN_DIR"));
    names
}

#[test]
fn the_example_lists_every_variable_and_no_other() {
    let example = include_str!("../../.env.example");
    let listed: BTreeSet<String> = example
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.contains(' ') && !COMPOSE_ONLY.contains(&name.as_str()))
        .collect();
    let mut read = read_by_the_code();
    read.remove("NEON_AUTH_BASE_URL");
    assert_eq!(listed, read);
}

#[test]
fn the_configuration_page_names_every_variable() {
    let page = include_str!("../../docs/configuration.md");
    for name in read_by_the_code() {
        assert!(page.contains(&format!("`{name}`")), "docs/configuration.md does not name {name}");
    }
}
