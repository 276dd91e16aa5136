//! Looks up a session or a person in the provider's tables, if they are in this database.

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use diesel::OptionalExtension as _;
use diesel_async::RunQueryDsl as _;

use super::{
    probe_sql::{self, Row, Statement, Value},
    token::Opaque,
};
use crate::{
    db::{
        Db, DbError,
        provider_tables::{self, IdentityTables, ProviderTables},
    },
    types::Subject,
};

/// Time until looking again: missing tables may be created later, and looking is cheap.
const LOOK_AGAIN_AFTER: Duration = Duration::from_mins(1);

/// The provider's tables in this database.
pub(in crate::identity::hosted) struct SessionProbe {
    db: Db,
    known: RwLock<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    catalog: Option<Arc<Catalog>>,
    read_at: Instant,
}

/// The tables' spelling, and the statements built from it.
struct Catalog {
    tables: IdentityTables,
    by_token: String,
    by_user: String,
}

/// The result of a lookup.
pub(in crate::identity::hosted) enum Lookup {
    /// The tables are in another database, or this login may not read them.
    NotHere,
    /// There is no such row.
    NotFound,
    /// The row.
    Found(Box<Row>),
}

impl SessionProbe {
    pub(in crate::identity::hosted) fn new(db: Db) -> Self {
        Self { db, known: RwLock::default() }
    }

    /// Creates a probe that has just found no tables.
    #[cfg(test)]
    pub(in crate::identity::hosted) fn without_tables(db: Db) -> Self {
        let known = Known { catalog: None, read_at: Instant::now() };
        Self { db, known: RwLock::new(Some(known)) }
    }

    /// Looks up the session with this token, in one statement.
    pub(in crate::identity::hosted) async fn by_token(
        &self,
        token: &Opaque,
        now: DateTime<Utc>,
    ) -> Result<Lookup, DbError> {
        let (plain, digest) = token.stored_forms();
        let values = [Value::Time(now), Value::Text(&plain), Value::Text(&digest)];
        self.look(|catalog| &catalog.by_token, &values).await
    }

    /// Looks up the person, in one statement.
    pub(in crate::identity::hosted) async fn by_subject(
        &self,
        subject: &Subject,
        now: DateTime<Utc>,
    ) -> Result<Lookup, DbError> {
        let values = [Value::Time(now), Value::Text(subject.as_str())];
        self.look(|catalog| &catalog.by_user, &values).await
    }

    /// Returns the tables' spelling; `None` if they aren't here.
    pub(in crate::identity::hosted) async fn tables(
        &self,
    ) -> Result<Option<ProviderTables>, DbError> {
        Ok(self.catalog().await?.map(|catalog| catalog.tables.tables.clone()))
    }

    async fn look(
        &self,
        text: fn(&Catalog) -> &str,
        values: &[Value<'_>],
    ) -> Result<Lookup, DbError> {
        let Some(catalog) = self.catalog().await? else { return Ok(Lookup::NotHere) };
        let outcome = self.run(text(&catalog), values).await;
        let Err(DbError::Query(error)) = outcome else { return outcome };
        // The tables may have changed since the statement was built.
        match self.read().await? {
            None => Ok(Lookup::NotHere),
            Some(again) if again.tables != catalog.tables => self.run(text(&again), values).await,
            Some(_) => Err(DbError::Query(error)),
        }
    }

    async fn run(&self, text: &str, values: &[Value<'_>]) -> Result<Lookup, DbError> {
        let statement = Statement::new(text, values);
        let row = self.db.once(async |mut conn| statement.get_result(&mut conn).await.optional());
        Ok(row.await?.map_or(Lookup::NotFound, |row: Row| Lookup::Found(Box::new(row))))
    }

    async fn catalog(&self) -> Result<Option<Arc<Catalog>>, DbError> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(Known { catalog: Some(catalog), .. }) => Ok(Some(catalog)),
            Some(known) if known.read_at.elapsed() < LOOK_AGAIN_AFTER => Ok(None),
            _ => self.read().await,
        }
    }

    async fn read(&self) -> Result<Option<Arc<Catalog>>, DbError> {
        let tables = self.db.once(provider_tables::read_identity).await?;
        tracing::debug!(provider.tables = ?tables, "Read how the provider's tables are spelled");
        let catalog = tables.map(Catalog::new).map(Arc::new);
        let known = Known { catalog: catalog.clone(), read_at: Instant::now() };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        Ok(catalog)
    }
}

impl Catalog {
    fn new(tables: IdentityTables) -> Self {
        let (by_token, by_user) = (probe_sql::by_token(&tables), probe_sql::by_user(&tables));
        Self { tables, by_token, by_user }
    }
}
