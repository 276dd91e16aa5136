//! Checks that the database accepts our login, over TLS if it's on another machine.

mod capacity;
mod isolation;
mod logins;
mod provider_tables;
mod queries;
mod secret;

use std::time::Duration;

use chrono::TimeDelta;

use super::Check;
use crate::{
    clock::Clock,
    config::{Config, DatabaseUrl},
    db::{Connector, Db},
};

/// The results of all checks that need the database, and how far its clock is ahead of
/// ours.
pub(super) struct Examined {
    pub(super) checks: Vec<Check>,
    pub(super) skew: Option<TimeDelta>,
}

const DATABASE: &str = "database";
const TLS: &str = "database-tls";
const WRITES: &str = "database-writes";

/// The longest wait for a server that doesn't answer.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn examine(config: &Config, clock: &Clock) -> Examined {
    let Some(url) = &config.database.url else {
        let why = "DATABASE_URL isn't set: the first start makes a private cluster";
        return without(vec![Check::skipped(DATABASE, why)]);
    };
    let (connector, server, db) = match connect(config, url).await {
        Ok(connected) => connected,
        Err(cause) => {
            return without(vec![Check::failed(DATABASE, cause.as_str(), advice(&cause))]);
        }
    };
    let seen = format!("PostgreSQL {}, login {}", server.version, server.login);
    let skew = server.now - clock.now();
    let mut checks = vec![Check::passed(DATABASE, seen), tls(&connector), writes(&server)];
    checks.extend(capacity::checks(&config.database, &connector, &server).await);
    checks.extend(logins::checks(config, &connector, &db, &server).await);
    checks.extend(isolation::checks(config, &db, &server).await);
    checks.extend(provider_tables::checks(config, &db).await);
    checks.push(secret::check(config, &db).await);
    db.close();
    Examined { checks, skew: Some(skew) }
}

/// Skips the remaining checks, which need the database.
fn without(mut checks: Vec<Check>) -> Examined {
    let rest = [TLS, WRITES].into_iter().chain(capacity::NAMES).chain(logins::NAMES);
    let rest = rest.chain(isolation::NAMES).chain(provider_tables::NAMES).chain(secret::NAMES);
    checks.extend(rest.map(|name| Check::skipped(name, "the database doesn't answer")));
    Examined { checks, skew: None }
}

/// Checks, over the server's own connections, for how many replicas there is room, and
/// whether the schema is newer than this program; over two others, whether a bouncer forgets
/// what is prepared.
pub(super) async fn at_start(config: &Config, db: &Db) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Ok(server) = queries::over_pool(db).await {
        checks.push(capacity::connections(&config.database, &server));
    }
    checks.extend(isolation::newer(db).await);
    let serving = config.database.url.as_ref();
    if let Some(Ok(connector)) = serving.map(|url| Connector::new(url, &config.database)) {
        checks.push(capacity::pooling(&connector).await);
    }
    checks
}

async fn connect(
    config: &Config,
    url: &DatabaseUrl,
) -> Result<(Connector, queries::Server, Db), String> {
    let connector = Connector::new(url, &config.database).map_err(|error| error.to_string())?;
    let asked = async {
        let conn = connector.connect().await.map_err(|error| error.to_string())?;
        queries::server(&conn).await.map_err(|error| error.to_string())
    };
    let server = tokio::time::timeout(PATIENCE, asked).await;
    let server = server.unwrap_or_else(|_| Err(String::from("no answer in time")))?;
    let db = Db::new(url, &config.database).map_err(|error| error.to_string())?;
    Ok((connector, server, db))
}

/// Chooses the advice by the server's code, whatever language it speaks, and by the
/// driver's message.
fn advice(cause: &str) -> &'static str {
    let says = |text| cause.contains(text);
    match () {
        () if says("SQLSTATE 28") => "Correct the login and the password in DATABASE_URL.",
        () if says("CA file") => {
            "Correct the path in DATABASE_CA_FILE, or in ?sslrootcert= of the URL."
        }
        () if says("UnknownIssuer") => {
            "Name the authority's certificate in DATABASE_CA_FILE (or ?sslrootcert=)."
        }
        () if says("not support TLS") => {
            "Switch TLS on at the server, or write sslmode=disable where the network is your own."
        }
        () if says("SQLSTATE 3D000") => "Create the database, or correct its name in DATABASE_URL.",
        () if says("DATABASE_URL") => "Write the URL as the message says.",
        () => {
            "Check host and port in DATABASE_URL, that the server runs, and that it lets this \
             machine in."
        }
    }
}

/// Checks that the server accepts writes: without them pages can be read, but nothing
/// else works.
fn writes(server: &queries::Server) -> Check {
    match (server.standby, server.read_only) {
        (true, _) => Check::failed(
            WRITES,
            "it takes none: a standby, which repeats what another server does",
            "Name the primary in DATABASE_URL, or promote this one.",
        ),
        (_, true) => Check::failed(
            WRITES,
            "it takes none: default_transaction_read_only is on for this login",
            "ALTER ROLE … RESET default_transaction_read_only, ALTER DATABASE … RESET \
             default_transaction_read_only, or take it out of postgresql.conf or the URL. A \
             managed server may have set it because its disk is full.",
        ),
        _ => Check::passed(WRITES, "it takes them"),
    }
}

fn tls(connector: &Connector) -> Check {
    if connector.encrypts() {
        return Check::passed(TLS, "on, and the certificate is verified");
    }
    match connector.exposed_host() {
        None => Check::passed(TLS, "off, on this machine or a network of its own"),
        Some(host) => Check::failed(
            TLS,
            format!("the password and every row go to {host} in the clear"),
            "Write sslmode=require in DATABASE_URL.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Outcome;

    #[test]
    fn a_standby_takes_no_writes() {
        let server = |standby, read_only| queries::Server {
            standby,
            read_only,
            ..queries::Server::sample()
        };
        assert_eq!(writes(&server(false, false)).outcome, Outcome::Passed);
        assert!(writes(&server(true, true)).seen.contains("a standby"));
        assert!(writes(&server(false, true)).seen.contains("default_transaction_read_only"));
    }
}
