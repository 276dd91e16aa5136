//! A column's definition, and the statements that restore it.

/// A column's definition, such as `NOT NULL DEFAULT now()`.
pub(super) struct Column<'a> {
    is_filled: bool,
    /// `DEFAULT` or `GENERATED` with its expression; may be empty.
    value: &'a str,
}

impl<'a> Column<'a> {
    pub(super) fn read(definition: &'a str) -> Self {
        let filled = definition.strip_prefix("NOT NULL");
        let value = filled.or_else(|| definition.strip_prefix("NULL")).unwrap_or_default();
        Self { is_filled: filled.is_some(), value: value.trim_start() }
    }

    /// A column that must also be filled gives requests nothing more.
    pub(super) fn is_as_good_as(&self, wanted: &Self) -> bool {
        self.value == wanted.value && (self.is_filled || !wanted.is_filled)
    }

    /// Returns the statements that turn `found` into this definition.
    pub(super) fn mend(&self, found: &Self, table: &str, column: &str) -> String {
        let filled = (self.is_filled && !found.is_filled).then(|| String::from("SET NOT NULL"));
        let value = (self.value != found.value).then(|| match self.value {
            "" => String::from("DROP DEFAULT"),
            value => format!("SET {value}"),
        });
        let alter = |change| format!("ALTER TABLE {table} ALTER COLUMN {column} {change}");
        filled.into_iter().chain(value).map(alter).collect::<Vec<_>>().join("; ")
    }
}
