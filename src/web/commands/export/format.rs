//! The spelling of a table in an export: as JSON, and as CSV for spreadsheets.

use std::io;

use serde_json::{Map, Value};

use super::tables::{Row, Table};

/// A format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Csv,
}

impl Format {
    pub(super) fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// Returns what comes before the rows.
    pub(super) fn head(self, table: Table) -> io::Result<Vec<u8>> {
        match self {
            Self::Json => Ok(b"[".to_vec()),
            Self::Csv => csv(std::iter::once(table.columns().iter().map(|it| (*it).to_owned()))),
        }
    }

    /// Returns the rows; `first` tells whether others came before them.
    pub(super) fn rows(self, table: Table, rows: Vec<Row>, first: bool) -> io::Result<Vec<u8>> {
        if self == Self::Csv {
            return csv(rows.iter().map(|row| row.iter().map(cell)));
        }
        let mut text = Vec::new();
        for (at, row) in rows.into_iter().enumerate() {
            text.extend_from_slice(if first && at == 0 { b"\n" } else { b",\n" });
            let fields = table.columns().iter().map(|column| (*column).to_owned()).zip(row);
            serde_json::to_writer(&mut text, &fields.collect::<Map<_, _>>())?;
        }
        Ok(text)
    }

    /// Returns what comes after the rows.
    pub(super) fn foot(self) -> &'static [u8] {
        match self {
            Self::Json => b"\n]\n",
            Self::Csv => b"",
        }
    }
}

fn csv(rows: impl Iterator<Item: Iterator<Item = String>>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.map(String::into_bytes))?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// Returns the text of a cell. A spreadsheet would run one that begins like a formula, so
/// that gets an apostrophe.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
            format!("'{text}")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"] {
            assert_eq!(cell(&json!(text)), format!("'{text}"));
        }
        assert_eq!(cell(&json!("Ada = Bob")), "Ada = Bob");
        assert_eq!((cell(&json!(null)), cell(&json!(true))), (String::new(), "true".to_owned()));
    }

    #[test]
    fn cells_keep_their_commas_quotes_and_lines() {
        let row = vec![json!("1"), json!("a, \"b\"\nc"), json!(null)];
        let text = Format::Csv.rows(Table::Todos, vec![row], true).unwrap();
        assert_eq!(String::from_utf8(text).unwrap(), "1,\"a, \"\"b\"\"\nc\",\n");
    }
}
