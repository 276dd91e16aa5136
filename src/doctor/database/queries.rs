//! Queries about the database itself.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, QueryableByName, sql_query,
    sql_types::{Bool, Integer, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::db::{
    Db, DbError, Scope as _,
    provider_tables::{self, Column},
};

/// A server that accepts our login.
#[derive(QueryableByName)]
pub(super) struct Server {
    #[diesel(sql_type = Text)]
    pub(super) version: String,
    #[diesel(sql_type = Text)]
    pub(super) login: String,
    #[diesel(sql_type = Timestamptz)]
    pub(super) now: DateTime<Utc>,
    /// Whether it's a replica of another server.
    #[diesel(sql_type = Bool)]
    pub(super) standby: bool,
    /// Whether it's configured to refuse writes from this login.
    #[diesel(sql_type = Bool)]
    pub(super) read_only: bool,
    /// Whether row-level security can't hold this login.
    #[diesel(sql_type = Bool)]
    pub(super) bypasses: bool,
    /// Whether requests may look anything up in the schema.
    #[diesel(sql_type = Bool)]
    pub(super) sees_schema: bool,
    /// The connections that this login may open.
    #[diesel(sql_type = Integer)]
    pub(super) connections: i32,
}

#[cfg(test)]
impl Server {
    pub(super) fn sample() -> Self {
        Self {
            version: String::from("17.6"),
            login: String::from("web"),
            now: DateTime::UNIX_EPOCH,
            standby: false,
            read_only: false,
            bypasses: false,
            sees_schema: true,
            connections: 97,
        }
    }
}

/// Asks over the pool.
pub(super) async fn over_pool(db: &Db) -> Result<Server, DbError> {
    db.once(server).await
}

pub(super) async fn server(mut conn: &AsyncPgConnection) -> QueryResult<Server> {
    let text = "SELECT split_part(current_setting('server_version'), ' ', 1) AS version, \
                current_user::text AS login, clock_timestamp() AS now, \
                pg_is_in_recovery() AS standby, \
                current_setting('default_transaction_read_only') = 'on' AS read_only, \
                me.rolsuper OR me.rolbypassrls AS bypasses, \
                coalesce((SELECT has_schema_privilege(app.oid, 'public', 'USAGE') \
                    FROM pg_roles app WHERE app.rolname = 'tenantry_app'), true) AS sees_schema, \
                least(nullif(me.rolconnlimit, -1), current_setting('max_connections')::int \
                    - current_setting('superuser_reserved_connections')::int) AS connections \
                FROM pg_roles me WHERE me.rolname = current_user";
    sql_query(text).get_result(&mut conn).await
}

pub(super) async fn provider_columns(db: &Db) -> Result<Vec<Column>, DbError> {
    db.as_system("look at the provider's tables", async |db| {
        Ok(provider_tables::all_columns(db.conn().driver()).await?)
    })
    .await
}

/// The logins that may dump every row and aren't superusers.
const BACKUP_LOGINS: &str = "\
SELECT rolname::text AS name FROM pg_roles WHERE rolcanlogin AND rolbypassrls AND NOT rolsuper \
AND pg_has_role(oid, 'pg_read_all_data', 'USAGE') ORDER BY rolname";

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

pub(super) async fn backup_logins(db: &Db) -> Result<Vec<String>, DbError> {
    let found: Vec<Named> = db
        .as_system("look who may make a backup", async |db| {
            Ok::<_, DbError>(sql_query(BACKUP_LOGINS).load(&mut db.conn()).await?)
        })
        .await?;
    Ok(found.into_iter().map(|login| login.name).collect())
}
