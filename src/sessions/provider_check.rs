//! Sessions of a hosted provider whose tables are in another database. The provider is
//! asked at intervals whether it still knows them.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult, Queryable,
    Selectable, SelectableHelper as _,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{Parent, Sessions};
use crate::{
    db::{DbError, KeptDsl as _, schema::sessions},
    ids::SessionId,
    secret::{ExposeSecret as _, Seal, SecretString},
};

/// Lifetime of the provider's answer, and so the longest delay of a revocation there.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(5);

/// Time until an unresponsive provider is asked again; no other request asks earlier.
const ASKED_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(1);

/// Time for which a session goes on while the provider doesn't answer.
const GRACE: TimeDelta = TimeDelta::hours(1);

/// The age of the provider's last answer about a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProviderCheck {
    /// Recently, or with every request through its tables in this database.
    #[default]
    Fresh,
    /// Long enough ago to ask again.
    Due,
    /// So long ago that the request has to wait for an answer.
    Overdue,
}

/// A pending provider check that the current request has claimed.
pub struct PendingCheck {
    /// The provider session that ours was bound to when it opened.
    pub session: Option<String>,
    /// The credential to ask with; `None` if the server's secret has changed since.
    pub credential: Option<SecretString>,
}

/// The provider's columns in a new session row.
#[derive(Default)]
pub(super) struct Columns<'a> {
    pub(super) session: Option<&'a str>,
    pub(super) credential: Option<String>,
    pub(super) checked_at: Option<DateTime<Utc>>,
    pub(super) check_due_at: Option<DateTime<Utc>>,
}

pub(super) fn check(
    checked_at: Option<DateTime<Utc>>,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ProviderCheck {
    match (checked_at, due_at) {
        (Some(checked), Some(_)) if now - checked >= GRACE => ProviderCheck::Overdue,
        (Some(_), Some(due)) if due <= now => ProviderCheck::Due,
        _ => ProviderCheck::Fresh,
    }
}

impl Sessions {
    /// Enables asking the provider about new sessions, unless its tables are here and tell
    /// with every request.
    #[must_use]
    pub fn asking_the_provider(self, server_secret: &SecretString) -> Self {
        let seal =
            Seal::new(server_secret, "provider credentials").filter(|_| !self.reads_provider);
        Self { seal: seal.map(Into::into), ..self }
    }

    /// Returns the provider's columns for a new session. If the provider is asked at all,
    /// then about every session of its own; one without a credential to ask with ends when
    /// it is due.
    pub(super) fn columns<'a>(&self, of: &'a Parent, token_hash: &[u8]) -> Columns<'a> {
        let now = self.clock.now();
        let Parent::Session { id, replay } = of else { return Columns::default() };
        let credential =
            self.seal.as_ref().zip(replay.as_ref()).and_then(|(seal, replay)| {
                seal.close(token_hash, replay.expose_secret().as_bytes())
            });
        let is_asked = self.seal.is_some();
        Columns {
            session: Some(id),
            credential,
            checked_at: is_asked.then_some(now),
            check_due_at: is_asked.then_some(now + GOOD_FOR),
        }
    }

    /// Claims the pending provider check for session `id`, so that no other request runs
    /// it. Returns `None` if the session is gone, if the provider has just confirmed it,
    /// or if the check is merely due and another request has claimed it. An overdue check
    /// is open to every request, since none may go on without an answer.
    pub async fn claim_check(
        &self,
        id: SessionId,
        check: ProviderCheck,
    ) -> Result<Option<PendingCheck>, DbError> {
        let now = self.clock.now();
        let row = self
            .db
            .once(async |conn: &AsyncPgConnection| claim(conn, id, check, now).await)
            .await?;
        Ok(row.map(|row| PendingCheck {
            credential: row
                .provider_credential
                .and_then(|sealed| self.unseal(&row.token_hash, &sealed)),
            session: row.provider_session_id,
        }))
    }

    fn unseal(&self, token_hash: &[u8], sealed: &str) -> Option<SecretString> {
        let plain = self.seal.as_ref()?.open(token_hash, sealed)?;
        String::from_utf8(plain).ok().map(SecretString::from)
    }

    /// Records that the provider has just confirmed session `id`.
    pub async fn mark_checked(&self, id: SessionId) -> Result<(), DbError> {
        let now = self.clock.now();
        let change = (
            sessions::provider_checked_at.eq(now),
            sessions::provider_check_due_at.eq(now + GOOD_FOR),
        );
        self.db
            .once(async |mut conn: &AsyncPgConnection| {
                diesel::update(sessions::table.find(id)).set(change).kept().execute(&mut conn).await
            })
            .await
            .map(drop)
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
struct Claimed {
    provider_session_id: Option<String>,
    /// Sealed.
    provider_credential: Option<String>,
    token_hash: Vec<u8>,
}

async fn claim(
    mut conn: &AsyncPgConnection,
    id: SessionId,
    check: ProviderCheck,
    now: DateTime<Utc>,
) -> QueryResult<Option<Claimed>> {
    let session = sessions::table.find(id);
    let asked = sessions::provider_check_due_at.eq(now + ASKED_AGAIN_AFTER);
    // Filters on the column that makes it overdue: other claims only move the other one.
    let claimed = if check == ProviderCheck::Overdue {
        let overdue = session.filter(sessions::provider_checked_at.le(now - GRACE));
        diesel::update(overdue)
            .set(asked)
            .returning(Claimed::as_returning())
            .kept()
            .get_result(&mut conn)
            .await
    } else {
        let due = session.filter(sessions::provider_check_due_at.le(now));
        diesel::update(due)
            .set(asked)
            .returning(Claimed::as_returning())
            .kept()
            .get_result(&mut conn)
            .await
    };
    claimed.optional()
}

#[cfg(test)]
mod tests {
    use crate::sessions::provider_check::*;

    #[test]
    fn a_word_is_good_for_five_minutes_and_its_absence_for_an_hour() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ago = |minutes| Some(now - TimeDelta::minutes(minutes));
        assert_eq!(check(None, None, now), ProviderCheck::Fresh);
        assert_eq!(check(ago(4), ago(-1), now), ProviderCheck::Fresh);
        assert_eq!(check(ago(5), ago(0), now), ProviderCheck::Due);
        assert_eq!(check(ago(30), ago(-1), now), ProviderCheck::Fresh, "somebody is asking");
        assert_eq!(check(ago(60), ago(-1), now), ProviderCheck::Overdue);
    }
}
