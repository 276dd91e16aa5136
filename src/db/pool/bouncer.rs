//! Whether a bouncer between us and the server keeps what a connection has prepared.

use futures_util::try_join;
use tokio_postgres::error::SqlState;

use super::connector::{ConnectError, Connector};

/// Prepares a statement in one transaction and runs it in the next, while another client holds
/// the connection that the first one has just returned. Without a bouncer, and with one that
/// knows prepared statements, both work.
pub async fn keeps_statements(connector: &Connector) -> Result<bool, ConnectError> {
    let (first, second) = try_join!(connector.client(), connector.client())?;
    let prepared = first.prepare("SELECT 1").await?;
    second.batch_execute("BEGIN; SELECT 1").await?;
    let ran = first.query_one(&prepared, &[]).await;
    second.batch_execute("ROLLBACK").await?;
    match ran {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some(&SqlState::INVALID_SQL_STATEMENT_NAME) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
