use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, IntoSql as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, dsl,
    sql_types::{Array, Bool, Integer, Text, Varchar},
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{JoinLink, LinkPreview, LinkSettings, TokenDigest, tokens::Drawn};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope, TenantConn,
        TenantReader, UserReader,
        schema::{former_memberships, join_link_people, join_links, memberships, tenants, users},
        set_config, set_scope,
    },
    ids::JoinLinkId,
};

type SettingsColumns = (
    join_links::label,
    join_links::needs_approval,
    join_links::domains,
    join_links::expires_at,
    join_links::max_uses,
);

const SETTINGS: SettingsColumns = (
    join_links::label,
    join_links::needs_approval,
    join_links::domains,
    join_links::expires_at,
    join_links::max_uses,
);

type LinkColumns = (
    join_links::id,
    join_links::token_hash,
    join_links::token_seed,
    join_links::enabled,
    SettingsColumns,
    join_links::uses,
    join_links::created_at,
);

const LINK: LinkColumns = (
    join_links::id,
    join_links::token_hash,
    join_links::token_seed,
    join_links::enabled,
    SETTINGS,
    join_links::uses,
    join_links::created_at,
);

pub(super) async fn list(db: &TenantReader) -> Result<Vec<JoinLink>, DbError> {
    let links = join_links::table
        .filter(join_links::tenant_id.eq(CurrentTenant))
        .order(join_links::id.desc())
        .select(LINK)
        .at_most::<1000>()
        .load(&mut db.conn())
        .await?;
    Ok(links)
}

pub(super) async fn get(db: &TenantReader, id: JoinLinkId) -> Result<Option<JoinLink>, DbError> {
    let link = join_links::table.find((CurrentTenant, id)).select(LINK);
    Ok(link.first(&mut db.conn()).await.optional()?)
}

pub(super) async fn lock(db: &TenantReader, id: JoinLinkId) -> Result<Option<JoinLink>, DbError> {
    let link = join_links::table.find((CurrentTenant, id)).select(LINK).for_no_key_update();
    Ok(link.first(&mut db.conn()).await.optional()?)
}

/// Makes the link of the token visible.
pub(super) async fn show(db: &impl Scope, token: &TokenDigest) -> Result<(), DbError> {
    set_scope(db, "app.join_link_hash", &token.hex).await
}

/// Makes the link of the token visible, and scopes the transaction to its organization.
pub(super) async fn enter(db: &UserReader, token: &TokenDigest) -> Result<(), DbError> {
    let mut conn = db.conn();
    let enter = join_links::table
        .inner_join(tenants::table)
        .filter(join_links::token_hash.eq(&token.bytes).and(tenants::deleted_at.is_null()))
        .select(set_config("app.tenant_id", join_links::tenant_id.cast::<Text>(), true));
    let enter = async { Ok(enter.load::<String>(&mut conn).await?) };
    try_join!(show(db, token), enter).map(drop)
}

