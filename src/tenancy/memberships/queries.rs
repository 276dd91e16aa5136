use chrono::{DateTime, Utc};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    OptionalExtension as _, PgTextExpressionMethods as _, QueryDsl as _,
    WindowExpressionMethods as _, dsl, sql_types::Bool,
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{
    COUNTED, OwnCount, OwnMembership, PageRequest, PeopleCount, SWITCHER_SIZE, SuspendedMembership,
    TenantSummary,
};
use crate::{
    db::{
        AtMostDsl as _, CappedCount, CountUpToDsl as _, CurrentTenant, CurrentUser, DbError,
        KeptDsl as _, Scope, TenantConn, TenantReader, UserConn, UserReader, like_pattern,
        schema::{former_memberships, invitations, memberships, tenants, users},
    },
    ids::{TenantId, UserId},
    types::Role,
};

/// Counts the user's memberships, after locking the user's row. A person who joins two
/// organizations at once is thus counted in the second only after the first. Both
/// statements travel together.
pub(crate) async fn count_of_user(db: &impl Scope) -> Result<i64, DbError> {
    let (mut first, mut second) = (db.conn(), db.conn());
    let own = memberships::table.filter(memberships::user_id.eq(CurrentUser));
    let person = users::table.find(CurrentUser).select(users::id).for_no_key_update();
    let (_, count) =
        try_join!(person.load::<UserId>(&mut first), own.count().get_result(&mut second))?;
    Ok(count)
}

diesel::define_sql_function! {
    /// Returns the role's rank; the most powerful role comes first.
    fn role_rank(role: diesel::sql_types::Text) -> diesel::sql_types::Integer;
}

diesel::define_sql_function! {
    /// Whether the flag is true in any row.
    #[aggregate]
    fn bool_or(flag: Bool) -> diesel::sql_types::Nullable<Bool>;
}

/// The current user's memberships that give access: not suspended, in organizations that
/// aren't deleted.
#[dsl::auto_type(no_type_alias)]
pub(super) fn own_memberships() -> _ {
    memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(CurrentUser))
        .filter(memberships::suspended_at.is_null())
        .filter(tenants::deleted_at.is_null())
}

pub(crate) async fn count_own(db: &impl Scope) -> Result<OwnCount, DbError> {
    let is_open = tenants::suspended_at.is_null();
    let counts = own_memberships().select((
        dsl::count_star(),
        dsl::count(tenants::id).aggregate_filter(is_open),
        bool_or(memberships::is_default.and(is_open)),
    ));
    let (count, open, default): (_, _, Option<bool>) = counts.get_result(&mut db.conn()).await?;
    Ok(OwnCount { count, open, has_open_default: default.unwrap_or(false) })
}

pub(super) type SummaryColumns = (
    tenants::id,
    tenants::slug,
    tenants::name,
    memberships::role,
    memberships::is_default,
    (tenants::hue, tenants::logo),
    dsl::IsNotNull<tenants::suspended_at>,
);

pub(super) fn summary() -> SummaryColumns {
    (
        tenants::id,
        tenants::slug,
        tenants::name,
        memberships::role,
        memberships::is_default,
        (tenants::hue, tenants::logo),
        tenants::suspended_at.is_not_null(),
    )
}

/// Returns the matching ones, the default first, then by name, along with the total
/// number.
pub(crate) async fn search(
    db: &impl Scope,
    query: &str,
    window: PageRequest,
) -> Result<(Vec<TenantSummary>, i64), DbError> {
    let mut matching = own_memberships()
        .order((memberships::is_default.desc(), tenants::name, tenants::id))
        .select((summary(), dsl::count_star().over()))
        .into_boxed();
    if !query.is_empty() {
        let pattern = like_pattern(query);
        matching =
            matching.filter(tenants::name.ilike(pattern.clone()).or(tenants::slug.ilike(pattern)));
    }
    let page = matching.limit(window.limit).offset(window.offset);
    let found: Vec<(TenantSummary, i64)> = page.load(&mut db.conn()).await?;
    let (summaries, totals): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    Ok((summaries, totals.last().copied().unwrap_or_default()))
}

pub(crate) async fn own(
    db: &UserReader,
    window: PageRequest,
) -> Result<Vec<OwnMembership>, DbError> {
    let own = own_memberships()
        .order((memberships::is_default.desc(), tenants::name, tenants::id))
        .select((summary(), memberships::last_active_at))
        .limit(window.limit)
        .offset(window.offset)
        .load(&mut db.conn())
        .await?;
    Ok(own)
}

pub(crate) async fn suspended(db: &UserReader) -> Result<Vec<SuspendedMembership>, DbError> {
    let places = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::suspended_at.is_not_null()))
        .filter(tenants::deleted_at.is_null())
        .order((tenants::name, tenants::id))
        .select((tenants::id, tenants::name))
        .at_most::<50>()
        .load(&mut db.conn())
        .await?;
    Ok(places)
}

