//! Adds people from another database in bulk; no existing row is changed.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, Insertable, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::{
    tables::{accounts, users},
    users::AuthUser,
};
use crate::db::{DbError, Scope as _, SystemConn};

/// A way to sign in, as it is added.
#[derive(Clone, Insertable)]
#[diesel(table_name = accounts)]
pub(in super::super) struct NewAccount {
    pub(in super::super) id: Uuid,
    pub(in super::super) account_id: String,
    pub(in super::super) provider_id: String,
    pub(in super::super) user_id: Uuid,
    pub(in super::super) password: Option<String>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
}

/// Adds the people whose id and address are both free, and returns their ids.
pub(in super::super) async fn add_people(
    db: &SystemConn,
    people: Vec<AuthUser>,
) -> Result<Vec<Uuid>, DbError> {
    let insert = diesel::insert_into(users::table).values(people).on_conflict_do_nothing();
    Ok(insert.returning(users::id).get_results(&mut db.conn()).await?)
}

/// Returns the people who have one of these ids or addresses.
pub(in super::super) async fn people_like(
    db: &SystemConn,
    ids: Vec<Uuid>,
    emails: Vec<String>,
) -> Result<Vec<(Uuid, String)>, DbError> {
    let like = users::id.eq_any(ids).or(users::email.eq_any(emails));
    let found = users::table.filter(like).select((users::id, users::email));
    Ok(found.load(&mut db.conn()).await?)
}

/// Adds the accounts that are free, and returns their ids.
pub(in super::super) async fn add_accounts(
    db: &SystemConn,
    new: Vec<NewAccount>,
) -> Result<Vec<Uuid>, DbError> {
    let insert = diesel::insert_into(accounts::table).values(new).on_conflict_do_nothing();
    Ok(insert.returning(accounts::id).get_results(&mut db.conn()).await?)
}
