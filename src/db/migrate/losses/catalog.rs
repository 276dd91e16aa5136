//! A snapshot of the tables and their columns.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use super::super::{error::MigrateError, quoted, simple_query::rows};

/// All tables, and how many of their rows this transaction has deleted or overwritten.
pub(super) struct Catalog {
    tables: BTreeMap<u32, Table>,
    pub(super) touched: BTreeMap<u32, u64>,
}

/// A table, identified by its oid: it stays the same when it's renamed.
pub(super) struct Table {
    pub(super) oid: u32,
    pub(super) schema: String,
    pub(super) name: String,
    /// The file with its rows, which changes with TRUNCATE and with each rewrite.
    pub(super) file: String,
    pub(super) columns: Vec<Column>,
}

/// A column, identified by its number: if it's dropped and created again, it's another
/// one.
pub(super) struct Column {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) kind: String,
    /// The value that rows get if none is given.
    default: Option<String>,
}

impl Column {
    /// Returns a condition that holds for rows with a value of their own; a default
    /// doesn't count.
    pub(super) fn held(&self) -> String {
        let name = quoted(&self.name);
        match &self.default {
            Some(default) => format!("{name}::text IS DISTINCT FROM ({default})::text"),
            None => format!("{name} IS NOT NULL"),
        }
    }
}

impl Catalog {
    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    pub(super) fn table(&self, oid: u32) -> Option<&Table> {
        self.tables.get(&oid)
    }

    pub(super) fn has(&self, oid: u32) -> bool {
        self.tables.contains_key(&oid)
    }
}

const COLUMNS: &str = "\
SELECT c.oid, n.nspname, c.relname, pg_relation_filenode(c.oid), a.attnum, a.attname, \
format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid) \
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
WHERE c.relkind = 'r' AND n.nspname !~ '^(pg_|information_schema$)' \
AND c.relname <> '__diesel_schema_migrations' ORDER BY c.oid, a.attnum";

const TOUCHED: &str = "\
SELECT relid, n_tup_del + n_tup_upd FROM pg_stat_xact_user_tables \
WHERE n_tup_del + n_tup_upd > 0";

pub(super) async fn read(client: &Client) -> Result<Catalog, MigrateError> {
    let mut tables = BTreeMap::new();
    for row in rows(client, COLUMNS).await? {
        let text = |column| row.get(column).unwrap_or_default().to_owned();
        let oid: u32 = text(0).parse().unwrap_or_default();
        let table = tables.entry(oid).or_insert_with(|| Table {
            oid,
            schema: text(1),
            name: text(2),
            file: text(3),
            columns: Vec::new(),
        });
        if row.get(4).is_some() {
            let default = row.get(7).map(str::to_owned);
            table.columns.push(Column { number: text(4), name: text(5), kind: text(6), default });
        }
    }
    let mut touched = BTreeMap::new();
    for row in rows(client, TOUCHED).await? {
        let number = |column| row.get(column).and_then(|text| text.parse::<u64>().ok());
        let oid = number(0).and_then(|oid| u32::try_from(oid).ok());
        touched.extend(oid.zip(number(1)));
    }
    Ok(Catalog { tables, touched })
}