pub(crate) async fn switcher(db: &impl Scope) -> Result<Vec<TenantSummary>, DbError> {
    let summaries = own_memberships()
        .order((
            memberships::last_active_at.desc(),
            memberships::is_default.desc(),
            tenants::name,
            tenants::id,
        ))
        .select(summary())
        .at_most::<{ SWITCHER_SIZE + 1 }>()
        .load(&mut db.conn())
        .await?;
    Ok(summaries)
}

/// Finds the membership that [`own_tenant`] does and locks it, after the user's row: of two
/// defaults that are chosen at once, the second one clears the first.
pub(crate) async fn lock_own(db: &UserReader, slug: &str) -> Result<Option<TenantId>, DbError> {
    let place = tenants::table
        .filter(tenants::slug.eq(slug).and(tenants::deleted_at.is_null()))
        .select(tenants::id);
    let own = memberships::table
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::suspended_at.is_null()))
        .filter(memberships::tenant_id.eq_any(place))
        .select(memberships::tenant_id)
        .for_no_key_update();
    let (mut first, mut second) = (db.conn(), db.conn());
    let person = users::table.find(CurrentUser).select(users::id).for_no_key_update();
    let (_, own) = try_join!(person.load::<UserId>(&mut first), own.load::<TenantId>(&mut second))?;
    Ok(own.into_iter().next())
}

pub(crate) fn clear_default(db: &UserConn) {
    let default = memberships::table
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::is_default));
    db.write_with_next(diesel::update(default).set(memberships::is_default.eq(false)).kept());
}

pub(crate) fn set_default(db: &UserConn, tenant: TenantId) {
    let own = memberships::table.find((tenant, CurrentUser));
    db.write_with_next(diesel::update(own).set(memberships::is_default.eq(true)).kept());
}

pub(crate) async fn was_removed(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    let removed =
        former_memberships::table.find((tenant, CurrentUser)).filter(former_memberships::removed);
    Ok(diesel::select(dsl::exists(removed)).get_result(&mut db.conn()).await?)
}

/// Counts the current tenant's members.
pub(crate) async fn count_members(db: &TenantConn) -> Result<i64, DbError> {
    let all = memberships::table.filter(memberships::tenant_id.eq(CurrentTenant));
    Ok(all.count().get_result(&mut db.conn()).await?)
}

pub(crate) async fn own_tenant(db: &UserReader, slug: &str) -> Result<Option<TenantId>, DbError> {
    let found = own_memberships()
        .filter(tenants::slug.eq(slug))
        .select(tenants::id)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn role_in(db: &UserConn, slug: &str) -> Result<Option<Role>, DbError> {
    let role = own_memberships().filter(tenants::slug.eq(slug)).select(memberships::role);
    Ok(role.first(&mut db.conn()).await.optional()?)
}

pub(crate) async fn is_active_in(db: &UserConn, tenant: TenantId) -> Result<bool, DbError> {
    let own = own_memberships().filter(tenants::id.eq(tenant));
    Ok(diesel::select(dsl::exists(own)).get_result(&mut db.conn()).await?)
}

pub(crate) async fn suspended_from(db: &UserReader, slug: &str) -> Result<Option<String>, DbError> {
    let found = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::suspended_at.is_not_null()))
        .filter(tenants::slug.eq(slug).and(tenants::deleted_at.is_null()))
        .select(tenants::name)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// Returns the name of the suspended organization `slug`, if the current user is an active
/// member.
pub(crate) async fn in_suspended(db: &UserReader, slug: &str) -> Result<Option<String>, DbError> {
    let found = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::suspended_at.is_null()))
        .filter(tenants::slug.eq(slug).and(tenants::deleted_at.is_null()))
        .filter(tenants::suspended_at.is_not_null())
        .select(tenants::name)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn knows(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    let present = memberships::table.find((tenant, CurrentUser));
    let former = former_memberships::table.find((tenant, CurrentUser));
    let known = dsl::exists(present).or(dsl::exists(former));
    Ok(diesel::select(known).get_result(&mut db.conn()).await?)
}

pub(crate) async fn left(db: &UserConn, slug: &str) -> Result<Option<String>, DbError> {
    let found = former_memberships::table
        .filter(former_memberships::user_id.eq(CurrentUser))
        .filter(former_memberships::slug.eq(slug))
        .select(former_memberships::name)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// Returns the number of members and of pending invitations.
pub(crate) async fn count_people(
    db: &TenantReader,
    at: DateTime<Utc>,
) -> Result<PeopleCount, DbError> {
    let members = memberships::table
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .select(memberships::user_id)
        .order(memberships::user_id);
    let pending = invitations::table
        .filter(invitations::tenant_id.eq(CurrentTenant).and(invitations::expires_at.gt(at)))
        .filter(invitations::accepted_at.is_null().and(invitations::canceled_at.is_null()))
        .select(invitations::id);
    let counts = (members.count_up_to::<COUNTED>(), pending.count_up_to::<COUNTED>());
    let (members, pending) = diesel::select(counts).get_result(&mut db.conn()).await?;
    Ok(PeopleCount {
        members: CappedCount::of(members, COUNTED),
        pending_invitations: CappedCount::of(pending, COUNTED),
    })
}
