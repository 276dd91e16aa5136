//! Checks the two logins: that each can connect, has the right rights, and names the same
//! database.

pub mod create;

use std::time::Duration;

use futures_util::try_join;
use tokio_postgres::{Client, error::SqlState};

use super::{
    Connector,
    migrate::{quoted, rows},
    pool::connector::ConnectError,
};

/// The reason why the configured logins can't do their work. Each names the variable and
/// the fix.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The server doesn't answer, or it refuses the login.
    #[error("{variable}: {cause}. {advice}")]
    Refused {
        /// The variable that holds the URL.
        variable: &'static str,
        /// The message of the server or the driver.
        cause: String,
        /// The statement or setting that fixes it.
        advice: &'static str,
    },
    /// Both logins work, but they belong to different databases.
    #[error(
        "DATABASE_URL and DATABASE_MIGRATION_URL name two databases ({serving} and {migrating}): \
         the tables would be made where nobody looks for them. Name the same one in both"
    )]
    TwoDatabases {
        /// The database that requests would be served from.
        serving: String,
        /// The database in which the tables would be created.
        migrating: String,
    },
    /// The URLs are swapped: the owner serves and the restricted login migrates.
    #[error(
        "DATABASE_URL and DATABASE_MIGRATION_URL look swapped: {serving} owns the tables or may \
         make them, {migrating} may not. The owner's URL belongs into DATABASE_MIGRATION_URL"
    )]
    Swapped {
        /// The login of `DATABASE_URL`.
        serving: String,
        /// The login of `DATABASE_MIGRATION_URL`.
        migrating: String,
    },
    /// Both URLs name the owner, so the owner serves.
    #[error(
        "DATABASE_URL and DATABASE_MIGRATION_URL are both of the login {0}: the first must be of \
         one that owns nothing, which `tenantry database create-login` makes"
    )]
    SameLogin(String),
    /// The login may not create tables.
    #[error("the login {login} may not migrate: {advice}")]
    MayNotMigrate {
        /// The login that should have migrated.
        login: String,
        /// The variable to set, and its value.
        advice: &'static str,
    },
    /// The role that requests act as can't be created or granted.
    #[error("{problem}. As a superuser, or the login that made the role: {statement}")]
    Role {
        /// A description of what is missing.
        problem: String,
        /// The statement that fixes it.
        statement: String,
    },
}

/// The server's answers about a login.
struct Seen {
    login: String,
    /// The database's name, and values that tell it from a database of the same name on
    /// another server.
    database: String,
    identity: [Option<String>; 2],
    may_migrate: bool,
    app_role: bool,
    acts_as_app: bool,
    makes_roles: bool,
    gives_app: bool,
}

/// Reads the database's oid, and the owner of the tables if there are any. Before
/// PostgreSQL 16, a login that may create roles may also grant all of them.
const SEEN: &str = "\
SELECT current_user, current_database(), \
(SELECT oid FROM pg_database WHERE datname = current_database()), \
has_schema_privilege('public', 'CREATE') AND coalesce((SELECT pg_has_role(relowner, 'USAGE') \
FROM pg_class WHERE relname = '__diesel_schema_migrations' \
AND relnamespace = to_regnamespace('public')), true), \
app.oid IS NOT NULL, coalesce(pg_has_role(app.oid, 'USAGE'), false), \
me.rolsuper OR me.rolcreaterole, \
me.rolsuper OR coalesce(pg_has_role(app.oid, 'USAGE WITH ADMIN OPTION'), false) \
OR me.rolcreaterole AND current_setting('server_version_num')::int < 160000 \
FROM pg_roles me LEFT JOIN pg_roles app ON app.rolname = 'tenantry_app' \
WHERE me.rolname = current_user";

/// Compares the two logins; `None` means that one login does everything. If the database
/// hasn't started yet, waits for it until `patience` runs out.
pub async fn examine(
    serving: &Connector,
    migrating: Option<&Connector>,
    patience: Duration,
) -> Result<(), LoginError> {
    let client = reach(serving, patience).await?;
    let Some(connector) = migrating else {
        let web = look(serving, &client).await?;
        let advice = "set DATABASE_MIGRATION_URL to the login that owns the database";
        return may_migrate(&web, advice).and_then(|()| roles(&web, &web));
    };
    let migrating = async { look(connector, &reach(connector, Duration::ZERO).await?).await };
    let (web, owner) = try_join!(look(serving, &client), migrating)?;
    let same = |which: usize| match (web.identity.get(which), owner.identity.get(which)) {
        (Some(Some(one)), Some(Some(other))) => one == other,
        _ => true,
    };
    if web.database != owner.database || !same(0) || !same(1) {
        return Err(LoginError::TwoDatabases {
            serving: described(serving, &web),
            migrating: described(connector, &owner),
        });
    }
    if !owner.may_migrate && web.may_migrate {
        return Err(LoginError::Swapped { serving: web.login, migrating: owner.login });
    }
    if owner.login == web.login && owner.may_migrate {
        return Err(LoginError::SameLogin(web.login));
    }
    let advice = "DATABASE_MIGRATION_URL must be of the login that owns the database";
    may_migrate(&owner, advice).and_then(|()| roles(&owner, &web))
}

