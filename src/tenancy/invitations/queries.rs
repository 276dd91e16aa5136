use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, dsl,
    sql_types::{Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;
use uuid::Uuid;

use super::{InvitationPreview, Key};
use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope, TenantConn, lower,
        schema::{invitations as offers, tenants, users},
        set_config, set_scope,
    },
    ids::InvitationId,
    users::bans::NamedBy,
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

pub(super) async fn own(
    db: &impl Scope,
    id: InvitationId,
) -> Result<Option<InvitationPreview>, DbError> {
    let own = diesel::alias!(users as own);
    let address = own
        .filter(own.field(users::id).eq(CurrentUser).and(own.field(users::email_verified)))
        .select(own.field(users::email));
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(offers::email.eq_any(address).and(offers::id.eq(id)))
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

/// The inviter, by the id of the invitation or by the link that [`enter`] has read.
pub(super) const INVITER: NamedBy = "SELECT invited_by FROM public.invitations \
    WHERE tenant_id = (SELECT current_tenant_id()) AND (id = $1 OR token_hash = \
        decode(nullif(current_setting('app.invitation_hash', true), ''), 'hex'))";

/// The id of no invitation.
pub(super) fn no_id() -> InvitationId {
    Uuid::nil().into()
}

/// Scopes the transaction to the organization of an invitation, if it's in use: for who has the
/// link, or for the person who has proven the address.
pub(super) async fn enter(db: &impl Scope, key: &Key) -> Result<(), DbError> {
    if key.is_link() {
        return enter_by_link(db, key).await;
    }
    let proven = users::table.find(CurrentUser).filter(users::email_verified);
    let enter = offers::table
        .inner_join(tenants::table)
        .filter(offers::email.eq_any(proven.select(users::email)))
        .filter(offers::id.nullable().eq(key.id).and(tenants::deleted_at.is_null()))
        .select(set_config("app.tenant_id", offers::tenant_id.cast::<Text>(), true));
    enter.load::<String>(&mut db.conn()).await?;
    Ok(())
}

async fn enter_by_link(db: &impl Scope, key: &Key) -> Result<(), DbError> {
    let mut conn = db.conn();
    let enter = offers::table
        .inner_join(tenants::table)
        .filter(offers::token_hash.eq(&key.token_hash).and(tenants::deleted_at.is_null()))
        .select(set_config("app.tenant_id", offers::tenant_id.cast::<Text>(), true));
    let enter = async { Ok(enter.load::<String>(&mut conn).await?) };
    try_join!(set_scope(db, "app.invitation_hash", &key.digest), enter).map(drop)
}

/// The rows of the current tenant that a key tells.
macro_rules! told {
    ($key:expr) => {
        offers::tenant_id
            .eq(CurrentTenant)
            .and(offers::token_hash.eq(&$key.token_hash).or(offers::id.nullable().eq($key.id)))
    };
}

pub(super) async fn lock(db: &impl Scope, key: &Key) -> Result<(), DbError> {
    let row = offers::table.filter(told!(key)).select(offers::id).for_no_key_update();
    row.load::<InvitationId>(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn offer_here(
    db: &impl Scope,
    key: &Key,
) -> Result<Option<InvitationPreview>, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(told!(key).and(tenants::deleted_at.is_null()))
        .select(OFFER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// Whether the inviter may grant the role, and the current user has the address it was sent to
/// and may use it.
pub(super) async fn stands(db: &impl Scope, key: &Key) -> Result<bool, DbError> {
    let invitee = users::table
        .find(CurrentUser)
        .filter(users::email_verified.and(lower(users::email).eq(lower(offers::email))))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    let standing = offers::table
        .filter(told!(key))
        .filter(may_give_role(offers::invited_by, offers::tenant_id, offers::role))
        .filter(dsl::exists(invitee));
    Ok(diesel::select(dsl::exists(standing)).get_result(&mut db.conn()).await?)
}

/// Marks an unanswered invitation as accepted by the current user, with the next statement.
pub(super) fn accept(db: &TenantConn, id: InvitationId, at: DateTime<Utc>) {
    let unanswered = offers::accepted_at.is_null().and(offers::canceled_at.is_null());
    let open = offers::table.find((CurrentTenant, id)).filter(unanswered);
    let accepted = (offers::accepted_at.eq(at), offers::accepted_by.eq(CurrentUser.nullable()));
    db.write_with_next(diesel::update(open).set(accepted).kept());
}

/// Ends an unanswered invitation as declined, with the next statement.
pub(super) fn decline(db: &TenantConn, id: InvitationId, at: DateTime<Utc>) {
    let unanswered = offers::accepted_at.is_null().and(offers::canceled_at.is_null());
    let open = offers::table.find((CurrentTenant, id)).filter(unanswered);
    let declined = (offers::declined_at.eq(at), offers::canceled_at.eq(at));
    db.write_with_next(diesel::update(open).set(declined).kept());
}
