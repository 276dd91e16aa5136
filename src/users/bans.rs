//! Looks up bans at the provider, if its tables are in this database.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    pg::Pg,
    serialize::ToSql,
    sql_query,
    sql_types::{Bool, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;

use crate::db::{Db, DbError, KeptDsl as _, Scope, provider_tables};

/// The look-up of bans. Meant for people who act through another person's request: for their
/// own requests, the opening statement checks this.
#[derive(Clone, Default)]
pub struct Bans(Option<Arc<Spelling>>);

/// The provider's spelling.
struct Spelling {
    join: String,
    not_banned: String,
}

/// Somebody whom a row names: the SQL that selects them by the key of the row, `$1`.
pub(crate) type NamedBy = &'static str;

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_banned: bool,
}

impl Bans {
    /// Reads from the catalog how the provider's tables are spelled. Without them, or in
    /// another database, nobody counts as banned.
    pub async fn new(db: &Db) -> Result<Self, DbError> {
        // In a transaction, since it's about what requests may read.
        let tables = db
            .as_system("read how the provider's tables are spelled", async |db| {
                Ok::<_, DbError>(provider_tables::read(db.conn().driver()).await?)
            })
            .await?;
        let spelling = tables.and_then(|tables| {
            Some(Spelling { join: tables.join_user(), not_banned: tables.not_banned("$2")? })
        });
        Ok(Self(spelling.map(Arc::new)))
    }

    /// Whether a ban of a person is active at `at`. The statement needs no answer of another.
    pub(crate) async fn is_active(
        &self,
        db: &impl Scope,
        person: NamedBy,
        key: impl ToSql<SqlUuid, Pg> + Send + Sync,
        at: DateTime<Utc>,
    ) -> Result<bool, DbError> {
        let Some(Spelling { join, not_banned }) = self.0.as_deref() else { return Ok(false) };
        let text = format!(
            "SELECT EXISTS (SELECT FROM public.users u {join} \
             WHERE u.id = ({person}) AND {not_banned} IS NOT TRUE) AS is_banned",
        );
        let asked = sql_query(text).bind::<SqlUuid, _>(key).bind::<Timestamptz, _>(at).kept();
        Ok(asked.get_result::<Answer>(&mut db.conn()).await?.is_banned)
    }
}
