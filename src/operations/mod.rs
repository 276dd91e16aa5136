//! The acts of the people who run the installation, over a login of their own that no request
//! uses. Each is recorded, with a name and a reason, in the transaction that does it.

pub mod change;
pub mod events;
pub mod organizations;
pub mod outbox;
pub mod people;
pub mod usage;

use diesel::{
    QueryResult, QueryableByName, sql_query,
    sql_types::{Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::db::{Db, DbError};

/// Why an act isn't done.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The words name nothing here.
    #[error("There is no {0} here.")]
    NotFound(String),
    /// The address belongs to several people.
    #[error("Several people have this address: name one by id, such as {0}.")]
    Several(String),
    /// The act would change nothing.
    #[error("Nothing to do: {0}.")]
    AlreadySo(&'static str),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

#[derive(QueryableByName)]
struct Login {
    #[diesel(sql_type = Text)]
    login: String,
    #[diesel(sql_type = Bool)]
    is_operator: bool,
}

/// Returns the login of `db`, and whether it may act for the installation.
pub async fn login(db: &Db) -> Result<(String, bool), DbError> {
    let asked = async |mut conn: &AsyncPgConnection| -> QueryResult<Login> {
        let text = "SELECT session_user::text AS login, is_operator() AS is_operator";
        sql_query(text).get_result(&mut conn).await
    };
    let Login { login, is_operator } = db.once(asked).await?;
    Ok((login, is_operator))
}
