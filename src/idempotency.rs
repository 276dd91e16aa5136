//! Requests that create something once, however often they are sent (the header
//! `Idempotency-Key`).
//!
//! The key is claimed in the transaction that creates: if that fails, the key is free again,
//! and of several requests at once the later ones wait for the first.

use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::{
    db::{
        Batches, CurrentUser, Db, DbError, KeptDsl as _, Scope, schema::idempotency_keys as keys,
    },
    secret::{Seal, SecretString, digest_of},
};

/// The longest key, in bytes.
pub const MAX_LENGTH: usize = 255;

/// Encrypts the answers that are kept: some hold the address of a link.
pub struct Answers(Option<Seal>);

/// A key, and the request that was sent with it.
pub struct Key {
    digest: Vec<u8>,
    request: Vec<u8>,
}

/// The earlier use of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// Nothing: the request is the first.
    First,
    /// The same request, which was answered so.
    Answered(Vec<u8>),
    /// Another request.
    OtherRequest,
    /// A request whose answer can't be read any more, because the server's secret was replaced.
    Unreadable,
}

impl Answers {
    /// Derives the key from the server's secret.
    pub fn new(server_secret: &SecretString) -> Self {
        Self(Seal::new(server_secret, "answers to idempotent requests"))
    }
}

impl Key {
    /// A key belongs to an address, and to the body that was sent with it first.
    pub fn new(address: &str, key: &str, body: &[u8]) -> Self {
        let digest = digest_of(format!("{address}\n{key}").as_bytes());
        Self { digest, request: digest_of(body) }
    }

    /// Claims the key in the current user's name.
    pub(crate) async fn claim(&self, db: &impl Scope, answers: &Answers) -> Result<Claim, DbError> {
        let row = (
            keys::user_id.eq(CurrentUser),
            keys::key_digest.eq(&self.digest),
            keys::request_digest.eq(&self.request),
        );
        let claim = diesel::insert_into(keys::table).values(row).on_conflict_do_nothing();
        if claim.execute(&mut db.conn()).await? > 0 {
            return Ok(Claim::First);
        }
        let earlier = keys::table
            .find((CurrentUser, &self.digest))
            .select((keys::request_digest, keys::answer));
        let (request, answer): (Vec<u8>, Option<String>) = earlier.first(&mut db.conn()).await?;
        if request != self.request {
            return Ok(Claim::OtherRequest);
        }
        let open = |sealed: String| answers.0.as_ref()?.open(&self.digest, &sealed);
        Ok(answer.and_then(open).map_or(Claim::Unreadable, Claim::Answered))
    }

    /// Keeps the answer for those who send the request again within a day.
    pub(crate) async fn keep(
        &self,
        db: &impl Scope,
        answers: &Answers,
        answer: &[u8],
    ) -> Result<(), DbError> {
        let sealed = answers.0.as_ref().and_then(|seal| seal.close(&self.digest, answer));
        let row = keys::table.find((CurrentUser, &self.digest));
        diesel::update(row).set(keys::answer.eq(sealed)).kept().execute(&mut db.conn()).await?;
        Ok(())
    }
}

diesel::define_sql_function! {
    /// Deletes some of the keys that are older than a day and returns their number; the
    /// caller can't choose the age.
    fn forget_old_idempotency_keys() -> diesel::sql_types::BigInt;
}

/// As many as the function deletes at once.
const PURGE: Batches = Batches { rows: 1_000, most: 20 };

/// Deletes keys that are older than a day; `jobs` calls it once a minute.
pub async fn purge_old(db: &Db) -> Result<(), DbError> {
    PURGE.run(|| purge_some(db)).await
}

async fn purge_some(db: &Db) -> Result<i64, DbError> {
    let purge = diesel::select(forget_old_idempotency_keys());
    db.once(async |mut conn: &AsyncPgConnection| purge.get_result(&mut conn).await).await
}
