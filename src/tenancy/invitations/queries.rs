use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, dsl,
    sql_types::{Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;

use super::InvitationPreview;
use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope, TenantConn, lower,
        schema::{invitations as offers, tenants, users},
    },
    ids::InvitationId,
};

type OfferColumns = (
    offers::tenant_id,
    offers::id,
    offers::invited_by,
    tenants::name,
    tenants::slug,
    (tenants::hue, tenants::logo),
    users::name,
    offers::email,
    offers::role,
    offers::expires_at,
    offers::accepted_at,
    offers::canceled_at,
    offers::declined_at,
    users::email,
    users::email_verified,
    offers::link_proves_mailbox,
    offers::token_hash,
);

const OFFER: OfferColumns = (
    offers::tenant_id,
    offers::id,
    offers::invited_by,
    tenants::name,
    tenants::slug,
    (tenants::hue, tenants::logo),
    users::name,
    offers::email,
    offers::role,
    offers::expires_at,
    offers::accepted_at,
    offers::canceled_at,
    offers::declined_at,
    users::email,
    users::email_verified,
    offers::link_proves_mailbox,
    offers::token_hash,
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

diesel::define_sql_function! {
    /// Defined in a migration: whether a person may still grant a role.
    fn may_give_role(giver: SqlUuid, tenant: SqlUuid, given: Text) -> Bool;
}

/// Consumes a pending invitation if it's still valid: its link wasn't replaced, its inviter
/// may grant the role, and the current user has the address it was sent to.
pub(crate) async fn consume_invitation(
    db: &TenantConn,
    offer: &InvitationPreview,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let invitee = users::table
        .find(CurrentUser)
        .filter(users::email_verified.and(lower(users::email).eq(lower(offers::email))))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    let open = offers::table
        .find((CurrentTenant, offer.id))
        .filter(offers::token_hash.eq(&offer.token_hash))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.gt(at))
        .filter(may_give_role(offers::invited_by, offers::tenant_id, offers::role))
        .filter(dsl::exists(invitee));
    let consumed = diesel::update(open)
        .set((offers::accepted_at.eq(at), offers::accepted_by.eq(CurrentUser.nullable())))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(consumed > 0)
}

/// Ends a pending invitation as declined, unless its link was replaced.
pub(crate) async fn decline_invitation(
    db: &TenantConn,
    offer: &InvitationPreview,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let open = offers::table
        .find((CurrentTenant, offer.id))
        .filter(offers::token_hash.eq(&offer.token_hash))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.gt(at));
    let declined = diesel::update(open)
        .set((offers::declined_at.eq(at), offers::canceled_at.eq(at)))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(declined > 0)
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
