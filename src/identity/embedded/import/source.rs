//! The other database, read in one snapshot.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{Bool, Jsonb, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _};
use serde_json::Value;

use super::{ImportError, catalog::Catalog};
use crate::{db::DbError, types::EmailAddress};

/// A Better Auth database, open for reading.
pub struct Source {
    conn: AsyncPgConnection,
    /// Addresses and accounts that several people there have.
    pub(super) disputed: Disputed,
}

/// Addresses and accounts that belong to more than one person in the other database.
#[derive(Default)]
pub(super) struct Disputed {
    pub(super) addresses: HashSet<EmailAddress>,
    /// Pairs of site and key.
    pub(super) accounts: HashSet<(String, String)>,
}

/// A person as stored in the other database.
#[derive(QueryableByName)]
pub(super) struct Row {
    #[diesel(sql_type = Text)]
    pub(super) id: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) image: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) role: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) ban_reason: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) ban_expires: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub(super) created_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Bool)]
    pub(super) email_verified: bool,
    #[diesel(sql_type = Bool)]
    pub(super) banned: bool,
    #[diesel(sql_type = Bool)]
    pub(super) second_factor: bool,
    #[diesel(sql_type = Jsonb)]
    pub(super) accounts: Value,
}

#[derive(QueryableByName)]
struct Address {
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
}

#[derive(QueryableByName)]
struct SharedAccount {
    #[diesel(sql_type = Text)]
    site: String,
    #[diesel(sql_type = Text)]
    key: String,
}

/// Times without a zone are UTC, as Better Auth writes them.
const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL TIME ZONE 'UTC'";

impl Source {
    /// Finds the tables; `schema` is needed if several schemas have them.
    pub async fn open(
        mut conn: AsyncPgConnection,
        schema: Option<&str>,
    ) -> Result<Self, ImportError> {
        conn.batch_execute(BEGIN).await.map_err(DbError::from)?;
        let catalog = Catalog::read(&mut conn, schema).await?;
        let disputed = Disputed::read(&mut conn, &catalog).await?;
        let cursor = format!("DECLARE people NO SCROLL CURSOR FOR {}", catalog.people);
        conn.batch_execute(&cursor).await.map_err(DbError::from)?;
        Ok(Self { conn, disputed })
    }

    /// Reads the next people; empty at the end.
    pub(super) async fn next(&mut self) -> Result<Vec<Row>, DbError> {
        Ok(sql_query("FETCH 500 FROM people").load(&mut self.conn).await?)
    }
}

impl Disputed {
    async fn read(conn: &mut AsyncPgConnection, catalog: &Catalog) -> Result<Self, DbError> {
        let addresses: Vec<Address> = sql_query(&catalog.addresses).load(conn).await?;
        let accounts: Vec<SharedAccount> = sql_query(&catalog.shared_accounts).load(conn).await?;
        let addresses = addresses.into_iter().filter_map(|it| it.email?.parse().ok());
        Ok(Self {
            addresses: twice(addresses),
            accounts: accounts.into_iter().map(|it| (it.site, it.key)).collect(),
        })
    }
}

/// Returns the addresses that occur more than once; case doesn't matter.
fn twice(all: impl Iterator<Item = EmailAddress>) -> HashSet<EmailAddress> {
    let mut seen = HashSet::new();
    all.filter(|one| !seen.insert(one.clone())).collect()
}
