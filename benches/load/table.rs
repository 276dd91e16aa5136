//! The report: one row per work item, on the screen and in `target/bench.md`.

use std::{fmt::Write as _, fs, time::Duration};

use super::{server::target, window::Cost};

#[derive(Default)]
pub struct Table {
    requests: Vec<String>,
    distances: Vec<String>,
    others: Vec<String>,
    misses: usize,
}

/// The highest ratio an item may have to what it's compared with.
#[derive(Clone, Copy, Default)]
pub struct Target {
    pub app: Option<f64>,
    pub postgres: Option<f64>,
    pub p50: Option<f64>,
}

impl Table {
    /// Adds a request, compared with the same request to the bare server or with another
    /// row.
    pub fn request(&mut self, name: &str, app: Cost, other: Cost, target: Target) {
        let ratio = app.app / other.app;
        // The smallest kind of statement takes some thirty microseconds.
        let silent = |cost: Cost| cost.postgres < 5.0;
        let postgres_ratio = if silent(other) { f64::NAN } else { app.postgres / other.postgres };
        let held = |limit: Option<f64>, ratio: f64| limit.is_none_or(|limit| ratio <= limit);
        let median = app.p50.as_secs_f64() / other.p50.as_secs_f64();
        let passes = held(target.app, ratio)
            && held(target.p50, median)
            && match target.postgres {
                Some(0.0) => silent(app),
                limit => held(limit, postgres_ratio),
            };
        let mut row = format!(
            "| {name} | {:.0} + {:.0} | {:.0} + {:.0} | {ratio:.2} | {} |",
            app.app,
            app.postgres,
            other.app,
            other.postgres,
            number(postgres_ratio),
        );
        write!(
            row,
            " {:.2} / {:.2} | {:.2} / {:.2} | {:.0} | {:.0} | {} | {} | {} |",
            millis(app.p50),
            millis(app.p99),
            millis(other.p50),
            millis(other.p99),
            app.per_second,
            other.per_second,
            app.bytes,
            limits(target),
            self.verdict(target, passes),
        )
        .unwrap();
        println!("{row}");
        self.requests.push(row);
    }

    /// Adds any other figure.
    pub fn other(&mut self, name: &str, value: &str, target: &str, passes: Option<bool>) {
        let verdict = match passes {
            None => "",
            Some(true) => "PASS",
            Some(false) => {
                self.misses += 1;
                "MISS"
            }
        };
        let row = format!("| {name} | {value} | {target} | {verdict} |");
        println!("{row}");
        self.others.push(row);
    }

    /// Adds what a request takes with the database at several distances.
    pub fn distance(&mut self, row: String) {
        println!("{row}");
        self.distances.push(row);
    }

    fn verdict(&mut self, target: Target, passes: bool) -> &'static str {
        match (target.app.or(target.postgres).or(target.p50), passes) {
            (None, _) => "",
            (_, true) => "PASS",
            (_, false) => {
                self.misses += 1;
                "MISS"
            }
        }
    }

    pub fn print(self, took: Duration) {
        let mut text = String::from(
            "# What the release build costs\n\n\
             CPU in microseconds per request, server + PostgreSQL; p50 and p99 in milliseconds.\n\
             Read the ratios: everything else depends on the machine and on what else it did.\n\n\
             | work | Tenantry | beside | app × | Postgres × | p50 / p99 | beside | /s | beside /s | bytes | target | |\n\
             |---|---|---|---|---|---|---|---|---|---|---|---|\n",
        );
        text += &self.requests.join("\n");
        text += "\n\nThe median in milliseconds with the database 0, 5 and 20 ms away:\n\n\
                 | work | round trips | one at a time | 16 at once | p99 of 16 at 20 ms |\n|---|---|---|---|---|\n";
        text += &self.distances.join("\n");
        text += "\n\n| | measured | target | |\n|---|---|---|---|\n";
        text += &self.others.join("\n");
        writeln!(text, "\n\n{} missed; took {:.0} s.", self.misses, took.as_secs_f64()).unwrap();
        fs::write(target().join("bench.md"), &text).unwrap();
        println!("\n{text}");
    }
}

fn limits(target: Target) -> String {
    let app = target.app.map(|limit| format!("app ≤ {limit} ×"));
    let postgres = target.postgres.map(|limit| match limit {
        0.0 => String::from("no statement"),
        _ => format!("Postgres ≤ {limit} ×"),
    });
    let p50 = target.p50.map(|limit| format!("p50 ≤ {limit} ×"));
    app.into_iter().chain(postgres).chain(p50).collect::<Vec<_>>().join(", ")
}

fn number(ratio: f64) -> String {
    if ratio.is_nan() { String::from("–") } else { format!("{ratio:.2}") }
}

pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