/// Returns the link of the token, if [`show`] came before.
pub(super) async fn preview(
    db: &impl Scope,
    token: &TokenDigest,
) -> Result<Option<LinkPreview>, DbError> {
    let counted = join_link_people::table
        .filter(join_link_people::tenant_id.eq(join_links::tenant_id))
        .filter(join_link_people::link_id.eq(join_links::id))
        .filter(join_link_people::user_id.eq(CurrentUser));
    let found = join_links::table
        .inner_join(tenants::table)
        .filter(join_links::token_hash.eq(&token.bytes).and(tenants::deleted_at.is_null()))
        .select((
            join_links::tenant_id,
            join_links::id,
            tenants::name,
            tenants::slug,
            (tenants::hue, tenants::logo),
            join_links::enabled,
            SETTINGS,
            join_links::uses,
            dsl::exists(counted),
        ))
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// Adds a link with the next statement.
pub(super) fn insert(
    db: &TenantConn,
    id: JoinLinkId,
    drawn: Drawn,
    settings: &LinkSettings,
    at: DateTime<Utc>,
) {
    let row = (
        join_links::tenant_id.eq(CurrentTenant),
        join_links::id.eq(id),
        join_links::token_hash.eq(drawn.hash),
        join_links::token_seed.eq(drawn.seed),
        join_links::enabled.eq(true),
        join_links::label.eq(settings.label.clone()),
        join_links::needs_approval.eq(settings.needs_approval),
        join_links::domains.eq(settings.domains.clone()),
        join_links::expires_at.eq(settings.expires_at),
        join_links::max_uses.eq(settings.max_uses),
        join_links::created_by.eq(CurrentUser.nullable()),
        join_links::created_at.eq(at),
    );
    db.write_with_next(diesel::insert_into(join_links::table).values(row));
}

/// Gives a link other conditions with the next statement.
pub(super) fn set_settings(db: &TenantConn, id: JoinLinkId, settings: &LinkSettings) {
    let columns = (
        join_links::label.eq(settings.label.clone()),
        join_links::needs_approval.eq(settings.needs_approval),
        join_links::domains.eq(settings.domains.clone()),
        join_links::expires_at.eq(settings.expires_at),
        join_links::max_uses.eq(settings.max_uses),
    );
    let row = join_links::table.find((CurrentTenant, id));
    db.write_with_next(diesel::update(row).set(columns).kept());
}

/// Turns a link on or off with the next statement.
pub(super) fn set_enabled(db: &TenantConn, id: JoinLinkId, enabled: bool) {
    let row = join_links::table.find((CurrentTenant, id));
    db.write_with_next(diesel::update(row).set(join_links::enabled.eq(enabled)).kept());
}

/// Gives a link another token with the next statement.
pub(super) fn set_token(db: &TenantConn, id: JoinLinkId, drawn: Drawn) {
    let columns = (join_links::token_hash.eq(drawn.hash), join_links::token_seed.eq(drawn.seed));
    let row = join_links::table.find((CurrentTenant, id));
    db.write_with_next(diesel::update(row).set(columns).kept());
}

/// Deletes a link with the next statement.
pub(super) fn delete(db: &TenantConn, id: JoinLinkId) {
    let row = join_links::table.find((CurrentTenant, id));
    db.write_with_next(diesel::delete(row));
}

diesel::define_sql_function! {
    /// Defined in a migration: whether an address is of one of the domains, or they are none.
    fn address_fits(email: Text, domains: Array<Varchar>) -> Bool;
}

/// Counts the current user, whom the link of the token may have counted before, if it is still
/// on, has room for the person and is for them, who isn't a member. A person who was removed, and
/// whoever comes by a link that needs approval, can only ask.
pub(super) async fn count_use(
    db: &UserReader,
    token: &TokenDigest,
    asks: bool,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let was_removed = dsl::exists(
        former_memberships::table
            .find((CurrentTenant, CurrentUser))
            .filter(former_memberships::removed),
    );
    let joins = dsl::not(join_links::needs_approval.or(was_removed));
    let person = users::table
        .find(CurrentUser)
        .filter(users::email_verified.and(address_fits(users::email, join_links::domains)))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    let counted_before =
        dsl::exists(join_link_people::table.find((CurrentTenant, join_links::id, CurrentUser)));
    let usable = join_links::table
        .filter(join_links::tenant_id.eq(CurrentTenant).and(join_links::enabled))
        .filter(join_links::token_hash.eq(&token.bytes))
        .filter(
            join_links::expires_at.is_null().or(join_links::expires_at.gt(at).assume_not_null()),
        )
        .filter(
            join_links::max_uses
                .is_null()
                .or(join_links::max_uses.gt(join_links::uses.nullable()).assume_not_null())
                .or(counted_before),
        )
        .filter(dsl::exists(
            tenants::table.find(CurrentTenant).filter(tenants::deleted_at.is_null()),
        ))
        .filter(dsl::exists(person))
        .filter(dsl::not(dsl::exists(memberships::table.find((CurrentTenant, CurrentUser)))))
        .filter(asks.into_sql::<Bool>().or(joins));
    let more =
        dsl::case_when(counted_before, 0.into_sql::<Integer>()).otherwise(1.into_sql::<Integer>());
    let counted = diesel::update(usable)
        .set(join_links::uses.eq(join_links::uses + more))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(counted > 0)
}

/// Remembers with the next statement that the link has counted the current user.
pub(super) fn remember(db: &TenantConn, id: JoinLinkId, at: DateTime<Utc>) {
    let row = (
        join_link_people::tenant_id.eq(CurrentTenant),
        join_link_people::link_id.eq(id),
        join_link_people::user_id.eq(CurrentUser),
        join_link_people::created_at.eq(at),
    );
    let insert = diesel::insert_into(join_link_people::table).values(row);
    db.write_with_next(insert.on_conflict_do_nothing());
}
