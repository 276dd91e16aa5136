//! Reads typed values from the environment and collects every problem.

mod spelling;

pub use self::spelling::{Misspelt, VARIABLES};

use std::{collections::HashMap, fmt::Display, str::FromStr};

use secrecy::SecretString;
use url::Url;

/// The variables a configuration is read from.
///
/// A plain map, so that tests can pass their own and the process's environment is read
/// only once.
#[derive(Debug, Default)]
pub struct Env {
    values: HashMap<String, String>,
    problems: Vec<Problem>,
}

/// A problem with one variable that keeps the server from starting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The variable's name.
    pub variable: &'static str,
    /// The mistake and its remedy; never contains the value.
    pub message: String,
}

/// All problems of a configuration.
#[derive(Debug, thiserror::Error)]
#[error("the configuration has {} problem(s):\n{}", .0.len(), list(.0))]
pub struct ConfigErrors(pub Vec<Problem>);

fn list(problems: &[Problem]) -> String {
    let lines: Vec<_> =
        problems.iter().map(|p| format!("  {}: {}", p.variable, p.message)).collect();
    lines.join("\n")
}

impl Env {
    /// Reads the process's environment.
    pub fn process() -> Self {
        std::env::vars().collect()
    }

    /// Returns the value of `variable` if it's set and not blank.
    pub fn text(&self, variable: &'static str) -> Option<String> {
        let value = self.values.get(variable)?.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Returns the value of `variable` as a secret, which is never printed.
    pub fn secret(&self, variable: &'static str) -> Option<SecretString> {
        self.text(variable).map(SecretString::from)
    }

    /// Parses the value of `variable`; a malformed one is recorded as a problem.
    pub fn optional<T>(&mut self, variable: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(variable)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.problem(variable, format!("can't be read: {error}."));
                None
            }
        }
    }

    /// Parses the value of `variable`, or returns `default` if it isn't set.
    pub fn or<T>(&mut self, variable: &'static str, default: T) -> T
    where
        T: FromStr,
        T::Err: Display,
    {
        self.optional(variable).unwrap_or(default)
    }

    /// Reads a whole number, or returns `default` if `variable` isn't set.
    pub fn number<T: FromStr + Display>(&mut self, variable: &'static str, default: T) -> T {
        let Some(text) = self.text(variable) else { return default };
        text.parse().unwrap_or_else(|_| {
            self.problem(variable, format!("write a whole number, such as {default}."));
            default
        })
    }

    /// Reads a web address; `example` is one.
    pub fn url(&mut self, variable: &'static str, example: &str) -> Option<Url> {
        let url = self.text(variable)?.parse().ok();
        if url.is_none() {
            self.problem(variable, format!("write a web address, such as {example}."));
        }
        url
    }

    /// Returns the variables that seem to be meant for us and that nobody reads.
    pub fn misspelt(&self) -> Vec<Misspelt> {
        spelling::misspelt(self.values.keys())
    }

    /// Reads `variable` as a boolean: `true`, `1`, `yes` or `on` is true, the opposites
    /// are false.
    pub fn flag(&mut self, variable: &'static str, default: bool) -> bool {
        let Some(text) = self.text(variable) else { return default };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.problem(variable, "write true or false.");
                default
            }
        }
    }

    /// Parses a list separated by commas, spaces or line breaks; a malformed entry is
    /// recorded as a problem.
    pub fn list<T>(&mut self, variable: &'static str) -> Vec<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(variable).unwrap_or_default();
        let mut values = Vec::new();
        let between = |c: char| c == ',' || c.is_whitespace();
        for entry in text.split(between).filter(|entry| !entry.is_empty()) {
            match entry.parse() {
                Ok(value) => values.push(value),
                Err(error) => self.problem(variable, format!("has a malformed entry: {error}.")),
            }
        }
        values
    }

    /// Records that `variable` keeps the server from starting.
    pub fn problem(&mut self, variable: &'static str, message: impl Into<String>) {
        self.problems.push(Problem { variable, message: message.into() });
    }

    /// Returns the finished configuration, or all problems at once.
    pub fn finish<T>(self, config: T) -> Result<T, ConfigErrors> {
        if self.problems.is_empty() { Ok(config) } else { Err(ConfigErrors(self.problems)) }
    }
}

impl FromIterator<(String, String)> for Env {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(values: I) -> Self {
        Self { values: values.into_iter().collect(), problems: Vec::new() }
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Env {
    fn from(values: [(&str, &str); N]) -> Self {
        values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}
