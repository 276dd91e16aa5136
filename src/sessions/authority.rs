//! Determines what a request may do: session → user → tenant → membership → role.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{OptionalExtension as _, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{
    Proven, Sessions,
    authority_rows::{PersonRow, SessionColumns, TenantRow},
    policy,
    provider_check::{self, ProviderCheck},
    queries::{self, Extension},
};
use crate::{
    db::{DbError, Scope, SystemConn, TenantConn, UserConn},
    ids::{SessionId, TenantId, UserId},
    locale::Language,
    secret,
    types::{EmailAddress, Mark, PersonName, Role, Slug, SubjectKey, TenantName},
};

/// The caller, read from the database together with the request it guards.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The session the request came with; `None` for a program that sent the provider's token.
    pub session: Option<CurrentSession>,
    /// The user's id.
    pub user: UserId,
    /// The provider's key for the user.
    pub subject: SubjectKey,
    /// The user's email address.
    pub email: EmailAddress,
    /// Whether the provider verified the address.
    pub email_verified: bool,
    /// The display name; may be empty.
    pub name: PersonName,
    /// The tenant of the session's last visit; grants nothing.
    pub last_tenant: Option<TenantId>,
    /// Whether the cookie should be sent again with a later expiry.
    pub refreshed: bool,
    /// The due date of the deletion that the user requested; until then they can only cancel it.
    pub deletion_due_at: Option<DateTime<Utc>>,
    /// The language that the user has chosen.
    pub language: Option<Language>,
    /// The digest of the picture, as in its address; `None` without one.
    pub picture: Option<String>,
    /// Whether the provider has to be asked about the session first.
    pub provider_check: ProviderCheck,
}

/// One of our sessions, in use.
#[derive(Clone, Copy, Debug)]
pub struct CurrentSession {
    /// The id in lists and URLs.
    pub id: SessionId,
    /// The time at which it expires unless it's used.
    pub expires_at: DateTime<Utc>,
    /// The user's last proof of identity; `None` if we didn't witness one.
    pub authenticated_at: Option<DateTime<Utc>>,
}

impl CurrentSession {
    /// A proof unlocks sensitive actions for this long (ASVS 7.5.1, 7.5.3).
    pub const RECENT: TimeDelta = TimeDelta::minutes(10);

    /// Whether the user proved who they are a short while ago.
    pub fn is_recent(&self, now: DateTime<Utc>) -> bool {
        self.authenticated_at.is_some_and(|at| at <= now && now - at <= Self::RECENT)
    }
}

/// The caller's membership in the tenant that the URL names.
#[derive(Clone, Debug)]
pub struct TenantMember {
    /// The tenant's id.
    pub id: TenantId,
    /// The short name in the URL.
    pub slug: Slug,
    /// The display name.
    pub name: TenantName,
    /// The caller's role.
    pub role: Role,
    /// Its color and logo.
    pub mark: Mark,
}

/// An opened request: its caller and, if it names a tenant that the caller belongs to,
/// the caller's membership.
pub struct Authority {
    /// The caller, even if the tenant is out of reach.
    pub caller: Caller,
    /// `None` if the URL names no tenant, an unknown one or a foreign one: the three look the same.
    pub tenant: Option<TenantMember>,
}

pub(super) type Row = (SessionColumns, PersonRow, TenantRow, String);

/// The writes that an active session needs; most requests need none.
pub(super) struct Due {
    session: SessionId,
    expires_at: Option<DateTime<Utc>>,
    is_seen: bool,
    tenant: Option<TenantId>,
}

impl Sessions {
    /// Opens a transaction and reads what `token` may do in the tenant `slug`, in one
    /// round trip. Returns `None` if the token is unknown.
    ///
    /// The transaction is scoped to the caller and, if there is one, to the tenant.
    pub async fn open(
        &self,
        token: &str,
        slug: Option<&str>,
    ) -> Result<Option<(SystemConn, Authority)>, DbError> {
        let hash = secret::digest(token);
        let opened = self
            .db
            .open_with(async |conn: &AsyncPgConnection| self.row(conn, &hash, slug).await)
            .await?;
        let (conn, Some(row)) = opened else { return Ok(None) };
        let (authority, due) = self.check(row);
        if !due.is_any() {
            return Ok(Some((conn, authority)));
        }
        // Boxed: it's rare, and every request would carry it.
        let conn = Box::pin(self.write_first(conn, &authority, due)).await?;
        Ok(Some((conn, authority)))
    }

    /// Returns the owner of `token`, with one statement outside a transaction.
    pub async fn who(&self, token: &str) -> Result<Option<Caller>, DbError> {
        let hash = secret::digest(token);
        let found = self
            .db
            .once(async |conn: &AsyncPgConnection| self.row(conn, &hash, None).await)
            .await?;
        let Some(row) = found else { return Ok(None) };
        let (authority, due) = self.check(row);
        self.write_later(&authority, due);
        Ok(Some(authority.caller))
    }

