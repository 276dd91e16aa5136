//! The rights that the migrating login needs, and those it grants to the serving login.

use tokio_postgres::Client;

use super::{error::MigrateError, quoted, simple_query::rows};
use crate::db::APP_ROLE;

/// Checks, before anything is changed, that this login can do the job at all.
pub(super) async fn prepare(client: &Client) -> Result<(), MigrateError> {
    let sql = format!(
        "SELECT current_user, to_regclass('__diesel_schema_migrations') IS NOT NULL, \
         has_schema_privilege('public', 'CREATE'), to_regrole('{APP_ROLE}') IS NOT NULL, \
         rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
    );
    let found = rows(client, &sql).await?;
    let Some(row) = found.first() else { return Ok(()) };
    let login = row.get(0).unwrap_or_default().to_owned();
    let is = |column| row.get(column) == Some("t");
    match (is(1), is(2), is(3) || is(4)) {
        (_, false, _) => return Err(MigrateError::NotOwner { login }),
        (_, _, false) => return Err(MigrateError::NoRole { login }),
        (true, ..) => return Ok(()),
        (false, ..) => {}
    }
    // The same definition as in Diesel's own tool.
    let table = "CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY, \
                 run_on timestamp NOT NULL DEFAULT current_timestamp)";
    Ok(client.batch_execute(table).await?)
}

/// Lets the serving login act as the app's role.
pub(super) async fn grant(
    client: &Client,
    runtime_login: Option<&str>,
) -> Result<(), MigrateError> {
    let readable = format!("GRANT SELECT ON __diesel_schema_migrations TO {APP_ROLE}");
    client.batch_execute(&readable).await?;
    // Temporary tables would hide ours. Only the database's owner can revoke the right to
    // them; the result is checked before requests are served.
    let no_temporary = format!(
        "DO $$ BEGIN IF has_database_privilege('{APP_ROLE}', current_database(), 'TEMPORARY') \
         THEN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, {APP_ROLE}', \
         current_database()); END IF; END $$"
    );
    client.batch_execute(&no_temporary).await?;
    member(client, runtime_login).await?;
    provider_tables(client).await
}

/// Grants the app's role, unless the database's admin has already done so and we may not.
async fn member(client: &Client, runtime_login: Option<&str>) -> Result<(), MigrateError> {
    let member = runtime_login.map_or_else(|| String::from("CURRENT_USER"), quoted);
    let granted = tried(client, &format!("GRANT {APP_ROLE} TO {member}")).await;
    let Err(error) = granted else { return Ok(()) };
    if !error.is_denied() {
        return Err(error);
    }
    let name = runtime_login.map_or_else(
        || String::from("current_user"),
        |login| format!("'{}'", login.replace('\'', "''")),
    );
    let sql = format!("SELECT pg_has_role({name}, '{APP_ROLE}', 'USAGE'), current_user, {name}");
    let found = rows(client, &sql).await?;
    let Some(row) = found.first().filter(|row| row.get(0) != Some("t")) else { return Ok(()) };
    let (login, member) = (row.get(1).unwrap_or_default(), row.get(2).unwrap_or_default());
    Err(MigrateError::RoleNotOurs { login: login.to_owned(), member: member.to_owned() })
}

/// In a Neon branch these tables belong to the role `neon_auth`, and we may not be
/// allowed to grant access; `doctor` reports it if the grant is missing.
async fn provider_tables(client: &Client) -> Result<(), MigrateError> {
    let exist = "SELECT to_regclass('neon_auth.session') IS NOT NULL \
                 AND to_regclass('neon_auth.\"user\"') IS NOT NULL";
    let found = rows(client, exist).await?;
    if found.first().is_none_or(|row| row.get(0) != Some("t")) {
        return Ok(());
    }
    let sql = format!(
        "GRANT USAGE ON SCHEMA neon_auth TO {APP_ROLE}; \
         GRANT SELECT ON neon_auth.session, neon_auth.\"user\" TO {APP_ROLE}"
    );
    if let Err(error) = tried(client, &sql).await {
        tracing::warn!(error.cause = %error, "neon_auth could not be opened to the server's role");
    }
    Ok(())
}

/// Runs `sql` in a savepoint, so that a failure doesn't abort the transaction.
async fn tried(client: &Client, sql: &str) -> Result<(), MigrateError> {
    client.batch_execute("SAVEPOINT tried").await?;
    let outcome = client.batch_execute(sql).await;
    let end = if outcome.is_ok() { "RELEASE tried" } else { "ROLLBACK TO tried" };
    client.batch_execute(end).await?;
    Ok(outcome?)
}
