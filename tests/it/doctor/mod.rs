//! `tenantry doctor`: each mistake fails its own check and no other, and the check says what to do.

mod database;
mod mistakes;
mod provider;
mod server;

use tenantry::{
    clock::Clock,
    config::{Config, Env},
    doctor::{self, Outcome, Report},
};

use crate::harness::{ORIGIN, TestDatabase};

const SMTP_PASSWORD: &str = "smtp-password-of-nobody";

/// An installation under examination, as `variables` describe it.
struct Patient {
    variables: Vec<(String, String)>,
    clock: Clock,
}

impl Patient {
    /// With `database` and the embedded provider.
    fn on(database: &TestDatabase) -> Self {
        Self::none()
            .with("DATABASE_URL", &database.url())
            .with("DATABASE_MIGRATION_URL", &database.owner_url())
    }

    /// Without a database.
    fn none() -> Self {
        let clock = Clock::default();
        Self { variables: Vec::new(), clock }.with("APP_PUBLIC_URL", ORIGIN)
    }

    fn with(&self, name: &str, value: &str) -> Self {
        let mut variables = self.variables.clone();
        variables.push((name.to_owned(), value.to_owned()));
        Self { variables, clock: self.clock.clone() }
    }

    async fn examine(&self) -> Report {
        let env: Env = self.variables.iter().cloned().collect();
        let report = doctor::examine(Config::load(env), &self.clock).await;
        let said = format!("{report} {}", serde_json::to_string(&report).unwrap());
        for secret in ["only-for-tests-on-loopback", SMTP_PASSWORD] {
            assert!(!said.contains(secret), "a secret is told: {said}");
        }
        report
    }

    /// Expects no failure, and returns each check's findings.
    async fn is_well(&self) -> Report {
        let report = self.examine().await;
        assert_eq!(failed(&report), Vec::<&str>::new(), "{report}");
        report
    }

    /// Expects only `name` to fail, with `words` in its finding or advice.
    async fn suffers(&self, name: &str, words: &[&str]) -> Report {
        let report = self.examine().await;
        assert_eq!(failed(&report), [name], "{report}");
        let check = report.checks.iter().find(|check| check.name == name).unwrap();
        let said = format!("{} {}", check.seen, check.advice.as_deref().unwrap());
        for word in words {
            assert!(said.contains(word), "{word} is not in {said}");
        }
        report
    }
}

/// Lists the failed checks, without the one for the public URL: the other tests' servers
/// share it, so only the tests about it check it.
fn failed(report: &Report) -> Vec<&'static str> {
    let checks = report.checks.iter().filter(|check| check.outcome == Outcome::Failed);
    let others = checks.map(|check| check.name);
    others.filter(|name| *name != "server").collect()
}

fn seen<'a>(report: &'a Report, name: &str) -> (Outcome, &'a str) {
    let check = report.checks.iter().find(|check| check.name == name).unwrap();
    (check.outcome, &check.seen)
}
