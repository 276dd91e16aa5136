use std::fmt;

use serde::Serialize;

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Everything is as it should be.
    Passed,
    /// There is a problem to fix.
    Failed,
    /// The check doesn't apply, or needs another check to pass first.
    Skipped,
}

/// The result of one check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its stable name, which has a row in docs/troubleshooting.md.
    pub name: &'static str,
    /// The outcome of the check.
    pub outcome: Outcome,
    /// The finding; never contains a secret.
    pub seen: String,
    /// The remedy, if it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// The results of all checks.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The checks in the order in which they depend on each other.
    pub checks: Vec<Check>,
}

impl Check {
    pub(super) fn passed(name: &'static str, seen: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Passed, seen: seen.into(), advice: None }
    }

    pub(super) fn failed(
        name: &'static str,
        seen: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self { name, outcome: Outcome::Failed, seen: seen.into(), advice: Some(advice.into()) }
    }

    pub(super) fn skipped(name: &'static str, why: impl Into<String>) -> Self {
        Self { name, outcome: Outcome::Skipped, seen: why.into(), advice: None }
    }
}

impl Report {
    pub(super) fn add(&mut self, checks: impl IntoIterator<Item = Check>) {
        self.checks.extend(checks);
    }

    /// Returns how many checks failed.
    pub fn failures(&self) -> usize {
        self.checks.iter().filter(|check| check.outcome == Outcome::Failed).count()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            let outcome = match check.outcome {
                Outcome::Passed => "passed ",
                Outcome::Failed => "FAILED ",
                Outcome::Skipped => "skipped",
            };
            writeln!(f, "{outcome}  {:<17}  {}", check.name, indented(&check.seen))?;
            if let Some(advice) = &check.advice {
                writeln!(f, "{:<26}  → {}", "", indented(advice))?;
            }
        }
        Ok(())
    }
}

/// Indents all lines but the first.
fn indented(text: &str) -> String {
    text.replace('\n', &format!("\n{:<28}", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_what_failed_and_what_to_do() {
        let mut report = Report::default();
        report.add([Check::passed("clock", "right"), Check::failed("smtp", "shut", "open it")]);
        let lines: Vec<_> = report.to_string().lines().map(str::to_owned).collect();
        assert_eq!(lines[0], "passed   clock              right");
        assert_eq!(lines[1], "FAILED   smtp               shut");
        assert!(lines[2].trim_start().starts_with("→ open it"), "{lines:?}");
        assert_eq!(report.failures(), 1);
    }
}