fn described(connector: &Connector, seen: &Seen) -> String {
    format!("{} at {}", seen.database, connector.hosts())
}

fn may_migrate(seen: &Seen, advice: &'static str) -> Result<(), LoginError> {
    if seen.may_migrate {
        return Ok(());
    }
    Err(LoginError::MayNotMigrate { login: seen.login.clone(), advice })
}

fn roles(owner: &Seen, web: &Seen) -> Result<(), LoginError> {
    let give = format!("GRANT tenantry_app TO {} WITH ADMIN OPTION;", quoted(&owner.login));
    if !owner.app_role && !owner.makes_roles {
        return Err(LoginError::Role {
            problem: format!("{} may make no roles, and tenantry_app is missing", owner.login),
            statement: format!("CREATE ROLE tenantry_app NOLOGIN; {give}"),
        });
    }
    if owner.app_role && !web.acts_as_app && !owner.gives_app {
        return Err(LoginError::Role {
            problem: format!("{} may not let {} act as tenantry_app", owner.login, web.login),
            statement: give,
        });
    }
    Ok(())
}

async fn look(connector: &Connector, client: &Client) -> Result<Seen, LoginError> {
    let found = rows(client, SEEN).await.map_err(|error| refused(connector, &error.into()))?;
    let text = |column| found.first().and_then(|row| row.get(column)).map(str::to_owned);
    let is = |column| text(column).as_deref() == Some("t");
    Ok(Seen {
        login: text(0).unwrap_or_default(),
        database: text(1).unwrap_or_default(),
        identity: [text(2), system(client).await],
        may_migrate: is(3),
        app_role: is(4),
        acts_as_app: is(5),
        makes_roles: is(6),
        gives_app: is(7),
    })
}

/// Returns the cluster's system identifier, if the login may read it.
async fn system(client: &Client) -> Option<String> {
    let sql = "SELECT system_identifier FROM pg_control_system()";
    let found = rows(client, sql).await.ok()?;
    found.first()?.get(0).map(str::to_owned)
}

fn refused(connector: &Connector, error: &ConnectError) -> LoginError {
    let (variable, cause) = (connector.variable(), error.to_string());
    LoginError::Refused { variable, cause, advice: advice(error) }
}

/// Chooses the advice by SQLSTATE, whatever language the server speaks.
fn advice(error: &ConnectError) -> &'static str {
    match error.code() {
        Some(&SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION) => {
            "Correct the login and the password there"
        }
        Some(&SqlState::INVALID_CATALOG_NAME) => "Create the database, or correct its name there",
        Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            "Let this login connect: GRANT CONNECT ON DATABASE"
        }
        None if error.to_string().contains("certificate") => {
            "Name the authority of the server's certificate in DATABASE_CA_FILE, a PEM file"
        }
        _ => "Check host and port there, that the server runs, and that it lets this machine in",
    }
}

/// Time between two attempts to reach a database that isn't up yet.
const PAUSE: Duration = Duration::from_secs(1);

/// Waits for a database that hasn't started yet, until `patience` runs out. An error that
/// waiting can't fix is returned at once.
pub async fn wait_for(connector: &Connector, patience: Duration) -> Result<(), LoginError> {
    reach(connector, patience).await.map(drop)
}

async fn reach(connector: &Connector, patience: Duration) -> Result<Client, LoginError> {
    let begun = std::time::Instant::now();
    loop {
        let error = match connector.client().await {
            Ok(client) => return Ok(client),
            Err(error) => error,
        };
        if !may_come(&error) || begun.elapsed() >= patience {
            return Err(refused(connector, &error));
        }
        let variable = connector.variable();
        tracing::warn!(error.cause = %error, "{variable}: the database is not there yet; waiting");
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether no one is listening yet, or the server says that it's starting.
fn may_come(error: &ConnectError) -> bool {
    let ConnectError::Refused(error) = error else { return true };
    let coming = [
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
    ];
    match error.code() {
        Some(code) => coming.contains(code),
        None => error.is_closed() || error.to_string().contains("connecting to server"),
    }
}
