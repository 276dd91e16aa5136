//! Queries on a migrating connection, besides the scripts.

use tokio_postgres::{Client, SimpleQueryMessage, SimpleQueryRow};

/// The advisory lock of migrating instances; the number is arbitrary.
pub(super) const LOCK: i64 = 7_836_521_904;

/// Returns the rows of a statement without parameters. They are text only and nothing is
/// prepared, so this works behind any pooler.
pub(in crate::db) async fn rows(
    client: &Client,
    sql: &str,
) -> Result<Vec<SimpleQueryRow>, tokio_postgres::Error> {
    let messages = client.simple_query(sql).await?;
    let row = |message| match message {
        SimpleQueryMessage::Row(row) => Some(row),
        _ => None,
    };
    Ok(messages.into_iter().filter_map(row).collect())
}
