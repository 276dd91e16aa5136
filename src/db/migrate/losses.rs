//! Finds out what a script would lose by running it and rolling it back.
//!
//! The catalog before is compared with the catalog after. That works for any migration,
//! so none needs a declaration of its own.

mod catalog;

use tokio_postgres::Client;

use self::catalog::{Catalog, Column, Table};
use super::{
    error::MigrateError,
    loss::{Loss, Losses},
    quoted,
    simple_query::rows,
};

/// Runs `script` inside the open transaction, rolls it back, and returns what it lost.
/// The tables in question stay locked, so that the counts remain true.
pub(super) async fn of(
    client: &Client,
    script: impl AsyncFnOnce() -> Result<(), MigrateError>,
) -> Result<Losses, MigrateError> {
    let before = catalog::read(client).await?;
    client.batch_execute("SAVEPOINT rehearsal").await?;
    script().await?;
    let after = catalog::read(client).await?;
    client.batch_execute("ROLLBACK TO rehearsal").await?;
    let mut losses = Vec::new();
    for Doubt { table, what, held } in doubts(&before, &after) {
        let rows = count(client, table, &held).await?;
        losses.extend((rows > 0).then(|| loss(table, what, rows)));
    }
    for table in before.tables() {
        // A table that is gone has already been counted.
        let touched = after.touched.get(&table.oid).filter(|_| after.has(table.oid));
        losses.extend(
            touched.map(|rows| loss(table, String::from("rows deleted or overwritten"), *rows)),
        );
    }
    Ok(Losses(losses))
}

fn loss(table: &Table, what: String, rows: u64) -> Loss {
    Loss { table: format!("{}.{}", table.schema, table.name), what, rows }
}

/// A loss that's real only if the table has rows for which `held` is true.
struct Doubt<'a> {
    table: &'a Table,
    what: String,
    held: String,
}

fn doubts<'a>(before: &'a Catalog, after: &'a Catalog) -> impl Iterator<Item = Doubt<'a>> {
    before.tables().flat_map(move |table| {
        let all = |what: &str| Doubt { table, what: what.to_owned(), held: String::from("true") };
        let Some(now) = after.table(table.oid) else {
            return vec![all("the table, with its rows")];
        };
        let mut found = Vec::new();
        // The table has a new file: it was emptied by TRUNCATE, or rewritten.
        if now.file != table.file {
            found.push(all("the table, whose rows are emptied or written anew"));
        }
        let changed = table.columns.iter().filter_map(|column| changed(column, now));
        found.extend(changed.map(|(what, held)| Doubt { table, what, held }));
        found
    })
}

/// Describes the change to a column, and which rows hold a value in it.
fn changed(column: &Column, now: &Table) -> Option<(String, String)> {
    let (name, kind) = (&column.name, &column.kind);
    match now.columns.iter().find(|other| other.number == column.number) {
        None => Some((format!("the column {name}, with its values"), column.held())),
        Some(other) if other.kind != *kind => {
            let what = format!("the column {name}, whose values become {} from {kind}", other.kind);
            Some((what, column.held()))
        }
        Some(_) => None,
    }
}

/// Counts all rows. A policy that is forced on the owner would hide some, so it's lifted;
/// `row_security = off` makes the server fail rather than leave rows out.
async fn count(client: &Client, table: &Table, held: &str) -> Result<u64, MigrateError> {
    let table = format!("{}.{}", quoted(&table.schema), quoted(&table.name));
    client.batch_execute(&format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")).await?;
    let open = format!(
        "SAVEPOINT counting; SET LOCAL row_security = off; \
         ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
    );
    client.batch_execute(&open).await?;
    let found = rows(client, &format!("SELECT count(*) FROM {table} WHERE {held}")).await?;
    client.batch_execute("ROLLBACK TO counting").await?;
    let count = found.first().and_then(|row| row.get(0)).and_then(|count| count.parse().ok());
    // If the rows can't be counted, assume there are some.
    Ok(count.unwrap_or(u64::MAX))
}
