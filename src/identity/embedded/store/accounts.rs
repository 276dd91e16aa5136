//! Ways to sign in; the provider `credential` holds the password's hash.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _,
    PgExpressionMethods as _, QueryDsl as _, QueryResult, Queryable, Selectable,
    SelectableHelper as _,
    dsl::not,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::Text,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::try_join;
use uuid::Uuid;

use super::tables::accounts;
use crate::db::{Db, DbError, KeptDsl as _, Scope as _, SystemConn};

/// The provider of accounts that have a password.
pub(in super::super) const CREDENTIAL: &str = "credential";

/// A password account.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(in super::super) struct Credential {
    pub(in super::super) id: Uuid,
    pub(in super::super) password: Option<String>,
}

/// Returns a person's password account, read before a password is verified, and
/// [`former_hashes`].
pub(in super::super) async fn credential_of(
    db: &Db,
    user: Uuid,
) -> Result<(Option<Credential>, Vec<String>), DbError> {
    let statement = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.eq(CREDENTIAL))
        .select(Credential::as_select());
    db.once(async |conn: &AsyncPgConnection| {
        let mut same = conn;
        let found = async { statement.first(&mut same).await.optional() };
        try_join!(found, former_hashes(conn))
    })
    .await
}

/// Returns the starts of hashes of older kinds: the first and the last one, so that both
/// kinds are found if there are two.
pub(in super::super) async fn former_hashes(
    mut conn: &AsyncPgConnection,
) -> QueryResult<Vec<String>> {
    FormerHashes.load(&mut conn).await
}

/// Prepared once per connection, unlike `sql_query`.
#[derive(QueryId)]
struct FormerHashes;

impl Query for FormerHashes {
    type SqlType = Text;
}

impl QueryFragment<Pg> for FormerHashes {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(FORMER);
        Ok(())
    }
}

/// Reads two entries of an index that is empty in most installations.
const FORMER: &str = "\
    (SELECT left(password, 40) AS start FROM neon_auth.account \
     WHERE password NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%' \
     ORDER BY left(password, 40) COLLATE \"C\" LIMIT 1) \
    UNION ALL \
    (SELECT left(password, 40) FROM neon_auth.account \
     WHERE password NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%' \
     ORDER BY left(password, 40) COLLATE \"C\" DESC LIMIT 1)";

/// Replaces the password whose hash is `former`; `false` if it has been changed since it
/// was verified.
pub(in super::super) async fn replace_password(
    db: &SystemConn,
    id: Uuid,
    former: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(former));
    let changes = (accounts::password.eq(hash), accounts::updated_at.eq(now));
    Ok(diesel::update(same).set(changes).kept().execute(&mut db.conn()).await? == 1)
}

/// Sets a person's password, whether or not there was one. `chosen_in` names the browser in
/// which it was chosen before the mailbox was proven.
pub(in super::super) async fn set_password(
    db: &SystemConn,
    user: Uuid,
    hash: &str,
    chosen_in: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let content = (
        accounts::password.eq(hash),
        accounts::chosen_in.eq(chosen_in),
        accounts::updated_at.eq(now),
    );
    let row = (
        accounts::id.eq(Uuid::now_v7()),
        accounts::account_id.eq(user.to_string()),
        accounts::provider_id.eq(CREDENTIAL),
        accounts::user_id.eq(user),
        accounts::created_at.eq(now),
        content,
    );
    diesel::insert_into(accounts::table)
        .values(row)
        .on_conflict((accounts::provider_id, accounts::account_id))
        .do_update()
        .set(content)
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

/// Marks the verified password as chosen in `browser`.
pub(in super::super) async fn choose_in(
    db: &SystemConn,
    id: Uuid,
    hash: &str,
    browser: &str,
) -> Result<(), DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(hash));
    let chosen = diesel::update(same).set(accounts::chosen_in.eq(browser)).kept();
    chosen.execute(&mut db.conn()).await?;
    Ok(())
}

/// Sets the password of a person who has none; `false` if there is one.
pub(in super::super) async fn add_password(
    db: &SystemConn,
    user: Uuid,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let theirs = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.eq(CREDENTIAL))
        .filter(accounts::password.is_not_null());
    let found: Option<Uuid> = theirs.select(accounts::id).first(&mut db.conn()).await.optional()?;
    if found.is_none() {
        set_password(db, user, hash, None, now).await?;
    }
    Ok(found.is_none())
}

