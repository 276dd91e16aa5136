//! Creates the login that serves requests and owns nothing.

use tokio_postgres::Client;

use super::LoginError;
use crate::{
    config::DatabaseUrl,
    db::{
        APP_ROLE, Connector,
        migrate::{quoted, rows},
        url::{self, InvalidUrl},
    },
    secret,
};

/// The reason why no login was created.
#[derive(Debug, thiserror::Error)]
pub enum NewLoginError {
    /// The owner's URL is invalid.
    #[error("{0}")]
    Url(#[from] InvalidUrl),
    /// The server doesn't answer, or it refuses the owner's login.
    #[error(transparent)]
    Login(#[from] LoginError),
    /// The server refused a statement.
    #[error("{}", crate::db::pool::connector::with_causes(.0))]
    Refused(tokio_postgres::Error),
    /// The login exists already, and its password may be in use.
    #[error(
        "the login {0} is there already: --new-password gives it another password, or choose another --name"
    )]
    Exists(String),
    /// The login isn't held by row-level security, can create roles or databases, or owns
    /// tables, itself or through a role that it may become; or the name is a role that
    /// can't log in.
    #[error(
        "{0} may bypass row-level security, makes roles or databases, owns tables, or is a role \
         that others share: choose another --name"
    )]
    TooStrong(String),
    /// The owner may not create roles; another role does that here.
    #[error(
        "{owner} may make no roles, or may not give {APP_ROLE}. As a superuser: CREATE ROLE {APP_ROLE} NOLOGIN; CREATE ROLE {name} LOGIN \
         PASSWORD '…'; GRANT {APP_ROLE} TO {name}; GRANT {APP_ROLE} TO {owner} WITH ADMIN OPTION;"
    )]
    NoRoles {
        /// The login in the URL.
        owner: String,
        /// The login to be created.
        name: String,
    },
}

impl From<tokio_postgres::Error> for NewLoginError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Refused(error)
    }
}

/// Creates the login `name`, or gives it a new password, with the owner's `connector` and
/// `url`. Returns the URL that serves requests.
pub async fn create_login(
    connector: &Connector,
    url: &DatabaseUrl,
    name: &str,
    new_password: bool,
) -> Result<DatabaseUrl, NewLoginError> {
    let client = connector.client().await.map_err(|error| super::refused(connector, &error))?;
    let password = secret::random_token(40);
    client.batch_execute("BEGIN; SET LOCAL client_min_messages = warning").await?;
    let exists = check(&client, name).await?;
    if exists && !new_password {
        return Err(NewLoginError::Exists(name.to_owned()));
    }
    client.batch_execute(&statements(name, &password, exists)).await?;
    // Only the database's owner may grant this. If someone else owns the database, either
    // everyone may connect or its owner has to grant it.
    let connect = format!(
        "SAVEPOINT connect; DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', \
         current_database(), {}); END $$",
        literal(name)
    );
    if client.batch_execute(&connect).await.is_err() {
        client.batch_execute("ROLLBACK TO connect").await?;
    }
    client.batch_execute("COMMIT").await?;
    Ok(DatabaseUrl::from(url::with_login(url.expose(), name, &password)?))
}

/// Returns whether the login exists; refuses one that must not serve requests.
async fn check(client: &Client, name: &str) -> Result<bool, NewLoginError> {
    let sql = format!(
        "SELECT me.rolname, me.rolsuper OR me.rolcreaterole AND (app.oid IS NULL \
         OR current_setting('server_version_num')::int < 160000 \
         OR pg_has_role(app.oid, 'USAGE WITH ADMIN OPTION')), it.oid IS NOT NULL, \
         coalesce(NOT it.rolcanlogin OR it.rolcreaterole OR it.rolcreatedb OR it.rolreplication \
         OR it.oid = me.oid OR EXISTS (SELECT FROM pg_roles strong \
         WHERE (strong.rolsuper OR strong.rolbypassrls) AND pg_has_role(it.oid, strong.oid, 'MEMBER')) \
         OR EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') \
         AND relnamespace::regnamespace::text IN ('public', 'neon_auth') \
         AND pg_has_role(it.oid, relowner, 'MEMBER')), false) \
         FROM pg_roles me LEFT JOIN pg_roles it ON it.rolname = {} \
         LEFT JOIN pg_roles app ON app.rolname = '{APP_ROLE}' WHERE me.rolname = current_user",
        literal(name)
    );
    let found = rows(client, &sql).await?;
    let text = |column| found.first().and_then(|row| row.get(column)).unwrap_or_default();
    if text(3) == "t" {
        return Err(NewLoginError::TooStrong(name.to_owned()));
    }
    if text(1) != "t" {
        return Err(NewLoginError::NoRoles { owner: text(0).to_owned(), name: name.to_owned() });
    }
    Ok(text(2) == "t")
}

fn statements(name: &str, password: &str, exists: bool) -> String {
    let (login, password) = (quoted(name), literal(password));
    // Since PostgreSQL 16, only a role that may create databases may write NOCREATEDB for
    // another. An existing login has already been checked.
    let role = if exists {
        format!("ALTER ROLE {login} PASSWORD {password}")
    } else {
        format!("CREATE ROLE {login} LOGIN NOCREATEDB NOCREATEROLE PASSWORD {password}")
    };
    format!(
        "DO $$ BEGIN CREATE ROLE {APP_ROLE} NOLOGIN NOCREATEDB NOCREATEROLE; \
         EXCEPTION WHEN duplicate_object THEN NULL; END $$; \
         {role}; GRANT {APP_ROLE} TO {login}"
    )
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
