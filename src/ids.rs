//! Typed identifiers, so that a todo's id can't be passed in place of a tenant's.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use diesel::{deserialize::FromSqlRow, expression::AsExpression, sql_types};
use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Timestamp, Uuid};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            Serialize, Deserialize, AsExpression, FromSqlRow,
        )]
        #[diesel(sql_type = sql_types::Uuid)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Creates an id that sorts after earlier ones (UUID version 7, RFC 9562).
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl diesel::serialize::ToSql<sql_types::Uuid, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                diesel::serialize::ToSql::<sql_types::Uuid, diesel::pg::Pg>::to_sql(&self.0, out)
            }
        }

        impl diesel::deserialize::FromSql<sql_types::Uuid, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                diesel::deserialize::FromSql::<sql_types::Uuid, diesel::pg::Pg>::from_sql(bytes)
                    .map(Self)
            }
        }
    )+};
}

ids! {
    /// A person's row in `users`.
    UserId,
    /// An organization's row in `tenants`.
    TenantId,
    /// A row in `invitations`.
    InvitationId,
    /// A row in `join_links`.
    JoinLinkId,
    /// A row in `join_requests`.
    JoinRequestId,
    /// A row in `domains`.
    DomainId,
    /// A row in `sessions`.
    SessionId,
    /// A row in `todos`.
    TodoId,
    /// A row in `audit_events`.
    AuditEventId,
    /// A row in `security_events`.
    SecurityEventId,
    /// A row in `outbox`.
    MailId,
    /// A row in `ownership_transfers`.
    OwnershipTransferId,
}

impl AuditEventId {
    /// Creates an id that sorts by the time `at`, and after earlier ones of the same time, so
    /// that ids bound a span of time.
    pub fn at(at: DateTime<Utc>) -> Self {
        static LAST: Mutex<ContextV7> = Mutex::new(ContextV7::new());
        let last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
        let seconds = at.timestamp().unsigned_abs();
        let time = Timestamp::from_unix(&*last, seconds, at.timestamp_subsec_nanos());
        Self(Uuid::new_v7(time))
    }

    /// Returns a bound: ids of the time `at` and later sort after it, others before it.
    pub fn bound(at: DateTime<Utc>) -> Self {
        let milliseconds = u128::try_from(at.timestamp_millis()).unwrap_or_default();
        Self(Uuid::from_u128(milliseconds.min(LAST_MILLISECOND) << 80))
    }
}

/// The last time that an id can hold, in milliseconds: 48 bits.
const LAST_MILLISECOND: u128 = (1 << 48) - 1;

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ids_of_events_sort_by_time_and_bounds_divide_them() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let (first, second) = (AuditEventId::at(now), AuditEventId::at(now));
        let later = AuditEventId::at(now + TimeDelta::milliseconds(1));
        assert!(AuditEventId::bound(now) < first && first < second && second < later);
        assert!(second < AuditEventId::bound(now + TimeDelta::milliseconds(1)));
        assert!(later < AuditEventId::bound(DateTime::<Utc>::MAX_UTC));
        assert!(AuditEventId::bound(DateTime::<Utc>::MIN_UTC) < first);
    }
}
