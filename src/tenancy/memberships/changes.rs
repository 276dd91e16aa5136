//! Changes to memberships: another role, removal, leaving.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use futures_util::try_join;

use super::{SuspendedMembership, locks};
use crate::{
    audit::{self, Action, Change},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, UserConn,
        schema::{memberships, users},
    },
    ids::UserId,
    tenancy::{MemberError, Permission},
    types::Role,
};

/// A member whose membership was changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct ChangedMember {
    /// The person's id.
    pub user: UserId,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's email address.
    pub email: String,
    /// The role before the change.
    pub role: Role,
    /// Whether the membership was suspended before the change.
    pub suspended: bool,
}

/// Gives a member another role. Nobody changes a member above their own role, or gives a
/// role above it.
pub async fn change_role(
    db: &TenantConn,
    user: UserId,
    role: Role,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let (own, Locked { member, .. }) = lock(db, user).await?;
    check_rank(own, member.role.max(role))?;
    if member.role == role {
        return Ok(member);
    }
    let row = memberships::table.find((CurrentTenant, user));
    diesel::update(row)
        .set(memberships::role.eq(role))
        .kept()
        .execute(&mut db.conn())
        .await
        .map_err(DbError::from)?;
    keep_an_owner(db).await?;
    let change = Change { before: Some(member.role.as_str()), after: Some(role.as_str()) };
    audit::record_change(db, Action::MemberRoleChanged, user, change, at);
    Ok(member)
}

/// Suspends a member, who can't open the organization until somebody reinstates them, or
/// reinstates one.
pub async fn set_suspended(
    db: &TenantConn,
    user: UserId,
    suspended: bool,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let (own, Locked { member, is_oneself }) = lock(db, user).await?;
    check_rank(own, member.role)?;
    if is_oneself {
        return Err(MemberError::Oneself);
    }
    if member.suspended == suspended {
        return Ok(member);
    }
    diesel::update(memberships::table.find((CurrentTenant, user)))
        .set(memberships::suspended_at.eq(suspended.then_some(at)))
        .kept()
        .execute(&mut db.conn())
        .await
        .map_err(DbError::from)?;
    keep_an_owner(db).await?;
    let action = if suspended { Action::MemberSuspended } else { Action::MemberReinstated };
    audit::record(db, action, user, at);
    Ok(member)
}

/// Removes a member. Their private todos are deleted, the shared ones stay.
pub async fn remove(
    db: &TenantConn,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let (own, Locked { member, .. }) = lock(db, user).await?;
    check_rank(own, member.role)?;
    delete(db, &member).await?;
    let change = Change { before: Some(member.role.as_str()), after: None };
    audit::record_change(db, Action::MemberRemoved, user, change, at);
    Ok(member)
}

/// Takes the current user out of the organization.
pub async fn leave(
    db: &TenantConn,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let (_, Locked { member, .. }) = lock(db, user).await?;
    // Recorded first: afterwards the person is nobody here.
    let change = Change { before: Some(member.role.as_str()), after: None };
    audit::record_change(db, Action::MemberLeft, user, change, at);
    delete(db, &member).await?;
    Ok(member)
}

/// Takes the current user out of an organization where they are suspended, which opens nothing
/// else to them, and continues in it. They come back only if an admin lets them in.
pub async fn leave_suspended(
    db: UserConn,
    suspended: &SuspendedMembership,
    at: DateTime<Utc>,
) -> Result<TenantConn, MemberError> {
    let user = db.user();
    let db = locks::enter(db, suspended.tenant).await?;
    let own = find(&db, user).await?.map(|own| own.member);
    let member = own.filter(|member| member.suspended).ok_or(MemberError::Unknown)?;
    // Recorded first: afterwards the person is nobody here.
    let change = Change { before: Some(member.role.as_str()), after: None };
    audit::record_change(&db, Action::MemberLeft, user, change, at);
    delete(&db, &member).await?;
    Ok(db)
}

fn check_rank(own: Role, highest: Role) -> Result<(), MemberError> {
    if !own.may(Permission::ManageMembers) {
        return Err(MemberError::NotAllowed);
    }
    if highest > own { Err(MemberError::RoleTooHigh) } else { Ok(()) }
}

/// The member to change, and whether they are the current user.
#[derive(Queryable)]
struct Locked {
    member: ChangedMember,
    is_oneself: bool,
}

/// Locks the organization, so that changes to its members follow one another, and reads
/// the current user's role and the member after that.
async fn lock(db: &TenantConn, user: UserId) -> Result<(Role, Locked), MemberError> {
    let (own, member) = try_join!(locks::lock(db), find(db, user))?;
    let own = own.ok_or(MemberError::NotAllowed)?;
    Ok((own, member.ok_or(MemberError::Unknown)?))
}

async fn find(db: &TenantConn, user: UserId) -> Result<Option<Locked>, DbError> {
    let member = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant).and(memberships::user_id.eq(user)))
        .select((
            (
                users::id,
                users::name,
                users::email,
                memberships::role,
                memberships::suspended_at.is_not_null(),
            ),
            memberships::user_id.eq(CurrentUser),
        ));
    Ok(member.load::<Locked>(&mut db.conn()).await?.into_iter().next())
}

async fn delete(db: &TenantConn, member: &ChangedMember) -> Result<(), MemberError> {
    let row = memberships::table.find((CurrentTenant, member.user));
    diesel::delete(row).execute(&mut db.conn()).await.map_err(DbError::from)?;
    keep_an_owner(db).await
}

/// Lets the database check now, not at commit, that an owner is left.
async fn keep_an_owner(db: &TenantConn) -> Result<(), MemberError> {
    let check = "SET CONSTRAINTS memberships_keep_an_owner IMMEDIATE";
    Ok(db.conn().batch_execute(check).await.map_err(DbError::from)?)
}
