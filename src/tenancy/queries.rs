use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, PgSortExpressionMethods as _,
    PgTextExpressionMethods as _, QueryDsl as _, dsl, sql_types::Bool,
};
use diesel_async::RunQueryDsl as _;

use super::{
    Role, Slug, TenantName,
    invitations::{self, NewInvitation, Offer, Pending},
    memberships::{Member, Place, Window},
};
use crate::{
    db::{
        DbError, Scope, TenantConn, UserConn,
        schema::{invitations as offers, memberships, tenant_slugs, tenants, users},
    },
    identity::types::EmailAddress,
    ids::{InvitationId, TenantId, UserId},
    secret,
};

diesel::define_sql_function! {
    /// Lower case, as the indexes on addresses have it.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

pub(super) async fn insert_tenant(
    db: &TenantConn,
    name: &TenantName,
    slug: &Slug,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        tenants::id.eq(db.tenant()),
        tenants::slug.eq(slug.as_str()),
        tenants::name.eq(name.as_str()),
        tenants::created_at.eq(at),
        tenants::updated_at.eq(at),
    );
    diesel::insert_into(tenants::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn slug_exists(db: &UserConn, slug: &Slug) -> Result<bool, DbError> {
    let taken = tenants::table.filter(tenants::slug.eq(slug.as_str()));
    Ok(diesel::select(dsl::exists(taken)).get_result(&mut db.conn()).await?)
}

pub(super) async fn present_slug(db: &UserConn, slug: &str) -> Result<Option<String>, DbError> {
    let found = tenant_slugs::table
        .inner_join(tenants::table.on(tenants::id.eq(tenant_slugs::tenant_id)))
        .filter(tenant_slugs::slug.eq(slug).and(tenants::slug.ne(slug)))
        .select(tenants::slug)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn insert_membership(
    db: &TenantConn,
    user: UserId,
    role: Role,
    is_default: bool,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        memberships::tenant_id.eq(db.tenant()),
        memberships::user_id.eq(user),
        memberships::role.eq(role),
        memberships::is_default.eq(is_default),
        memberships::created_at.eq(at),
    );
    diesel::insert_into(memberships::table)
        .values(row)
        .on_conflict((memberships::tenant_id, memberships::user_id))
        .do_nothing()
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

pub(super) async fn count_of_user(db: &UserConn) -> Result<i64, DbError> {
    let own = memberships::table.filter(memberships::user_id.eq(db.user()));
    Ok(own.count().get_result(&mut db.conn()).await?)
}

pub(super) async fn landing_of_user(db: &UserConn) -> Result<(i64, bool), DbError> {
    let found: (i64, Option<bool>) = memberships::table
        .filter(memberships::user_id.eq(db.user()))
        .select((
            dsl::count_star(),
            dsl::sql::<diesel::sql_types::Nullable<Bool>>("bool_or(is_default)"),
        ))
        .get_result(&mut db.conn())
        .await?;
    Ok((found.0, found.1.unwrap_or(false)))
}

type PlaceColumns =
    (tenants::id, tenants::slug, tenants::name, memberships::role, memberships::is_default);

const PLACE: PlaceColumns =
    (tenants::id, tenants::slug, tenants::name, memberships::role, memberships::is_default);

/// `first` leads, then the default, then by name.
pub(super) async fn places_of_user(
    db: &UserConn,
    query: &str,
    window: Window,
    first: Option<TenantId>,
) -> Result<Vec<Place>, DbError> {
    let pattern = like_pattern(query);
    let places = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(db.user()))
        .filter(tenants::name.ilike(&pattern).or(tenants::slug.ilike(&pattern)))
        .order((
            tenants::id.nullable().eq(first).desc().nulls_last(),
            memberships::is_default.desc(),
            tenants::name,
            tenants::id,
        ))
        .limit(window.limit)
        .offset(window.offset)
        .select(PLACE)
        .load(&mut db.conn())
        .await?;
    Ok(places)
}

pub(super) async fn count_places_of_user(db: &UserConn, query: &str) -> Result<i64, DbError> {
    let pattern = like_pattern(query);
    let count = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(db.user()))
        .filter(tenants::name.ilike(&pattern).or(tenants::slug.ilike(&pattern)))
        .count()
        .get_result(&mut db.conn())
        .await?;
    Ok(count)
}

/// What LIKE takes literally.
fn like_pattern(query: &str) -> String {
    let literal = query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

pub(super) async fn switcher(
    db: &impl Scope,
    user: UserId,
    limit: i64,
) -> Result<Vec<Place>, DbError> {
    let places = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(user))
        .order((memberships::is_default.desc(), tenants::name, tenants::id))
        .limit(limit)
        .select(PLACE)
        .load(&mut db.conn())
        .await?;
    Ok(places)
}

pub(super) async fn own_tenant(db: &UserConn, slug: &str) -> Result<Option<TenantId>, DbError> {
    let found = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(db.user()).and(tenants::slug.eq(slug)))
        .select(tenants::id)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn clear_default(db: &UserConn) -> Result<(), DbError> {
    let default = memberships::table
        .filter(memberships::user_id.eq(db.user()).and(memberships::is_default.eq(true)));
    diesel::update(default).set(memberships::is_default.eq(false)).execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn set_default(db: &UserConn, tenant: TenantId) -> Result<bool, DbError> {
    let own = memberships::table.find((tenant, db.user()));
    let updated =
        diesel::update(own).set(memberships::is_default.eq(true)).execute(&mut db.conn()).await?;
    Ok(updated > 0)
}

pub(super) async fn members(db: &TenantConn, window: Window) -> Result<Vec<Member>, DbError> {
    let rank = dsl::sql::<diesel::sql_types::Integer>(
        "array_position(ARRAY['owner', 'admin', 'member'], memberships.role::text)",
    );
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(db.tenant()))
        .order((rank, memberships::created_at, users::id))
        .limit(window.limit)
        .offset(window.offset)
        .select((users::id, users::name, users::email, memberships::role, memberships::created_at))
        .load(&mut db.conn())
        .await?;
    Ok(members)
}

pub(super) async fn count_members(db: &TenantConn) -> Result<i64, DbError> {
    let all = memberships::table.filter(memberships::tenant_id.eq(db.tenant()));
    Ok(all.count().get_result(&mut db.conn()).await?)
}

pub(super) async fn is_member(db: &TenantConn, email: &EmailAddress) -> Result<bool, DbError> {
    let member = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(db.tenant()).and(lower(users::email).eq(email.as_str())));
    Ok(diesel::select(dsl::exists(member)).get_result(&mut db.conn()).await?)
}