/// Stores the same password under a newer hash, unless it has been changed since.
pub(in super::super) async fn renew(
    db: &Db,
    id: Uuid,
    hash: &str,
    renewed: &str,
) -> Result<(), DbError> {
    let same = accounts::table.find(id).filter(accounts::password.eq(hash));
    let change = diesel::update(same).set(accounts::password.eq(renewed)).kept();
    db.at_once("renew a hash", async |mut conn| change.execute(&mut conn).await.map(drop)).await
}

/// Deletes all of a person's ways to sign in except the password that was chosen in
/// `browser`, and returns whether a password was deleted.
pub(in super::super) async fn keep_chosen_in(
    db: &SystemConn,
    user: Uuid,
    browser: Option<&str>,
) -> Result<bool, DbError> {
    let is_password = accounts::provider_id.eq(CREDENTIAL);
    // NULL on either side matches no browser.
    let kept = is_password.and(accounts::chosen_in.is_not_distinct_from(browser));
    let kept = kept.and(accounts::chosen_in.is_not_null());
    let others = accounts::table.filter(accounts::user_id.eq(user)).filter(not(kept));
    let ended = diesel::delete(others).returning((accounts::provider_id, accounts::password));
    let ended: Vec<(String, Option<String>)> = ended.load(&mut db.conn()).await?;
    Ok(ended.iter().any(|(provider, hash)| provider == CREDENTIAL && hash.is_some()))
}

/// Deletes a person's accounts at other sites; the password stays.
pub(in super::super) async fn delete_social(db: &SystemConn, user: Uuid) -> Result<(), DbError> {
    let social = accounts::table
        .filter(accounts::user_id.eq(user))
        .filter(accounts::provider_id.ne(CREDENTIAL));
    diesel::delete(social).execute(&mut db.conn()).await?;
    Ok(())
}

/// Deletes all of a person's ways to sign in, except by the mailbox.
pub(in super::super) async fn delete_all(db: &SystemConn, user: Uuid) -> Result<(), DbError> {
    let theirs = accounts::table.filter(accounts::user_id.eq(user));
    diesel::delete(theirs).execute(&mut db.conn()).await?;
    Ok(())
}

/// Returns the owner of the account `subject` at another site.
pub(in super::super) async fn owner(
    db: &SystemConn,
    provider: &str,
    subject: &str,
) -> Result<Option<Uuid>, DbError> {
    let found = accounts::table
        .filter(accounts::provider_id.eq(provider))
        .filter(accounts::account_id.eq(subject));
    Ok(found.select(accounts::user_id).first(&mut db.conn()).await.optional()?)
}

/// Lets a person sign in with their account at another site.
pub(in super::super) async fn link(
    db: &SystemConn,
    user: Uuid,
    provider: &str,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        accounts::id.eq(Uuid::now_v7()),
        accounts::account_id.eq(subject),
        accounts::provider_id.eq(provider),
        accounts::user_id.eq(user),
        accounts::created_at.eq(now),
        accounts::updated_at.eq(now),
    );
    diesel::insert_into(accounts::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// A way to sign in, as its owner sees it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub(in super::super) struct Linked {
    pub(in super::super) id: Uuid,
    pub(in super::super) account_id: String,
    pub(in super::super) provider_id: String,
    pub(in super::super) user_id: Uuid,
    pub(in super::super) scope: Option<String>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
}

/// Lists a person's ways to sign in, oldest first.
pub(in super::super) async fn list(db: &Db, user: Uuid) -> Result<Vec<Linked>, DbError> {
    let statement = accounts::table
        .filter(accounts::user_id.eq(user))
        .order((accounts::created_at, accounts::id))
        .select(Linked::as_select());
    db.once(async |mut conn| statement.load(&mut conn).await).await
}

/// Does the same as [`list`] and locks the rows until the commit.
pub(in super::super) async fn lock_all(
    db: &SystemConn,
    user: Uuid,
) -> Result<Vec<Linked>, DbError> {
    let theirs = accounts::table.filter(accounts::user_id.eq(user)).order(accounts::id);
    let locked = theirs.for_update().select(Linked::as_select());
    Ok(locked.load(&mut db.conn()).await?)
}

/// Deletes one way to sign in.
pub(in super::super) async fn delete(db: &SystemConn, id: Uuid) -> Result<(), DbError> {
    diesel::delete(accounts::table.find(id)).execute(&mut db.conn()).await?;
    Ok(())
}
