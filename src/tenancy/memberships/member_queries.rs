use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

use super::Member;
use crate::{
    db::{
        CurrentTenant, DbError, Scope as _, TenantReader, lower,
        schema::{memberships, users},
    },
    ids::UserId,
    types::{EmailAddress, Role},
};

type MemberColumns = (
    users::id,
    users::name,
    users::email,
    memberships::role,
    memberships::created_at,
    memberships::suspended_at,
    memberships::last_active_at,
    memberships::listed_as,
    users::picture,
);

pub(super) const MEMBER: MemberColumns = (
    users::id,
    users::name,
    users::email,
    memberships::role,
    memberships::created_at,
    memberships::suspended_at,
    memberships::last_active_at,
    memberships::listed_as,
    users::picture,
);

pub(crate) async fn member(db: &TenantReader, user: UserId) -> Result<Option<Member>, DbError> {
    let found = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant).and(memberships::user_id.eq(user)))
        .select(MEMBER)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn members_among(
    db: &TenantReader,
    users: &[UserId],
) -> Result<Vec<Member>, DbError> {
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(memberships::user_id.eq_any(users))
        .order((memberships::listed_as, memberships::user_id))
        .select(MEMBER)
        .load(&mut db.conn())
        .await?;
    Ok(members)
}

pub(crate) async fn member_by_email(
    db: &TenantReader,
    email: &EmailAddress,
) -> Result<Option<UserId>, DbError> {
    let found = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(lower(users::email).eq(email.as_str()).and(users::email_verified))
        .filter(memberships::suspended_at.is_null())
        .select(users::id)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

pub(crate) async fn count_owners(db: &TenantReader) -> Result<i64, DbError> {
    let owners = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant).and(memberships::role.eq(Role::Owner)))
        .filter(memberships::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    Ok(owners.count().get_result(&mut db.conn()).await?)
}