pub(super) async fn cancel_expired_invitation(
    db: &TenantConn,
    email: &EmailAddress,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let expired = offers::table
        .filter(offers::tenant_id.eq(db.tenant()).and(lower(offers::email).eq(email.as_str())))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.le(at));
    diesel::update(expired).set(offers::canceled_at.eq(at)).execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn insert_invitation(
    db: &TenantConn,
    id: InvitationId,
    inviter: UserId,
    new: &NewInvitation,
    token: &str,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        offers::tenant_id.eq(db.tenant()),
        offers::id.eq(id),
        offers::email.eq(new.email.as_str()),
        offers::role.eq(new.role),
        offers::token_hash.eq(secret::digest(token)),
        offers::invited_by.eq(inviter),
        offers::created_at.eq(at),
        offers::expires_at.eq(at + invitations::LIFETIME),
    );
    diesel::insert_into(offers::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn cancel_invitation(
    db: &TenantConn,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let pending = offers::table
        .find((db.tenant(), id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()));
    let canceled =
        diesel::update(pending).set(offers::canceled_at.eq(at)).execute(&mut db.conn()).await?;
    Ok(canceled > 0)
}

pub(super) async fn pending_invitations(
    db: &TenantConn,
    at: DateTime<Utc>,
) -> Result<Vec<Pending>, DbError> {
    let pending = offers::table
        .inner_join(users::table)
        .filter(offers::tenant_id.eq(db.tenant()).and(offers::expires_at.gt(at)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .order(offers::id.desc())
        .limit(200)
        .select((offers::id, offers::email, offers::role, offers::expires_at, users::name))
        .load(&mut db.conn())
        .await?;
    Ok(pending)
}

pub(super) async fn count_pending_invitations(
    db: &TenantConn,
    at: DateTime<Utc>,
) -> Result<i64, DbError> {
    let pending = offers::table
        .filter(offers::tenant_id.eq(db.tenant()).and(offers::expires_at.gt(at)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()));
    Ok(pending.count().get_result(&mut db.conn()).await?)
}

type OfferColumns = (
    offers::tenant_id,
    offers::id,
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
    tenants::name,
    tenants::slug,
    users::name,
    offers::email,
    offers::role,
    offers::expires_at,
    offers::accepted_at,
    offers::canceled_at,
);

pub(super) async fn offer(db: &impl Scope, token_hash: &[u8]) -> Result<Option<Offer>, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(offers::token_hash.eq(token_hash))
        .select(OFFER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn own_offer(
    db: &impl Scope,
    email: &str,
    id: InvitationId,
) -> Result<Option<Offer>, DbError> {
    let found = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(lower(offers::email).eq(email).and(offers::id.eq(id)))
        .select(OFFER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn offers_to(
    db: &UserConn,
    email: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Offer>, DbError> {
    let waiting = offers::table
        .inner_join(tenants::table)
        .inner_join(users::table)
        .filter(lower(offers::email).eq(email).and(offers::expires_at.gt(at)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .order(offers::id.desc())
        .limit(50)
        .select(OFFER)
        .load(&mut db.conn())
        .await?;
    Ok(waiting)
}

pub(super) async fn consume_invitation(
    db: &TenantConn,
    id: InvitationId,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let open = offers::table
        .find((db.tenant(), id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.gt(at));
    let consumed = diesel::update(open)
        .set((offers::accepted_at.eq(at), offers::accepted_by.eq(user)))
        .execute(&mut db.conn())
        .await?;
    Ok(consumed > 0)
}
