//! Our own sessions, and what a request may do with one.

pub mod authority;
pub mod ending;
mod opening;
mod parent;
mod policy;
mod queries;
mod statement;
mod vouching;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use futures_util::try_join;

pub use self::parent::Parent;
pub use self::{
    authority::{Authority, Caller, CurrentSession, TenantMember},
    queries::{SessionRow, delete, delete_others, list, provider_session},
    vouching::{Question, Vouching},
};
pub(crate) use self::{ending::end_all_sessions as end_all, queries::end_known};
use self::{
    opening::{BySession, BySubject, NoteProof},
    statement::Texts,
};
use crate::{
    audit::security::{self, SecurityEvent},
    clock::Clock,
    config::SessionConfig,
    db::{Db, DbError, Scope as _, SystemConn, provider_tables},
    ids::{SessionId, TenantId, UserId},
    secret::{self, Seal},
    types::{ClientInfo, Subject},
};

/// How many characters a session token has: 43 of 62 are 256 bits.
const TOKEN_LENGTH: usize = 43;

/// Issues sessions and reads authority from them.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    clock: Clock,
    config: SessionConfig,
    texts: Arc<Texts>,
    /// The authority statement sees the provider's tables.
    reads_provider: bool,
    /// Where the provider is asked instead: seals what it is asked with.
    seal: Option<Arc<Seal>>,
}

/// When the person proved who they are, for what is sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvenAt {
    /// In this very request.
    Now,
    /// When the provider's session began, whose own token is shown.
    WithTheParent,
    /// Nobody knows: a token that was derived from a session says nothing about whoever
    /// shows it.
    Never,
}

/// What a session begins with.
pub struct Beginning<'a> {
    /// What it derives from, and ends with.
    pub parent: &'a Parent,
    /// When the person proved who they are.
    pub proven: ProvenAt,
    /// Where the session before it was last.
    pub last_tenant: Option<TenantId>,
}

/// Whom a credential of the provider's belongs to, without a session of ours.
pub struct Proven {
    /// The provider's key for the person.
    pub subject: Subject,
    /// Where no session stands behind it: when it was issued.
    pub issued_at: Option<DateTime<Utc>>,
}

/// A session that has just been opened.
pub struct Issued {
    /// For the cookie or the program; kept nowhere.
    pub token: String,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

impl Sessions {
    /// Reads from the catalog how the provider's tables are spelled, where they
    /// are in this database, and puts the authority statement together.
    pub async fn new(db: Db, clock: Clock, config: SessionConfig) -> Result<Self, DbError> {
        let tables = db
            .as_system("read how the provider's tables are spelled", async |db| {
                Ok::<_, DbError>(provider_tables::read(db.conn()).await?)
            })
            .await?;
        let texts = Arc::new(statement::texts(tables.as_ref()));
        let reads_provider = tables.is_some();
        Ok(Self { db, clock, config, texts, reads_provider, seal: None })
    }

    /// Opens a session for `user`.
    pub async fn issue(
        &self,
        db: &SystemConn,
        user: UserId,
        begins: &Beginning<'_>,
        client: &ClientInfo,
    ) -> Result<Issued, DbError> {
        let token = secret::random_token(TOKEN_LENGTH);
        let lifetime = policy::lifetime(&self.config, self.clock.now(), begins.parent);
        let id = SessionId::new();
        let token_hash = secret::digest(&token);
        let provider = self.columns(begins.parent, &token_hash);
        let insert =
            queries::insert(db, (id, user), token_hash, (begins, provider), client, &lifetime);
        match (begins.proven, begins.parent.session(), &self.texts.proven_at) {
            // The provider's word for a session of its own, which may be old.
            (ProvenAt::WithTheParent, Some(provider_session), Some(text)) => {
                let proven_at = NoteProof { text, provider_session, session: id };
                try_join!(insert, queries::run(db, proven_at))?;
            }
            _ => insert.await?,
        }
        Ok(Issued { token, expires_at: lifetime.expires_at })
    }

    /// Ends the session that `token` belongs to, as its owner asks.
    pub async fn sign_out(&self, token: &str, client: &ClientInfo) -> Result<(), DbError> {
        let (hash, now) = (secret::digest(token), self.clock.now());
        self.db
            .as_system("sign out", async |db| {
                let Some(user) = queries::end_owned(db, &hash, now).await? else { return Ok(()) };
                security::record(db, user, SecurityEvent::SignedOut, "", client, now).await
            })
            .await
    }

    /// The provider has ended the session that `token` belongs to: what names no session
    /// ends with it, and about the person's others the provider is asked.
    pub async fn ended_there(&self, token: &str) -> Result<(), DbError> {
        let (hash, now) = (secret::digest(token), self.clock.now());
        self.db
            .as_system("end what the provider has ended", async |db| {
                let Some(user) = queries::end_owned(db, &hash, now).await? else { return Ok(()) };
                ending::ended_there(db, user, now).await
            })
            .await
    }

    /// Ends every other session of the person whose session has `token`.
    pub async fn end_others_of(&self, token: &str) -> Result<(), DbError> {
        let hash = secret::digest(token);
        self.db.once(async |conn: &AsyncPgConnection| queries::end_others(conn, &hash).await).await
    }

    /// Ends the session that `token` belongs to.
    pub async fn end(&self, token: &str) -> Result<(), DbError> {
        let hash = secret::digest(token);
        self.db.once(async |conn: &AsyncPgConnection| queries::end(conn, &hash).await).await
    }

    /// Deletes the sessions that have ended by themselves.
    pub async fn delete_ended(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        loop {
            let some = async |conn: &AsyncPgConnection| queries::delete_ended(conn, now).await;
            if self.db.once(some).await? < queries::DELETED_AT_ONCE {
                return Ok(());
            }
        }
    }

    /// Whether `token` could be one of ours; others cost no statement.
    pub fn is_well_formed(token: &str) -> bool {
        token.len() == TOKEN_LENGTH && token.bytes().all(|b| b.is_ascii_alphanumeric())
    }

    fn opening<'a, const IN_TENANT: bool>(
        &'a self,
        token_hash: &'a [u8],
        slug: Option<&'a str>,
    ) -> BySession<'a, IN_TENANT> {
        let now = self.clock.now();
        let idle_since = now - self.config.idle;
        let text = self.texts.by_session.of(IN_TENANT);
        BySession { text, token_hash, slug, now, idle_since }
    }

    fn opening_as<'a, const IN_TENANT: bool>(
        &'a self,
        proven: &'a Proven,
        slug: Option<&'a str>,
    ) -> BySubject<'a, IN_TENANT> {
        let (text, now) = (self.texts.by_subject.of(IN_TENANT), self.clock.now());
        BySubject { text, subject: &proven.subject, slug, now, issued_at: proven.issued_at }
    }
}
