//! The changes to a person or an organization that are one statement.

use diesel::{sql_query, sql_types::Text};
use diesel_async::RunQueryDsl as _;

use super::{
    OperationError,
    events::{self, Act},
};
use crate::db::{DbError, Scope as _, SystemConn};

/// A change to one row.
pub struct Change {
    /// Changes the row with the id `$1`, unless it is so already.
    pub(super) statement: &'static str,
    /// The reason why nothing is changed.
    pub(super) already: &'static str,
    /// The word for it in the record.
    pub(super) action: &'static str,
}

impl Change {
    /// Changes the row with this id, and returns the act's number.
    pub async fn make(
        &self,
        db: &SystemConn,
        id: &impl ToString,
        act: &Act,
    ) -> Result<i64, OperationError> {
        let id = id.to_string();
        let changed = sql_query(self.statement).bind::<Text, _>(&id).execute(&mut db.conn()).await;
        match changed.map_err(DbError::from)? {
            0 => Err(OperationError::AlreadySo(self.already)),
            _ => Ok(events::record(db, act, self.action, &id).await?),
        }
    }
}
