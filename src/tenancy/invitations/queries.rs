use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, dsl,
    sql_types::{Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;

use super::{InvitationPreview, PendingInvitation};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope, TenantConn, UserConn, lower,
        schema::{invitations as offers, tenants, users},
    },
    ids::InvitationId,
};

pub(crate) async fn cancel_invitation(
    db: &TenantConn,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let pending = offers::table
        .find((CurrentTenant, id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()));
    let canceled =
        diesel::update(pending).set(offers::canceled_at.eq(at)).execute(&mut db.conn()).await?;
    Ok(canceled > 0)
}

pub(crate) async fn pending_invitations(
    db: &TenantConn,
    at: DateTime<Utc>,
) -> Result<Vec<PendingInvitation>, DbError> {
    let pending = offers::table
        .inner_join(users::table)
        .filter(offers::tenant_id.eq(CurrentTenant).and(offers::expires_at.gt(at)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .order(offers::id.desc())
        .select((offers::id, offers::email, offers::role, offers::expires_at, users::name))
        .at_most::<200>()
        .load(&mut db.conn())
        .await?;
    Ok(pending)
}

type OfferColumns = (
    offers::tenant_id,
    offers::id,
    offers::invited_by,
    tenants::name,
    tenants::slug,
    users::name,
    offers::email,
    offers::role,
    offers::expires_at,
    offers::accepted_at,
    offers::canceled_at,
);

const OFFER: OfferColumns = (
    offers::tenant_id,
    offers::id,
    offers::invited_by,
    tenants::name,
    tenants::slug,
    users::name,
    offers::email,
    offers::role,
    offers::expires_at,
    offers::accepted_at,
    offers::canceled_at,
);

pub(crate) async fn offer(
    db: &impl Scope,
    token_hash: &[u8],
) -> Result<Option<InvitationPreview>, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(offers::token_hash.eq(token_hash).and(tenants::deleted_at.is_null()))
        .select(OFFER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn invitation_for_email(
    db: &impl Scope,
    email: &str,
    id: InvitationId,
) -> Result<Option<InvitationPreview>, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(lower(offers::email).eq(email).and(offers::id.eq(id)))
        .filter(tenants::deleted_at.is_null())
        .select(OFFER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn offers_to(
    db: &UserConn,
    email: &str,
    at: DateTime<Utc>,
) -> Result<Vec<InvitationPreview>, DbError> {
    let waiting = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(lower(offers::email).eq(email).and(offers::expires_at.gt(at)))
        .filter(tenants::deleted_at.is_null())
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .order(offers::id.desc())
        .select(OFFER)
        .at_most::<50>()
        .load(&mut db.conn())
        .await?;
    Ok(waiting)
}

diesel::define_sql_function! {
    /// Defined in a migration: whether a person may still grant a role.
    fn may_give_role(giver: SqlUuid, tenant: SqlUuid, given: Text) -> Bool;
}

/// Consumes a pending invitation if it's still valid: its inviter may grant the role, and
/// the current user has the address it was sent to.
pub(crate) async fn consume_invitation(
    db: &TenantConn,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let invitee = users::table
        .find(CurrentUser)
        .filter(users::email_verified.and(lower(users::email).eq(lower(offers::email))))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    let open = offers::table
        .find((CurrentTenant, id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.gt(at))
        .filter(may_give_role(offers::invited_by, offers::tenant_id, offers::role))
        .filter(dsl::exists(invitee));
    let consumed = diesel::update(open)
        .set((offers::accepted_at.eq(at), offers::accepted_by.eq(CurrentUser.nullable())))
        .execute(&mut db.conn())
        .await?;
    Ok(consumed > 0)
}

/// Returns an invitation's current state, from which the reason of a refusal follows.
pub(crate) async fn current_offer(
    db: &TenantConn,
    id: InvitationId,
) -> Result<InvitationPreview, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(offers::tenant_id.eq(CurrentTenant).and(offers::id.eq(id)))
        .select(OFFER)
        .first(&mut db.conn());
    Ok(found.await?)
}
