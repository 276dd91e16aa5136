//! The session that begins with a verified password, in one statement.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension as _, QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::join;
use uuid::Uuid;

use super::{sessions::SessionRow, tables::users, users::AuthUser};
use crate::db::{Db, DbError};

/// Locks the password, so that a sign-in can't outlive a reset, and reads the person anew:
/// both may have changed while the password was verified.
const TEXT: &str = r#"
WITH held AS MATERIALIZED (
    SELECT a."userId" AS id FROM neon_auth.account a
    WHERE a.id = $1 AND a.password = $2 FOR SHARE
), person AS MATERIALIZED (
    SELECT u.*, (u.banned IS NOT TRUE OR u."banExpires" <= $3) AS is_free
    FROM held JOIN neon_auth."user" u ON u.id = held.id
), begun AS (
    INSERT INTO neon_auth.session
        (id, "expiresAt", token, "createdAt", "updatedAt", "ipAddress", "userAgent", "userId")
    SELECT $4, $5, $6, $3, $3, $7, $8, p.id FROM person p WHERE p.is_free
)
SELECT p.id, p.name, p.email, p."emailVerified", p.image, p."createdAt", p."updatedAt", p.role,
    p.banned, p."banReason", p."banExpires", p.is_free
FROM person p"#;

/// Begins `session` if the password of `account` still has the verified `hash` and its owner
/// isn't banned. Returns the owner and whether it began, `None` if the password has changed;
/// and what `next` returns, whose statement leaves in the same breath and runs after it.
pub(in super::super) async fn begin<T>(
    db: &Db,
    session: &SessionRow,
    account: Uuid,
    hash: &str,
    now: DateTime<Utc>,
    next: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
) -> Result<(Option<(AuthUser, bool)>, T), DbError> {
    let statement = Statement { session, account, hash, now };
    let begin = async |conn: &AsyncPgConnection| {
        let mut first = conn;
        let begun = statement.get_result::<(AuthUser, bool)>(&mut first);
        let (begun, next) = join!(begun, next(conn));
        Ok((begun.optional()?, next?))
    };
    db.at_once("begin a session with a password", begin).await
}

struct Statement<'a> {
    session: &'a SessionRow,
    account: Uuid,
    hash: &'a str,
    now: DateTime<Utc>,
}

/// In the order of the text's parameters.
impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let session = self.session;
        out.push_sql(TEXT);
        out.push_bind_param_value_only::<SqlUuid, _>(&self.account)?;
        out.push_bind_param_value_only::<Text, _>(self.hash)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.now)?;
        out.push_bind_param_value_only::<SqlUuid, _>(&session.id)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&session.expires_at)?;
        out.push_bind_param_value_only::<Text, _>(&session.token_digest)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&session.ip_address)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&session.user_agent)
    }
}

impl QueryId for Statement<'_> {
    type QueryId = Statement<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Statement<'_> {
    type SqlType = (users::SqlType, Bool);
}
