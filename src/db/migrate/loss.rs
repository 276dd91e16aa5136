use std::{collections::BTreeSet, fmt};

/// Data that would be removed or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The table, as `schema.table`.
    pub table: String,
    /// A description of what would be lost, as in `the column title`.
    pub what: String,
    /// The number of rows or values.
    pub rows: u64,
}

/// Everything that would be lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(pub Vec<Loss>);

impl Losses {
    /// Whether nothing would be lost.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the losses in tables that `allowed` doesn't name.
    pub(super) fn beyond(&self, allowed: &[String]) -> Self {
        let named = |table: &str| allowed.iter().any(|name| is(name, table));
        Self(self.0.iter().filter(|loss| !named(&loss.table)).cloned().collect())
    }

    /// Returns the flags that allow all of the losses.
    pub(super) fn flags(&self) -> String {
        let tables: BTreeSet<_> = self.0.iter().map(|loss| &loss.table).collect();
        let flags: Vec<_> = tables.iter().map(|table| format!("--and-lose-data {table}")).collect();
        flags.join(" ")
    }
}

/// Whether two names mean the same table, like `todos` and `public."todos"`.
fn is(name: &str, table: &str) -> bool {
    let name = name.replace('"', "");
    name == table || table.strip_prefix("public.") == Some(&*name)
}

impl fmt::Display for Losses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self
            .0
            .iter()
            .map(|Loss { table, what, rows }| format!("  {table}: {what} ({rows})"))
            .collect();
        f.write_str(&lines.join("\n"))
    }
}