    /// Like [`Sessions::open`], but for a person the provider has just identified, who
    /// must be an active user here. Creates, reads and extends no session.
    pub async fn open_as(
        &self,
        proven: &Proven,
        slug: Option<&str>,
    ) -> Result<Option<(SystemConn, Authority)>, DbError> {
        let opened = self
            .db
            .open_with(async |conn: &AsyncPgConnection| self.row_of(conn, proven, slug).await)
            .await?;
        let (conn, Some((person, tenant, _))) = opened else { return Ok(None) };
        Ok(Some((conn, Authority { caller: caller(person, None), tenant: member(tenant) })))
    }

    /// Like [`Sessions::who`], but for a person the provider has just identified.
    pub async fn who_is(&self, proven: &Proven) -> Result<Option<Caller>, DbError> {
        let found = self
            .db
            .once(async |conn: &AsyncPgConnection| self.row_of(conn, proven, None).await)
            .await?;
        Ok(found.map(|(person, _, _)| caller(person, None)))
    }

    pub(super) async fn row(
        &self,
        mut conn: &AsyncPgConnection,
        hash: &[u8],
        slug: Option<&str>,
    ) -> QueryResult<Option<Row>> {
        let row = match slug {
            Some(_) => self.opening::<true>(hash, slug).get_result(&mut conn).await,
            None => self.opening::<false>(hash, None).get_result(&mut conn).await,
        };
        row.optional()
    }

    pub(super) async fn row_of(
        &self,
        mut conn: &AsyncPgConnection,
        proven: &Proven,
        slug: Option<&str>,
    ) -> QueryResult<Option<(PersonRow, TenantRow, String)>> {
        let row = match slug {
            Some(_) => self.opening_as::<true>(proven, slug).get_result(&mut conn).await,
            None => self.opening_as::<false>(proven, None).get_result(&mut conn).await,
        };
        row.optional()
    }

    /// Decides whether to extend a session in use, which happens only now and then.
    pub(super) fn check(&self, row: Row) -> (Authority, Due) {
        let now = self.clock.now();
        let (session, person, tenant, _) = row;
        let SessionColumns { id, last_tenant, expires_at, authenticated_at, .. } = session;
        let provider_check =
            provider_check::check(session.provider_checked_at, session.provider_check_due_at, now);
        let tenant = member(tenant);
        let refreshed = policy::is_refresh_due(session.refreshed_at, now);
        let extended = refreshed.then(|| (now + self.config.ttl).min(session.absolute_expires_at));
        let arrived = tenant.as_ref().map(|tenant| tenant.id).filter(|id| Some(*id) != last_tenant);
        let is_seen = arrived.is_some() || policy::is_seen_due(session.last_seen_at, now);
        let due =
            Due { session: id, expires_at: extended, is_seen, tenant: arrived.or(last_tenant) };
        let expires_at = extended.unwrap_or(expires_at);
        let current = CurrentSession { id, expires_at, authenticated_at };
        let caller =
            Caller { last_tenant, refreshed, provider_check, ..caller(person, Some(current)) };
        (Authority { caller, tenant }, due)
    }

    /// Commits the due writes before the request's own work, which may wait for others.
    /// Otherwise the session's row would stay locked, and its owner couldn't even sign
    /// out.
    async fn write_first(
        &self,
        conn: SystemConn,
        authority: &Authority,
        due: Due,
    ) -> Result<SystemConn, DbError> {
        self.write(&conn, due).await?;
        let tenant = authority.tenant.as_ref().map(|tenant| tenant.id);
        conn.keep(&self.db, authority.caller.user, tenant).await
    }

    /// Notes what is due after the answer.
    pub(super) fn write_later(&self, authority: &Authority, due: Due) {
        if !due.is_any() {
            return;
        }
        let (sessions, user) = (self.clone(), authority.caller.user);
        let tenant = authority.tenant.as_ref().map(|tenant| tenant.id);
        self.db.in_background("The use of a session could not be noted", async move {
            if let Some(tenant) = tenant {
                let write = async |db: &TenantConn| sessions.write(db, due).await;
                sessions.db.as_member(tenant, user, write).await
            } else {
                let write = async |db: &UserConn| sessions.write(db, due).await;
                sessions.db.as_user(user, write).await
            }
        });
    }

    async fn write(&self, db: &impl Scope, due: Due) -> Result<(), DbError> {
        let now = self.clock.now();
        let seen = due.is_seen.then_some((now, due.tenant));
        let extension = due.expires_at.map(|expires_at| Extension { at: now, expires_at });
        queries::touch(db, due.session, seen, extension).await
    }
}

impl Due {
    fn is_any(&self) -> bool {
        self.expires_at.is_some() || self.is_seen
    }
}

pub(super) fn caller(person: PersonRow, session: Option<CurrentSession>) -> Caller {
    Caller {
        session,
        user: person.user,
        subject: person.subject,
        email: person.email,
        email_verified: person.email_verified,
        name: person.name,
        last_tenant: None,
        refreshed: false,
        deletion_due_at: person.deletion_due_at,
        language: person.language.as_deref().and_then(Language::offered),
        picture: person.picture,
        provider_check: ProviderCheck::Fresh,
    }
}

/// Returns the tenant, if the row includes a membership.
pub(super) fn member(row: TenantRow) -> Option<TenantMember> {
    let TenantRow { tenant, slug, name, role, hue, logo } = row;
    let mark = Mark { hue, logo };
    Some(TenantMember { id: tenant?, slug: slug?, name: name?, role: role?, mark })
}
