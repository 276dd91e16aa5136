//! What a request may do: session → user → tenant → membership → role.

use chrono::{DateTime, Utc};
use diesel::OptionalExtension as _;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{
    Sessions,
    opening::{PersonRow, PlaceRow, SessionColumns},
    policy, queries,
};
use crate::{
    db::{DbError, SystemConn},
    identity::types::Subject,
    ids::{SessionId, TenantId, UserId},
    secret,
};

/// Who calls, read from the database with the request that it guards.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The session the request came with; `None` for a program that brought the
    /// provider's token.
    pub session: Option<CurrentSession>,
    /// The person.
    pub user: UserId,
    /// The provider's key for the person.
    pub subject: String,
    /// The person's address.
    pub email: String,
    /// Whether the provider verified it.
    pub email_verified: bool,
    /// What others see; may be empty.
    pub name: String,
    /// The tenant of the session's last visit; grants nothing.
    pub last_tenant: Option<TenantId>,
    /// Whether the cookie should be sent again with a later expiry.
    pub refreshed: bool,
}

/// A session of ours in use.
#[derive(Clone, Copy, Debug)]
pub struct CurrentSession {
    /// Names it in lists and URLs.
    pub id: SessionId,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

/// The caller's place in the tenant that the URL names.
#[derive(Clone, Debug)]
pub struct TenantMember {
    /// The tenant.
    pub id: TenantId,
    /// As in the URL.
    pub slug: String,
    /// What its members see.
    pub name: String,
    /// The caller's role, as the database spells it.
    pub role: String,
}

/// An opened request: its caller and, when it names a tenant the caller belongs
/// to, the caller's place in it.
pub struct Authority {
    /// Who calls.
    pub caller: Caller,
    /// `None` for no, an unknown or a foreign tenant; the three look the same.
    pub tenant: Option<TenantMember>,
}

type Row = (SessionColumns, PersonRow, PlaceRow, String);

impl Sessions {
    /// Opens a transaction and reads what `token` may do in the tenant `slug`,
    /// in one round trip. `None` when the token is nobody's.
    ///
    /// The transaction is scoped to the caller, and to the tenant where there is one.
    pub async fn open(
        &self,
        token: &str,
        slug: Option<&str>,
    ) -> Result<Option<(SystemConn, Authority)>, DbError> {
        let hash = secret::digest(token);
        let statement = self.opening(&hash, slug);
        let opened = self
            .db
            .open_with(async |mut conn: &AsyncPgConnection| {
                statement.get_result::<Row>(&mut conn).await.optional()
            })
            .await?;
        let (conn, Some(row)) = opened else { return Ok(None) };
        let authority = self.touch(&conn, row).await?;
        Ok(Some((conn, authority)))
    }

    /// [`Sessions::open`] for somebody the provider has just vouched for, who
    /// must be a user here and active. No session is made, read or extended.
    pub async fn open_as(
        &self,
        subject: &Subject,
        slug: Option<&str>,
    ) -> Result<Option<(SystemConn, Authority)>, DbError> {
        let statement = self.opening_as(subject, slug);
        let opened = self
            .db
            .open_with(async |mut conn: &AsyncPgConnection| {
                statement.get_result::<(PersonRow, PlaceRow, String)>(&mut conn).await.optional()
            })
            .await?;
        let (conn, Some((person, place, _))) = opened else { return Ok(None) };
        Ok(Some((conn, Authority { caller: caller(person, None), tenant: member(place) })))
    }

    /// Extends a session that is in use; most requests write nothing.
    async fn touch(&self, conn: &SystemConn, row: Row) -> Result<Authority, DbError> {
        let now = self.clock.now();
        let (session, person, place, _) = row;
        let (id, last_tenant, last_seen_at, refreshed_at, mut expires_at, absolute) = session;
        let tenant = member(place);
        let refreshed = policy::is_refresh_due(refreshed_at, now);
        if refreshed {
            expires_at = (now + self.config.ttl).min(absolute);
            queries::refresh(conn, id, expires_at, now).await?;
        }
        let arrived = tenant.as_ref().map(|tenant| tenant.id).filter(|id| Some(*id) != last_tenant);
        if arrived.is_some() || policy::is_seen_due(last_seen_at, now) {
            queries::seen(conn, id, arrived.or(last_tenant), now).await?;
        }
        let caller = caller(person, Some(CurrentSession { id, expires_at }));
        Ok(Authority { caller: Caller { last_tenant, refreshed, ..caller }, tenant })
    }
}

fn caller(person: PersonRow, session: Option<CurrentSession>) -> Caller {
    let (user, subject, email, email_verified, name) = person;
    let (last_tenant, refreshed) = (None, false);
    Caller { session, user, subject, email, email_verified, name, last_tenant, refreshed }
}

/// The tenant, when a membership came with it.
fn member((id, slug, name, role): PlaceRow) -> Option<TenantMember> {
    Some(TenantMember { id: id?, slug: slug?, name: name?, role: role? })
}
