//! The documents match what the code reads.

use std::collections::BTreeSet;

use tenantry::{tenancy::Permission, types::Role};

const COMPOSE_ONLY: [&str; 7] = [
    "APP_PORT",
    "DB_ADMIN_PASSWORD",
    "DB_BACKUP_PASSWORD",
    "DB_OPERATOR_PASSWORD",
    "DB_OWNER_PASSWORD",
    "DB_WEB_PASSWORD",
    "SITE_ADDRESS",
];

/// Lists every quoted variable name in `src/config` and the private cluster.
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
        include_str!("../../src/config/traces.rs").split("#[cfg(test)]").next().unwrap(),
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
fn the_list_of_variables_is_what_the_code_reads() {
    let mut read = read_by_the_code();
    read.insert(String::from("PG_BIN_DIR"));
    let listed: BTreeSet<String> = tenantry::config::VARIABLES.map(str::to_owned).into();
    assert_eq!(listed, read);
}

/// Returns the names of metrics in a text, without what a histogram adds to them.
fn metrics_in(text: &str) -> BTreeSet<String> {
    let families = [
        "build_",
        "db_",
        "http_",
        "job_last",
        "mails_",
        "migrations_",
        "outbox_",
        "process_",
        "rate_limited",
        "sign_ins_",
    ];
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
    let named = words.filter(|word| families.iter().any(|family| word.starts_with(family)));
    named.map(|word| word.trim_end_matches("_bucket").to_owned()).collect()
}

/// An alert or a panel about a metric that doesn't exist is never seen to be wrong.
#[test]
fn alerts_and_the_dashboard_name_metrics_that_exist() {
    let all: BTreeSet<String> =
        tenantry::telemetry::metrics::names().into_iter().map(str::to_owned).collect();
    let rules = include_str!("../../docs/deploy/prometheus-rules.yml");
    let dashboard = include_str!("../../docs/deploy/grafana-dashboard.json");
    let page = include_str!("../../docs/watching.md");
    for text in [rules, dashboard] {
        let named = metrics_in(text);
        assert!(named.len() >= 5 && named.is_subset(&all), "{:?}", named.difference(&all));
    }
    assert_eq!(metrics_in(page), all, "the page has all of them");
    let sources = all_sources();
    for name in &all {
        let uses = sources.matches(&format!("!(\"{name}\"")).count();
        assert!(uses > 0, "{name} is never measured");
    }

    let dashboard: serde_json::Value = serde_json::from_str(dashboard).unwrap();
    assert!(dashboard["panels"].as_array().unwrap().len() > 10);
    let alerts: Vec<_> = rules.split("- alert: ").skip(1).collect();
    for alert in &alerts {
        let name = alert.lines().next().unwrap();
        for part in ["expr: ", "labels: { severity: ", "annotations: { summary: "] {
            assert!(alert.contains(part), "{name} lacks {part}");
        }
        assert!(page.contains(&format!("| `{name}` |")), "docs/watching.md lacks {name}");
    }
    assert!(alerts.len() >= 6);
}

/// Variables that the image, or compose's own database, settles.
const SETTLED: [&str; 8] = [
    "APP_BIND",
    "DATABASE_CA_FILE",
    "DATABASE_OPERATOR_URL",
    "DATABASE_SINGLE_LOGIN",
    "NEON_AUTH_BASE_URL",
    "PG_BIN_DIR",
    "PORT",
    "TENANTRY_DATA_DIR",
];

