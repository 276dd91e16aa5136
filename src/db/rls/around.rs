//! Checks what surrounds our tables: settings that switch guards off, and server objects
//! that a superuser has opened.

use diesel::{QueryResult, QueryableByName, sql_query, sql_types::Bool};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::try_join;

use super::Gap;

/// For the session's own settings; in the others `$1` is the role requests start with.
const SETTINGS: &str = include_str!("settings.sql");
const SYSTEM: &str = include_str!("system.sql");
const PARAMETERS: &str = include_str!("parameters.sql");

/// Returns all gaps. Must run while the session's own settings are active.
pub(super) async fn gaps(conn: &AsyncPgConnection, root: &str) -> QueryResult<Vec<Gap>> {
    let (settings, system, parameters) =
        try_join!(found(conn, SETTINGS, root), found(conn, SYSTEM, root), parameters(conn, root),)?;
    Ok([settings, system, parameters].concat())
}

async fn parameters(conn: &AsyncPgConnection, root: &str) -> QueryResult<Vec<Gap>> {
    if knows_parameters(conn).await? { found(conn, PARAMETERS, root).await } else { Ok(Vec::new()) }
}

async fn found(mut conn: &AsyncPgConnection, sql: &str, root: &str) -> QueryResult<Vec<Gap>> {
    sql_query(sql.replace("$1", root)).load(&mut conn).await
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Bool)]
    known: bool,
}

/// Whether the server has parameter privileges; they came with PostgreSQL 15.
async fn knows_parameters(mut conn: &AsyncPgConnection) -> QueryResult<bool> {
    let sql = "SELECT to_regclass('pg_catalog.pg_parameter_acl') IS NOT NULL AS known";
    let row: Known = sql_query(sql).get_result(&mut conn).await?;
    Ok(row.known)
}
