//! Our own sessions, and what a request may do with one.

pub mod authority;
mod authority_rows;
mod authority_sql;
pub mod ending;
mod parent;
mod policy;
mod provider_check;
mod queries;
pub mod reading;
mod returning;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use futures_util::try_join;

pub use self::{
    authority::{Authority, Caller, CurrentSession, TenantMember},
    parent::Parent,
    provider_check::{PendingCheck, ProviderCheck},
    queries::{
        OthersToEnd, SessionRow, SessionToEnd, end_all_but, end_one, find_others_to_end,
        find_to_end, list,
    },
    reading::{Flown, Opened},
    returning::{Returned, SignIn},
};
use self::{
    authority_rows::{BySession, BySubject, NoteProof},
    authority_sql::Texts,
};
pub(crate) use self::{ending::end_all_sessions as end_all, queries::end_known};
use crate::{
    audit::security::{self, SecurityEvent},
    clock::Clock,
    config::SessionConfig,
    db::{Db, DbError, Scope as _, SystemConn, provider_tables},
    ids::{SessionId, TenantId, UserId},
    secret::{self, Seal},
    types::{ClientInfo, Subject},
};

/// Length of a session token: 43 characters out of 62 carry 256 bits.
const TOKEN_LENGTH: usize = 43;

/// Issues sessions and reads authority from them.
#[derive(Clone)]
pub struct Sessions {
    db: Db,
    clock: Clock,
    config: SessionConfig,
    texts: Arc<Texts>,
    /// Whether the authority statement can see the provider's tables.
    reads_provider: bool,
    /// Seals the credential that the provider is asked with; `None` if it isn't asked.
    seal: Option<Arc<Seal>>,
}

/// The time at which the person proved who they are, as sensitive actions require.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProvenAt {
    /// In this very request.
    Now,
    /// At the start of the provider's session; the caller showed that session's own token.
    WithTheParent,
    /// Unknown: a token that was derived from a session says nothing about the person who
    /// shows it.
    Never,
}

/// The origin of a new session.
pub struct NewSession<'a> {
    /// The credential it derives from and ends with.
    pub parent: &'a Parent,
    /// The time at which the person proved who they are.
    pub proven: ProvenAt,
    /// The last tenant of the session that this one replaces.
    pub last_tenant: Option<TenantId>,
}

/// The owner of a provider credential that comes without a session of ours.
pub struct Proven {
    /// The provider's key for the person.
    pub subject: Subject,
    /// Time at which the credential was issued; `None` if it has a session behind it.
    pub issued_at: Option<DateTime<Utc>>,
}

/// A session that has just been opened.
#[derive(Clone)]
pub struct Issued {
    /// The token for the cookie or the program; it isn't stored anywhere.
    pub token: String,
    /// Time at which the session ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

impl Sessions {
    /// Builds the authority statement. If the provider's tables are in this database, their
    /// spelling is read from the catalog first.
    pub async fn new(db: Db, clock: Clock, config: SessionConfig) -> Result<Self, DbError> {
        let tables = db
            .as_system("read how the provider's tables are spelled", async |db| {
                Ok::<_, DbError>(provider_tables::read(db.conn().driver()).await?)
            })
            .await?;
        let texts = Arc::new(authority_sql::texts(tables.as_ref()));
        let reads_provider = tables.is_some();
        Ok(Self { db, clock, config, texts, reads_provider, seal: None })
    }

    /// Opens a session for `user`.
    pub async fn issue(
        &self,
        db: &SystemConn,
        user: UserId,
        begins: &NewSession<'_>,
        client: &ClientInfo,
    ) -> Result<Issued, DbError> {
        let token = secret::random_token(TOKEN_LENGTH);
        let lifetime = policy::lifetime(&self.config, self.clock.now(), begins.parent);
        let id = SessionId::new();
        let token_hash = secret::digest(&token);
        let provider = self.columns(begins.parent, &token_hash);
        let new = queries::NewRow { id, user, token_hash, begins, provider };
        let insert = queries::insert(db, new, client, &lifetime);
        match (begins.proven, begins.parent.session(), &self.texts.proven_at) {
            // The provider's session may be old, so its own start counts as the proof.
            (ProvenAt::WithTheParent, Some(provider_session), Some(text)) => {
                let proven_at = NoteProof { text, provider_session, session: id };
                try_join!(insert, queries::run(db, proven_at))?;
            }
            _ => insert.await?,
        }
        Ok(Issued { token, expires_at: lifetime.expires_at })
    }

    /// Ends the session that `token` belongs to, at its owner's request.
    pub async fn sign_out(&self, token: &str, client: &ClientInfo) -> Result<(), DbError> {
        let (hash, now) = (secret::digest(token), self.clock.now());
        self.db
            .as_system("sign out", async |db| {
                let Some(user) = queries::end_owned(db, &hash, now).await? else { return Ok(()) };
                security::record(db, user, SecurityEvent::SignedOut, "", client, now);
                Ok(())
            })
            .await
    }

    /// Ends the session that `token` belongs to because the provider has ended its own;
    /// also ends tokens that name no session, and has the person's other sessions checked.
    pub async fn ended_there(&self, token: &str) -> Result<(), DbError> {
        let (hash, now) = (secret::digest(token), self.clock.now());
        self.db
            .as_system("end what the provider has ended", async |db| {
                let Some(user) = queries::end_owned(db, &hash, now).await? else { return Ok(()) };
                ending::ended_there(db, user, now);
                Ok(())
            })
            .await
    }

    /// Ends all sessions of the person who owns `token`, except the one it belongs to.
    pub async fn end_others_of(&self, token: &str) -> Result<(), DbError> {
        let hash = secret::digest(token);
        self.db.once(async |conn: &AsyncPgConnection| queries::end_others(conn, &hash).await).await
    }

    /// Ends the session that `token` belongs to.
    pub async fn end(&self, token: &str) -> Result<(), DbError> {
        let hash = secret::digest(token);
        self.db.once(async |conn: &AsyncPgConnection| queries::end(conn, &hash).await).await
    }

    /// Deletes the sessions that have expired; `jobs` calls it once a minute.
    pub async fn delete_ended(&self) -> Result<(), DbError> {
        let now = self.clock.now();
        let some = async |conn: &AsyncPgConnection| queries::delete_ended(conn, now).await;
        queries::DELETED.run(|| self.db.once(some)).await
    }

    /// Whether `token` could be one of ours; malformed ones don't cost a statement.
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
