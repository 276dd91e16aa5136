use std::fmt;

use serde::Serialize;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it should be.
    Passed,
    /// Something has to be done.
    Failed,
    /// It does not apply, or cannot be known before another check passes.
    Skipped,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its stable name; docs/troubleshooting.md has a row for it.
    pub name: &'static str,
    /// How it came out.
    pub outcome: Outcome,
    /// What was seen; never a secret.
    pub seen: String,
    /// What to do, where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// Everything that was looked at.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// In the order in which things depend on each other.
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

    /// How many checks failed.
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

/// Further lines stand below the first.
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
