use std::{collections::BTreeSet, fmt};

/// Something that would be gone, or no longer be what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// `schema.table`.
    pub table: String,
    /// What would happen to what, as in `the column title`.
    pub what: String,
    /// How many rows or values.
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

    /// Those of tables that `allowed` does not name.
    pub(super) fn beyond(&self, allowed: &[String]) -> Self {
        let named = |table: &str| allowed.iter().any(|name| is(name, table));
        Self(self.0.iter().filter(|loss| !named(&loss.table)).cloned().collect())
    }

    /// The flags that allow all of them.
    pub(super) fn flags(&self) -> String {
        let tables: BTreeSet<_> = self.0.iter().map(|loss| &loss.table).collect();
        let flags: Vec<_> = tables.iter().map(|table| format!("--and-lose-data {table}")).collect();
        flags.join(" ")
    }
}

/// `todos` and `public."todos"` are the same.
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
