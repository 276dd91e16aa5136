use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _, OptionalExtension as _,
    QueryDsl as _, dsl, sql_types::Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl as _;

use super::{Candidate, LIFETIME, OwnershipTransfer, Receiver};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn,
        TenantReader, lower,
        schema::{memberships, ownership_transfers as transfers, users},
    },
    ids::{OwnershipTransferId, UserId},
    types::Role,
};

diesel::alias!(users as givers: Givers, users as receivers: Receivers);

diesel::define_sql_function! {
    /// Defined in a migration: whether the giver is still an active owner and the receiver an
    /// active member of an organization in use.
    fn transfer_stands(tenant: SqlUuid, giver: SqlUuid, receiver: SqlUuid) -> Bool;
}

/// The active members other than the current user.
macro_rules! active_members {
    () => {
        memberships::table
            .inner_join(users::table)
            .filter(memberships::tenant_id.eq(CurrentTenant))
            .filter(memberships::user_id.ne(CurrentUser).and(memberships::suspended_at.is_null()))
            .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()))
            .select(((users::id, users::name, users::email), memberships::role))
    };
}

pub(super) async fn candidate(
    db: &TenantConn,
    receiver: Receiver<'_>,
) -> Result<Option<Candidate>, DbError> {
    let active = active_members!();
    let found = match receiver {
        Receiver::Id(user) => active.filter(users::id.eq(user)).first(&mut db.conn()).await,
        Receiver::Email(email) => {
            let proven = users::email_verified.and(lower(users::email).eq(email));
            active.filter(proven).first(&mut db.conn()).await
        }
    };
    Ok(found.optional()?)
}

pub(super) async fn candidates(db: &TenantReader) -> Result<Vec<Candidate>, DbError> {
    let some = active_members!()
        .filter(memberships::role.ne(Role::Owner).and(users::email_verified))
        .order((users::name, users::id));
    Ok(some.at_most::<100>().load(&mut db.conn()).await?)
}

pub(super) async fn insert(
    db: &TenantConn,
    id: OwnershipTransferId,
    receiver: UserId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        transfers::tenant_id.eq(CurrentTenant),
        transfers::id.eq(id),
        transfers::giver_id.eq(CurrentUser),
        transfers::receiver_id.eq(receiver),
        transfers::created_at.eq(at),
        transfers::expires_at.eq(at + LIFETIME),
    );
    diesel::insert_into(transfers::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// The rows without an answer.
macro_rules! unanswered {
    () => {
        transfers::tenant_id
            .eq(CurrentTenant)
            .and(transfers::accepted_at.is_null())
            .and(transfers::canceled_at.is_null())
    };
}

/// Whether a row's people can still do what it offers.
macro_rules! stands {
    () => {
        transfer_stands(transfers::tenant_id, transfers::giver_id, transfers::receiver_id)
    };
}

pub(super) async fn open(
    db: &TenantReader,
    at: DateTime<Utc>,
) -> Result<Option<OwnershipTransfer>, DbError> {
    let (giver, receiver) = (givers.field(users::id), receivers.field(users::id));
    let found = transfers::table
        .inner_join(givers.on(giver.eq(transfers::giver_id)))
        .inner_join(receivers.on(receiver.eq(transfers::receiver_id)))
        .filter(unanswered!().and(transfers::expires_at.gt(at)).and(stands!()))
        .select((
            transfers::id,
            givers.fields((users::id, users::name, users::email)),
            receivers.fields((users::id, users::name, users::email)),
            transfers::created_at,
            transfers::expires_at,
        ))
        .first(&mut db.conn());
    Ok(found.await.optional()?)
}

pub(super) async fn is_offered(
    db: &TenantReader,
    id: OwnershipTransferId,
) -> Result<bool, DbError> {
    let offered =
        transfers::table.find((CurrentTenant, id)).filter(transfers::receiver_id.eq(CurrentUser));
    Ok(diesel::select(dsl::exists(offered)).get_result(&mut db.conn()).await?)
}

/// Cancels an offer that can't be accepted any more, so that there is room for another.
pub(super) async fn cancel_void(db: &TenantConn, at: DateTime<Utc>) -> Result<(), DbError> {
    let void = transfers::expires_at.le(at).or(dsl::not(stands!()));
    diesel::update(transfers::table.filter(unanswered!().and(void)))
        .set(transfers::canceled_at.eq(at))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

/// Consumes an offer to the current user if it still stands.
pub(super) async fn consume(
    db: &TenantConn,
    id: OwnershipTransferId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let open = transfers::table
        .filter(transfers::id.eq(id).and(transfers::receiver_id.eq(CurrentUser)))
        .filter(unanswered!().and(transfers::expires_at.gt(at)).and(stands!()));
    let consumed = diesel::update(open)
        .set(transfers::accepted_at.eq(at))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(consumed > 0)
}

pub(super) async fn cancel(
    db: &TenantConn,
    id: OwnershipTransferId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let open = transfers::table.filter(transfers::id.eq(id).and(unanswered!()));
    diesel::update(open).set(transfers::canceled_at.eq(at)).kept().execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn set_role(db: &TenantConn, user: UserId, role: Role) -> Result<(), DbError> {
    let row = memberships::table.find((CurrentTenant, user));
    diesel::update(row).set(memberships::role.eq(role)).kept().execute(&mut db.conn()).await?;
    Ok(())
}
