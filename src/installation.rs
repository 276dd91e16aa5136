//! The secret that all servers on one database have in common.

use diesel::{
    QueryResult, QueryableByName, sql_query,
    sql_types::{Binary, Bool},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::{
    db::{Db, DbError},
    secret::{self, ExposeSecret as _, SecretString},
};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    differs: bool,
}

const DIFFERS: &str =
    "SELECT EXISTS (SELECT FROM installation WHERE secret_check <> $1) AS differs";

/// Whether the server that started last has another secret.
pub async fn differs(db: &Db, secret: &SecretString) -> Result<bool, DbError> {
    ask(db, DIFFERS, secret).await
}

const NOTE: &str = "WITH former AS (SELECT secret_check FROM installation), \
    written AS (INSERT INTO installation (secret_check) VALUES ($1) \
        ON CONFLICT (only_row) DO UPDATE SET secret_check = excluded.secret_check \
        WHERE installation.secret_check <> excluded.secret_check) \
    SELECT EXISTS (SELECT FROM former WHERE secret_check <> $1) AS differs";

/// Notes the secret of a server that starts, and returns whether the one before had another.
pub async fn note(db: &Db, secret: &SecretString) -> Result<bool, DbError> {
    ask(db, NOTE, secret).await
}

/// The database gets a digest that tells secrets apart and nothing about them.
async fn ask(db: &Db, text: &str, secret: &SecretString) -> Result<bool, DbError> {
    let digest = secret::keyed_digest_hex(secret.expose_secret().as_bytes(), "installation");
    let digest = hex::decode(digest).unwrap_or_default();
    let asked = async |mut conn: &AsyncPgConnection| -> QueryResult<Answer> {
        sql_query(text).bind::<Binary, _>(digest).get_result(&mut conn).await
    };
    Ok(db.once(asked).await?.differs)
}
