//! The keys that sign JWTs: created on first use, sealed in the table, cached in memory.
//!
//! A key stops signing [`SIGNS_FOR`] after it was created. From [`AHEAD`] before that, the
//! first process that signs or publishes creates the next key and adds it to the published
//! set. The new key signs only when the previous one has ended, so that everyone who caches
//! the set has it before seeing a token signed with it. Tokens of the old key verify for
//! [`GRACE`] longer, far beyond a token's lifetime.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use uuid::Uuid;

use super::jwt;
use crate::{
    db::{Db, DbError, SystemConn},
    identity::embedded::{
        error::CallError,
        store::keys::{self, Cutoff, KeyRow},
    },
    secret::{Seal, SecretString},
};

/// Time for which a key signs.
const SIGNS_FOR: TimeDelta = TimeDelta::days(90);

/// Time for which a key is published before it signs; far longer than [`CACHED_FOR`].
const AHEAD: TimeDelta = TimeDelta::days(1);

/// Time for which others may cache the published set.
pub(in crate::identity::embedded) const CACHED_FOR: TimeDelta = TimeDelta::minutes(5);

/// Time for which a key that no longer signs still verifies.
const GRACE: TimeDelta = TimeDelta::days(30);

/// A key pair. It verifies everywhere, and signs only if its private part can be opened.
pub(in crate::identity::embedded) struct Key {
    pub(in crate::identity::embedded) id: Uuid,
    pub(in crate::identity::embedded) public: DecodingKey,
    pub(in crate::identity::embedded) private: Option<EncodingKey>,
    jwk: Value,
    expires_at: DateTime<Utc>,
}

impl Key {
    fn signs(&self, now: DateTime<Utc>) -> bool {
        self.private.is_some() && self.expires_at > now
    }

    fn verifies(&self, now: DateTime<Utc>) -> bool {
        self.expires_at + GRACE > now
    }
}

/// The key pairs of this installation.
pub(in crate::identity::embedded) struct Keys {
    seal: Option<Seal>,
    known: RwLock<Vec<Arc<Key>>>,
}

impl Keys {
    pub(in crate::identity::embedded) fn new(server_secret: &SecretString) -> Self {
        Self { seal: Seal::new(server_secret, "private keys"), known: RwLock::default() }
    }

    /// Returns the key to sign with. Creates one if there is none, and the next one if the
    /// last is about to end.
    pub(in crate::identity::embedded) async fn signing(
        &self,
        db: &Db,
        now: DateTime<Utc>,
    ) -> Result<Arc<Key>, CallError> {
        if !self.has_one_for(now + AHEAD) {
            self.read(db).await?;
        }
        if !self.has_one_for(now + AHEAD) {
            self.make(db, now).await?;
        }
        self.signer(now).ok_or(NO_KEY)
    }

    /// Returns the key that ends first: newer ones wait until everyone knows them.
    fn signer(&self, now: DateTime<Utc>) -> Option<Arc<Key>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let signing = known.iter().filter(|key| key.signs(now));
        signing.min_by_key(|key| key.expires_at).cloned()
    }

    fn has_one_for(&self, then: DateTime<Utc>) -> bool {
        self.find(|key| key.signs(then)).is_some()
    }

    /// Returns the key `id`; another replica may have just created it.
    pub(in crate::identity::embedded) async fn verifying(
        &self,
        db: &Db,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Key>>, DbError> {
        let wanted = |key: &Key| key.id == id && key.verifies(now);
        if let Some(key) = self.find(wanted) {
            return Ok(Some(key));
        }
        self.read(db).await?;
        Ok(self.find(wanted))
    }

    /// Returns the public parts, which anyone may see.
    pub(in crate::identity::embedded) async fn public(
        &self,
        db: &Db,
        now: DateTime<Utc>,
    ) -> Result<Value, CallError> {
        self.read(db).await?;
        self.signing(db, now).await?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let keys = known.iter().filter(|key| key.verifies(now)).map(|key| key.jwk.clone());
        Ok(json!({ "keys": keys.collect::<Vec<_>>() }))
    }

    /// Deletes keys that no longer verify anything, including their private parts.
    pub(in crate::identity::embedded) async fn purge(
        &self,
        db: &SystemConn,
        now: DateTime<Utc>,
    ) -> Result<usize, DbError> {
        let ended_before = now - GRACE;
        let cutoff = Cutoff { ended_before, created_before: ended_before - SIGNS_FOR };
        keys::purge(db, &cutoff).await
    }

    /// Creates a key unless another replica has just done so.
    async fn make(&self, db: &Db, now: DateTime<Utc>) -> Result<(), CallError> {
        let rows = db
            .as_system("making a signing key", async |conn| {
                let mut rows = keys::lock_all(conn).await?;
                let usable =
                    |row: &KeyRow| self.open(row).is_some_and(|key| key.signs(now + AHEAD));
                if !rows.iter().any(usable) {
                    keys::insert(conn, self.new_row(now)?).await?;
                    rows = keys::lock_all(conn).await?;
                }
                Ok::<_, CallError>(rows)
            })
            .await?;
        self.keep(&rows);
        Ok(())
    }

    fn new_row(&self, now: DateTime<Utc>) -> Result<KeyRow, CallError> {
        let id = Uuid::new_v4();
        let (private, jwk) = jwt::new_pair().ok_or(NO_KEY)?;
        let sealed = self
            .seal
            .as_ref()
            .and_then(|seal| seal.close(id.as_bytes(), &private))
            .ok_or(NO_KEY)?;
        Ok(KeyRow {
            id,
            public_key: jwk.to_string(),
            private_key: sealed,
            created_at: now,
            expires_at: Some(now + SIGNS_FOR),
            alg: Some(String::from("EdDSA")),
            crv: Some(String::from("Ed25519")),
        })
    }

    async fn read(&self, db: &Db) -> Result<(), DbError> {
        self.keep(&keys::all(db).await?);
        Ok(())
    }

    fn keep(&self, rows: &[KeyRow]) {
        let keys = rows.iter().filter_map(|row| self.open(row)).map(Arc::new).collect();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// Opens a row; one whose public part isn't an Ed25519 key isn't ours.
    fn open(&self, row: &KeyRow) -> Option<Key> {
        let mut jwk: Value = serde_json::from_str(&row.public_key).ok()?;
        let public = jwt::public_key(&jwk)?;
        let fields = jwk.as_object_mut()?;
        fields.insert(String::from("alg"), json!("EdDSA"));
        fields.insert(String::from("kid"), json!(row.id));
        let private =
            self.seal.as_ref().and_then(|seal| seal.open(row.id.as_bytes(), &row.private_key));
        let private = private.map(|private| EncodingKey::from_ed_der(&private));
        // Keys that were stored without an end have the same lifetime.
        let expires_at = row.expires_at.unwrap_or(row.created_at + SIGNS_FOR);
        Some(Key { id: row.id, public, private, jwk, expires_at })
    }

    fn find(&self, wanted: impl Fn(&Key) -> bool) -> Option<Arc<Key>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|key| wanted(key)).cloned()
    }
}

const NO_KEY: CallError = CallError::Broken("there is no key to sign with");
