//! Prints for people and for programs.

use std::io::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

/// The form of what is printed.
#[derive(Clone, Copy)]
pub struct Output {
    /// JSON, for programs.
    pub json: bool,
}

impl Output {
    /// Prints rows as a table with these columns.
    pub fn list<T: Serialize>(self, rows: &[T], columns: &[&str]) -> anyhow::Result<()> {
        let rows = serde_json::to_value(rows)?;
        if self.json {
            return print(&format!("{rows:#}"));
        }
        print(&table(rows.as_array().map(Vec::as_slice).unwrap_or_default(), columns))
    }

    /// Prints one thing, a line for each value; these tables below.
    pub fn one<T: Serialize>(self, thing: &T, tables: &[(&str, &[&str])]) -> anyhow::Result<()> {
        let thing = serde_json::to_value(thing)?;
        if self.json {
            return print(&format!("{thing:#}"));
        }
        let values = thing.as_object().into_iter().flatten();
        let single = values.filter(|(_, value)| !value.is_array() && !value.is_object());
        let lines: Vec<_> =
            single.map(|(name, value)| format!("{name:<24}{}", shown(value))).collect();
        print(&lines.join("\n"))?;
        for (name, columns) in tables {
            let rows = thing.get(name).and_then(Value::as_array);
            let rows = rows.map(Vec::as_slice).unwrap_or_default();
            print(&format!("\n{name}\n{}", table(rows, columns)))?;
        }
        Ok(())
    }

    /// Prints what was done, and the number of the act.
    pub fn done(self, text: &str, event: i64) -> anyhow::Result<()> {
        if self.json {
            print(&format!("{:#}", json!({ "done": text, "event": event })))
        } else {
            print(&format!("{text}. It is on record as act {event}."))
        }
    }
}

fn table(rows: &[Value], columns: &[&str]) -> String {
    if rows.is_empty() {
        return String::from("none");
    }
    let head = columns.iter().map(|name| name.to_ascii_uppercase()).collect();
    let cells = |row: &Value| columns.iter().map(|name| shown(&row[name])).collect();
    let lines: Vec<Vec<String>> = std::iter::once(head).chain(rows.iter().map(cells)).collect();
    let width = |at: usize| {
        lines.iter().filter_map(|line| line.get(at)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns.len()).map(|at| width(at).unwrap_or(0)).collect();
    let written = lines.iter().map(|line| {
        let padded = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    });
    written.collect::<Vec<_>>().join("\n")
}

/// Shows a value without what could move the cursor: people choose their names.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::Null => String::from("–"),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn print(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{text}")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_nothing_moves_the_cursor() {
        let rows = [json!({ "a": "x", "b": 1 }), json!({ "a": "l\u{1b}[2J", "b": null })];
        assert_eq!(table(&rows, &["a", "b"]), "A      B\nx      1\nl [2J  –");
        assert_eq!(table(&[], &["a"]), "none");
    }
}