/// A variable that compose doesn't pass on is set in `.env` for nothing.
#[test]
fn compose_passes_every_variable_on() {
    let compose = include_str!("../../compose.yaml");
    let app = compose.split("  app:\n").nth(1).unwrap().split("    ports:\n").next().unwrap();
    let names = app.lines().filter_map(|line| line.strip_prefix("      "));
    let passed: BTreeSet<&str> = names
        .filter_map(|line| line.split_once(':'))
        .map(|(name, _)| name)
        .filter(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .collect();
    let read = tenantry::config::VARIABLES.into_iter().filter(|name| !SETTLED.contains(name));
    assert_eq!(passed, read.collect());
    let managed = include_str!("../../compose.managed.yaml");
    assert_eq!(managed.matches("    env_file: .env\n").count(), 2, "the whole file");
}

/// `.env.example` has what either compose file asks for.
#[test]
fn the_example_has_what_compose_asks_for() {
    let example = include_str!("../../.env.example");
    for compose in [include_str!("../../compose.yaml"), include_str!("../../compose.managed.yaml")]
    {
        for asked in compose.split("${").skip(1) {
            let name = asked.split([':', '}']).next().unwrap();
            assert!(example.contains(&format!("#{name}=")), ".env.example lacks {name}");
        }
    }
}

#[test]
fn the_page_on_organizations_has_the_table_of_permissions() {
    let page = include_str!("../../docs/organizations.md");
    let listed: Vec<_> = page.lines().filter(|line| line.ends_with(" yes |")).collect();
    let yes = |has: bool| if has { "yes" } else { "–" };
    let rows: Vec<_> = Permission::table()
        .map(|(permission, _)| {
            let [member, admin, owner] = Role::ALL.map(|role| yes(role.may(permission)));
            format!("| {} | {member} | {admin} | {owner} |", permission.label())
        })
        .collect();
    assert_eq!(listed, rows);
}

#[test]
fn the_configuration_page_names_every_variable() {
    let page = include_str!("../../docs/configuration.md");
    for name in read_by_the_code() {
        assert!(page.contains(&format!("`{name}`")), "docs/configuration.md does not name {name}");
    }
}

/// Reads all source files of the program and its tests as one text.
fn all_sources() -> String {
    fn read(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                read(&path, into);
            } else if path.extension().is_some_and(|it| it == "rs") {
                into.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    read(&root.join("src"), &mut all);
    read(&root.join("tests/it"), &mut all);
    all
}

/// If a promise's test was renamed or removed, no one keeps the promise.
#[test]
fn the_tests_that_the_security_page_names_are_there() {
    let (page, sources) = (include_str!("../../docs/security.md"), all_sources());
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    for name in page.split('`').skip(1).step_by(2) {
        if name.starts_with("tests/") || name.starts_with("src/") {
            let is_there = root.join(name).exists() || root.join(format!("{name}.rs")).exists();
            assert!(is_there, "docs/security.md names {name}, which is not there");
            checked += 1;
        } else if name.contains("::") && !name.contains(['(', ' ']) {
            let last = name.rsplit("::").next().unwrap();
            let last = last.trim_end_matches(['*', '…', '_']);
            assert!(sources.contains(last), "docs/security.md names {name}, which is not there");
            checked += 1;
        }
    }
    assert!(checked > 20, "only {checked} names were found");
}

/// Files move; a page that names where one was sends its reader nowhere.
#[test]
fn every_file_that_a_page_names_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    let own = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "migrations/README.md"];
    let (mut missing, mut checked) = (Vec::new(), 0);
    for page in pages.chain(own.map(|page| root.join(page))) {
        let Ok(text) = std::fs::read_to_string(&page) else { continue };
        let names = text.split('`').skip(1).step_by(2);
        let ours = |name: &&str| {
            ["src/", "tests/", "templates/", "scripts/"].iter().any(|it| name.starts_with(it))
        };
        // The example feature is made by whoever reads its page.
        let files = names
            .filter(ours)
            .filter(|name| !name.contains(['*', '{', ' ', '…']) && !name.contains("invoices"));
        for name in files {
            checked += 1;
            if !root.join(name).exists() && !root.join(format!("{name}.rs")).exists() {
                missing.push(format!("{} names {name}", page.display()));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(checked > 20, "only {checked} names were found");
}
