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
    users::bans::NamedBy,
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
    db: &TenantReader,
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

pub(super) fn insert(
    db: &TenantConn,
    id: OwnershipTransferId,
    receiver: UserId,
    at: DateTime<Utc>,
) {
    let row = (
        transfers::tenant_id.eq(CurrentTenant),
        transfers::id.eq(id),
        transfers::giver_id.eq(CurrentUser),
        transfers::receiver_id.eq(receiver),
        transfers::created_at.eq(at),
        transfers::expires_at.eq(at + LIFETIME),
    );
    db.write_with_next(diesel::insert_into(transfers::table).values(row));
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

/// The owner who makes an offer.
pub(super) const GIVER: NamedBy = "SELECT giver_id FROM public.ownership_transfers \
    WHERE tenant_id = (SELECT current_tenant_id()) AND id = $1";

pub(super) async fn lock(db: &TenantReader, id: OwnershipTransferId) -> Result<(), DbError> {
    let row = transfers::table.find((CurrentTenant, id)).select(transfers::id);
    row.for_no_key_update().load::<OwnershipTransferId>(&mut db.conn()).await?;
    Ok(())
}

/// Cancels an offer that can't be accepted any more, so that there is room for another.
pub(super) fn cancel_void(db: &TenantConn, at: DateTime<Utc>) {
    let void = transfers::expires_at.le(at).or(dsl::not(stands!()));
    let void = transfers::table.filter(unanswered!().and(void));
    db.write_with_next(diesel::update(void).set(transfers::canceled_at.eq(at)).kept());
}

/// Marks an unanswered offer to the current user as accepted.
pub(super) fn accept(db: &TenantConn, id: OwnershipTransferId, at: DateTime<Utc>) {
    let own = transfers::id.eq(id).and(transfers::receiver_id.eq(CurrentUser));
    let open = transfers::table.filter(own.and(unanswered!()));
    db.write_with_next(diesel::update(open).set(transfers::accepted_at.eq(at)).kept());
}

pub(super) fn cancel(db: &TenantConn, id: OwnershipTransferId, at: DateTime<Utc>) {
    let open = transfers::table.filter(transfers::id.eq(id).and(unanswered!()));
    db.write_with_next(diesel::update(open).set(transfers::canceled_at.eq(at)).kept());
}

pub(super) fn set_role(db: &TenantConn, user: UserId, role: Role) {
    let row = memberships::table.find((CurrentTenant, user));
    db.write_with_next(diesel::update(row).set(memberships::role.eq(role)).kept());
}
