//! Changes to memberships: another role, removal, leaving.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable, dsl};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::locks;
use crate::{
    audit::{self, Action, Change},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        UserConn, UserReader,
        schema::{memberships, users},
    },
    ids::{TenantId, UserId},
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

/// A member whom the current user may want to change, and both roles, as they are under the lock.
pub struct MemberToChange {
    own: Role,
    found: Found,
}

/// Returns a member to change, as [`find_all_to_change`] does.
pub async fn find_to_change(
    db: &TenantReader,
    user: UserId,
) -> Result<MemberToChange, MemberError> {
    find_all_to_change(db, &[user]).await?.pop().ok_or(MemberError::Unknown)
}

/// Locks the organization, so that changes to its members follow one another, and reads
/// the current user's role and the members among `users` after that.
pub async fn find_all_to_change(
    db: &TenantReader,
    users: &[UserId],
) -> Result<Vec<MemberToChange>, MemberError> {
    let found = members().filter(memberships::user_id.eq_any(users));
    let mut conn = db.conn();
    let find = async { Ok(found.load(&mut conn).await?) };
    let (own, found) = try_join!(locks::lock(db), find)?;
    to_change(own, found)
}

/// Like [`find_to_change`], for the current user, who may leave.
pub async fn find_oneself_to_change(db: &TenantReader) -> Result<MemberToChange, MemberError> {
    let found = members().filter(memberships::user_id.eq(CurrentUser));
    let mut conn = db.conn();
    let find = async { Ok(found.load(&mut conn).await?) };
    let (own, found) = try_join!(locks::lock(db), find)?;
    to_change(own, found)?.pop().ok_or(MemberError::Unknown)
}

/// Gives a member another role, with the next statement. Nobody changes a member above their own
/// role, or gives a role above it. The database refuses at COMMIT what leaves no owner.
pub fn change_role(
    db: &TenantConn,
    to_change: &MemberToChange,
    role: Role,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let member = to_change.member().clone();
    check_rank(to_change.own, member.role.max(role))?;
    if member.role == role {
        return Ok(member);
    }
    let row = memberships::table.find((CurrentTenant, member.user));
    db.write_with_next(diesel::update(row).set(memberships::role.eq(role)).kept());
    let change = Change { before: Some(member.role.as_str()), after: Some(role.as_str()) };
    audit::record_change(db, Action::MemberRoleChanged, member.user, change, at);
    Ok(member)
}

/// Suspends a member, who can't open the organization until somebody reinstates them, or
/// reinstates one, with the next statement.
pub fn set_suspended(
    db: &TenantConn,
    to_change: &MemberToChange,
    suspended: bool,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let member = to_change.member().clone();
    check_rank(to_change.own, member.role)?;
    if to_change.found.is_oneself {
        return Err(MemberError::Oneself);
    }
    if member.suspended == suspended {
        return Ok(member);
    }
    let row = memberships::table.find((CurrentTenant, member.user));
    let update = diesel::update(row).set(memberships::suspended_at.eq(suspended.then_some(at)));
    db.write_with_next(update.kept());
    let action = if suspended { Action::MemberSuspended } else { Action::MemberReinstated };
    audit::record(db, action, member.user, at);
    Ok(member)
}

/// Removes a member, or takes the current user out of the organization, with the next statement.
/// Their private todos are deleted, the shared ones stay.
pub fn remove(
    db: &TenantConn,
    to_change: &MemberToChange,
    at: DateTime<Utc>,
) -> Result<ChangedMember, MemberError> {
    let member = to_change.member().clone();
    if to_change.found.is_oneself {
        leave(db, &member, at);
        return Ok(member);
    }
    check_rank(to_change.own, member.role)?;
    delete(db, &member);
    let change = Change { before: Some(member.role.as_str()), after: None };
    audit::record_change(db, Action::MemberRemoved, member.user, change, at);
    Ok(member)
}

impl MemberToChange {
    /// Returns the member as they are before the change.
    pub fn member(&self) -> &ChangedMember {
        &self.found.member
    }
}

/// Continues in an organization where the current user is suspended, locks it, and finds their
/// membership; `None` if they aren't suspended there.
pub async fn find_to_leave_suspended(
    db: &UserReader,
    tenant: TenantId,
) -> Result<Option<ChangedMember>, DbError> {
    let own = members().filter(memberships::user_id.eq(CurrentUser));
    let mut conn = db.conn();
    let find = async { Ok(own.load::<Found>(&mut conn).await?) };
    let enter = locks::enter_suspended(db, tenant);
    let ((), (), own) = try_join!(enter, locks::lock_tenant(db), find)?;
    Ok(own.into_iter().next().map(|own| own.member).filter(|member| member.suspended))
}

/// Takes the current user out of an organization where they are suspended, which opens nothing
/// else to them, with the next statement, and continues in it. They come back only if an admin
/// lets them in.
pub fn leave_suspended(
    db: UserConn,
    tenant: TenantId,
    member: &ChangedMember,
    at: DateTime<Utc>,
) -> TenantConn {
    let db = db.scoped_to_tenant(tenant);
    leave(&db, member, at);
    db
}

/// Takes `member`, who is the current user, out of the organization.
fn leave(db: &TenantConn, member: &ChangedMember, at: DateTime<Utc>) {
    // Recorded first: afterwards the person is nobody here.
    let change = Change { before: Some(member.role.as_str()), after: None };
    audit::record_change(db, Action::MemberLeft, member.user, change, at);
    delete(db, member);
}

fn check_rank(own: Role, highest: Role) -> Result<(), MemberError> {
    if !own.may(Permission::ManageMembers) {
        return Err(MemberError::NotAllowed);
    }
    if highest > own { Err(MemberError::RoleTooHigh) } else { Ok(()) }
}

/// A member, and whether they are the current user.
#[derive(Queryable)]
struct Found {
    member: ChangedMember,
    is_oneself: bool,
}

fn to_change(own: Option<Role>, found: Vec<Found>) -> Result<Vec<MemberToChange>, MemberError> {
    let own = own.ok_or(MemberError::NotAllowed)?;
    Ok(found.into_iter().map(|found| MemberToChange { own, found }).collect())
}

/// Returns the query of the current tenant's members.
#[dsl::auto_type(no_type_alias)]
fn members() -> _ {
    let member = (
        users::id,
        users::name,
        users::email,
        memberships::role,
        memberships::suspended_at.is_not_null(),
    );
    memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .select((member, memberships::user_id.eq(CurrentUser)))
}

fn delete(db: &TenantConn, member: &ChangedMember) {
    let row = memberships::table.find((CurrentTenant, member.user));
    db.write_with_next(diesel::delete(row));
}
