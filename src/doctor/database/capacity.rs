//! Checks what the server between us and the rows has room for: connections, and a bouncer's
//! memory.

use super::{Check, queries::Server};
use crate::{
    config::DatabaseConfig,
    db::{self, Connector},
};

pub(super) const NAMES: [&str; 2] = [CONNECTIONS, POOLING];

const CONNECTIONS: &str = "connections";
const POOLING: &str = "pooling";

pub(super) async fn checks(
    config: &DatabaseConfig,
    connector: &Connector,
    server: &Server,
) -> [Check; 2] {
    [connections(config, server), pooling(connector).await]
}

/// One more than the pool, for `/readyz`.
pub(super) fn connections(config: &DatabaseConfig, server: &Server) -> Check {
    let each = config.pool_size + config.pool_overflow + 1;
    let room = usize::try_from(server.connections).unwrap_or(0);
    let replicas = room / each;
    let seen = format!("{each} for a replica, {room} in all: room for {replicas} replica(s)");
    if replicas > 0 {
        return Check::passed(CONNECTIONS, seen);
    }
    Check::failed(
        CONNECTIONS,
        seen,
        "Lower DB_POOL_SIZE and DB_POOL_OVERFLOW, raise max_connections at the server (or the \
         login's CONNECTION LIMIT), or put PgBouncer between.",
    )
}

pub(super) async fn pooling(connector: &Connector) -> Check {
    match db::keeps_statements(connector).await {
        Ok(true) => Check::passed(POOLING, "prepared statements outlive a transaction"),
        Ok(false) => Check::failed(
            POOLING,
            "a bouncer lends a connection for a transaction and forgets prepared statements: most \
             requests will fail",
            "PgBouncer 1.21 or later with max_prepared_statements above 0, or pool_mode = session.",
        ),
        Err(error) => Check::skipped(POOLING, error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Env, doctor::Outcome};

    #[test]
    fn a_pool_that_is_larger_than_the_server_fails() {
        let config = DatabaseConfig::alone(Env::default()).unwrap();
        let at =
            |connections| super::connections(&config, &Server { connections, ..Server::sample() });
        assert_eq!(at(97).outcome, Outcome::Passed);
        assert!(at(97).seen.contains("17 for a replica, 97 in all: room for 5"));
        assert_eq!(at(16).outcome, Outcome::Failed);
    }
}
