//! Checks what surrounds our tables: settings that switch guards off, and server objects
//! that a superuser has opened.

use diesel::{QueryableByName, sql_query, sql_types::Bool};
use diesel_async::RunQueryDsl as _;

use super::Gap;
use crate::db::{DbError, Scope as _, SystemConn};

/// For the session's own settings; in the others `$1` is the role requests start with.
const SETTINGS: &str = include_str!("settings.sql");
const SYSTEM: &str = include_str!("system.sql");
const PARAMETERS: &str = include_str!("parameters.sql");

/// Returns all gaps. Must run while the session's own settings are active.
pub(super) async fn gaps(db: &SystemConn, root: &str) -> Result<Vec<Gap>, DbError> {
    let mut gaps: Vec<Gap> = sql_query(SETTINGS).load(&mut db.conn()).await?;
    let mut queries = vec![SYSTEM];
    if knows_parameters(db).await? {
        queries.push(PARAMETERS);
    }
    for sql in queries {
        let found: Vec<Gap> = sql_query(sql.replace("$1", root)).load(&mut db.conn()).await?;
        gaps.extend(found);
    }
    Ok(gaps)
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Bool)]
    known: bool,
}

/// Whether the server has parameter privileges; they came with PostgreSQL 15.
async fn knows_parameters(db: &SystemConn) -> Result<bool, DbError> {
    let sql = "SELECT to_regclass('pg_catalog.pg_parameter_acl') IS NOT NULL AS known";
    let row: Known = sql_query(sql).get_result(&mut db.conn()).await?;
    Ok(row.known)
}
