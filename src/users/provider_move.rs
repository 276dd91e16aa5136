//! Moves people to another provider when an installation changes it: only on an
//! administrator's word, for a limited time, and never because of anything they claim
//! themselves.
//!
//! While a move is open, a new person whose address the current provider has verified gets
//! the row for which the previous provider had verified the same address, once. If the
//! provider's keys stay the same, all rows are moved at once and no move is opened.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult,
    SelectableHelper as _, sql_query,
    sql_types::{Array, BigInt, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use uuid::Uuid;

use super::User;
use crate::{
    audit::security::{self, SecurityEvent},
    db::{
        Db, DbError, KeptDsl as _, Scope as _, SystemConn, lower,
        schema::{provider_moves as moves, users},
        set_scope,
    },
    ids::UserId,
    sessions::ending,
    types::{ClientInfo, Identity, Issuer},
};

/// Number of rows that one statement updates at most.
const AT_ONCE: usize = 5000;

/// Finds the person whom a previous provider knew by the verified address of `identity`, if
/// a move is open. The row is locked until the commit.
pub(crate) async fn former(
    db: &SystemConn,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<Option<User>, DbError> {
    if !identity.email_verified {
        return Ok(None);
    }
    let open = moves::table
        .filter(moves::to_issuer.eq(identity.subject.issuer()))
        .filter(moves::ends_at.gt(at))
        .select(moves::from_issuer);
    let row = users::table
        .filter(lower(users::email).eq(identity.email.as_str()))
        .filter(users::email_verified)
        .filter(users::issuer.eq_any(open))
        .order(users::updated_at.desc())
        .select(User::as_select())
        .for_no_key_update();
    Ok(row.first(&mut db.conn()).await.optional()?)
}

/// Assigns the row to `identity`. Sessions that were opened under the previous provider
/// end, and the person's history records the move.
pub(crate) async fn adopt(
    db: &SystemConn,
    former: User,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<User, DbError> {
    let change = (
        users::issuer.eq(identity.subject.issuer()),
        users::neon_auth_user_id.eq(identity.subject.as_str()),
        users::updated_at.eq(at),
    );
    let adopted = diesel::update(users::table.find(former.id))
        .set(change)
        .returning(User::as_returning())
        .kept()
        .get_result(&mut db.conn())
        .await?;
    set_scope(db, "app.user_id", &adopted.id.to_string()).await?;
    ending::end_all_sessions(db, adopted.id, at);
    let (event, nobody) = (SecurityEvent::ProviderChanged, ClientInfo::default());
    security::record(db, adopted.id, event, "", &nobody, at);
    tracing::info!(user.id = %adopted.id, "A person came along from the former provider");
    Ok(adopted)
}

/// Assigns the configured provider to rows in which the previous release wrote none, and
/// returns the other providers whose people are here. Call it at every start.
pub async fn record_issuer(db: &Db, issuer: &Issuer) -> Result<Vec<String>, DbError> {
    while mark(db, issuer).await? > 0 {}
    others(db, issuer).await
}

async fn mark(db: &Db, issuer: &Issuer) -> Result<usize, DbError> {
    let mark = sql_query(MARK)
        .bind::<Text, _>(issuer.as_str())
        .bind::<BigInt, _>(i64::try_from(AT_ONCE).unwrap_or(i64::MAX));
    db.once(async |mut conn: &AsyncPgConnection| mark.execute(&mut conn).await).await
}

const MARK: &str = "UPDATE users SET issuer = $1 \
    WHERE id IN (SELECT id FROM users WHERE issuer = '' LIMIT $2)";

/// Lists the other providers whose people are here, with one index lookup for each.
pub async fn others(db: &Db, issuer: &Issuer) -> Result<Vec<String>, DbError> {
    let mut found = Vec::new();
    let mut last = String::new();
    loop {
        let next =
            users::table.filter(users::issuer.gt(&last)).order(users::issuer).select(users::issuer);
        let next = async |mut conn: &AsyncPgConnection| -> QueryResult<Option<String>> {
            next.first(&mut conn).await.optional()
        };
        match db.once(next).await? {
            Some(next) => last.clone_from(&next),
            None => return Ok(found),
        }
        if last != issuer.as_str() {
            found.push(last.clone());
        }
    }
}

/// Assigns these subjects to `to`, whichever provider used these keys before, because they
/// were imported with them. Returns how many people were moved.
pub(crate) async fn keep_subjects(
    db: &SystemConn,
    subjects: impl IntoIterator<Item = Uuid>,
    to: &Issuer,
) -> Result<usize, DbError> {
    let keys: Vec<String> = subjects.into_iter().map(|id| id.to_string()).collect();
    let theirs = users::table
        .filter(users::neon_auth_user_id.eq_any(keys))
        .filter(users::issuer.ne(to.as_str()));
    take(db, theirs.select(users::id).load(&mut db.conn()).await?, to).await
}

/// Moves everyone known to `from` to `to`, which uses the same keys; returns how many.
pub async fn rename(db: &Db, from: &str, to: &Issuer) -> Result<usize, DbError> {
    let work = async |db: &SystemConn| {
        let theirs = users::table.filter(users::issuer.eq(from)).select(users::id);
        take(db, theirs.load(&mut db.conn()).await?, to).await
    };
    db.as_system("move people to another provider", work).await
}

/// Assigns these people to `to`. Their address becomes unverified if `to` has verified it
/// for another person in the meantime.
async fn take(db: &SystemConn, people: Vec<UserId>, to: &Issuer) -> Result<usize, DbError> {
    let mut moved = 0;
    for some in people.chunks(AT_ONCE) {
        sql_query(RELEASE)
            .bind::<Array<SqlUuid>, _>(some)
            .bind::<Text, _>(to.as_str())
            .execute(&mut db.conn())
            .await?;
        let theirs = users::table.filter(users::id.eq_any(some));
        let change = diesel::update(theirs).set(users::issuer.eq(to.as_str())).kept();
        moved += change.execute(&mut db.conn()).await?;
    }
    Ok(moved)
}

const RELEASE: &str = "UPDATE users former SET email_verified = false \
    WHERE former.id = ANY($1) AND former.email_verified AND EXISTS ( \
        SELECT FROM users present WHERE present.issuer = $2 AND present.email_verified \
        AND lower(present.email) = lower(former.email))";

/// Opens a move or changes when it ends. Needs the login that owns the tables; the serving
/// one isn't allowed to.
pub async fn open(
    mut conn: &AsyncPgConnection,
    from: &str,
    to: &Issuer,
    ends_at: DateTime<Utc>,
) -> QueryResult<()> {
    let times = (moves::opened_at.eq(diesel::dsl::now), moves::ends_at.eq(ends_at));
    let row = (moves::to_issuer.eq(to.as_str()), moves::from_issuer.eq(from), times);
    diesel::insert_into(moves::table)
        .values(row)
        .on_conflict((moves::to_issuer, moves::from_issuer))
        .do_update()
        .set(times)
        .execute(&mut conn)
        .await
        .map(drop)
}
