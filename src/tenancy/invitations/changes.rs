//! Changes to an invitation before it's answered: another link, revocation.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    dsl::{self, exists},
};
use diesel_async::RunQueryDsl as _;

use super::{LIFETIME, State, inviting::NewInvitation, listing, queries::may_give_role};
use crate::{
    audit::{self, Action},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, lower,
        schema::{invitations as offers, memberships, users},
    },
    ids::InvitationId,
    secret,
    tenancy::{Permission, ResendError, memberships::locks},
    types::{EmailAddress, Role},
};

/// The way by which a new link reaches the invited person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By mail, so that whoever has the link reads the mailbox.
    Mail,
    /// By the member who copies it, so that it says nothing about who has it.
    Copy,
}

/// Gives an invitation that has no answer yet another link and its full lifetime again, in
/// the name of the current user. The former link no longer works.
///
/// One UPDATE checks that the user may give its role and that the person is no member.
pub async fn renew(
    db: &TenantConn,
    id: InvitationId,
    by: Delivery,
    at: DateTime<Utc>,
) -> Result<NewInvitation, ResendError> {
    lock(db).await?;
    let token = secret::random_token(super::TOKEN_LENGTH);
    let Some((email, role, created_at)) = replace_link(db, id, &token, by, at).await? else {
        return Err(refusal(db, id, at).await?);
    };
    let email: EmailAddress = email.parse().map_err(|_| ResendError::Unknown)?;
    let action = match by {
        Delivery::Mail => Action::InvitationResent,
        Delivery::Copy => Action::InvitationLinkCopied,
    };
    audit::record(db, action, id, at);
    Ok(NewInvitation { id, email, role, created_at, token: token.into() })
}

async fn replace_link(
    db: &TenantConn,
    id: InvitationId,
    token: &str,
    by: Delivery,
    at: DateTime<Utc>,
) -> Result<Option<(String, Role, DateTime<Utc>)>, DbError> {
    let open = offers::table
        .find((CurrentTenant, id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(may_give_role(CurrentUser, offers::tenant_id, offers::role))
        .filter(dsl::not(exists(members_with_the_address())));
    let renewed = diesel::update(open)
        .set((
            offers::token_hash.eq(secret::digest(token)),
            offers::link_proves_mailbox.eq(by == Delivery::Mail),
            offers::expires_at.eq(at + LIFETIME),
            offers::invited_by.eq(CurrentUser),
        ))
        .returning((offers::email, offers::role, offers::created_at))
        .kept()
        .get_result(&mut db.conn())
        .await;
    Ok(renewed.optional()?)
}

/// Returns the members who have proven the address of the invitation in the outer query.
#[dsl::auto_type(no_type_alias)]
fn members_with_the_address() -> _ {
    memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(lower(users::email).eq(lower(offers::email)).and(users::email_verified))
}

/// Returns the reason why an invitation has no other link.
async fn refusal(
    db: &TenantConn,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<ResendError, DbError> {
    let Some(found) = listing::find(db, id, at).await? else { return Ok(ResendError::Unknown) };
    if !found.state.is_open() {
        return Ok(ResendError::Over(found.state));
    }
    let row = offers::table.find((CurrentTenant, id));
    let joined = dsl::select(exists(row.filter(exists(members_with_the_address()))));
    let is_member: bool = joined.get_result(&mut db.conn()).await?;
    Ok(if is_member { ResendError::AlreadyMember } else { ResendError::RoleTooHigh })
}

/// Locks the organization, and checks that the current user may still invite.
async fn lock(db: &TenantConn) -> Result<(), ResendError> {
    let own = locks::lock_for(db, Permission::InviteMembers).await?;
    own.map(drop).ok_or(ResendError::RoleTooHigh)
}

/// Revokes an invitation, and returns its state before; one that is over stays as it is.
/// Nobody revokes an invitation to a role above their own.
pub async fn revoke(
    db: &TenantConn,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<State, ResendError> {
    lock(db).await?;
    let pending = offers::table
        .find((CurrentTenant, id))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(may_give_role(CurrentUser, offers::tenant_id, offers::role))
        .filter(offers::expires_at.gt(at));
    let revoked = diesel::update(pending).set(offers::canceled_at.eq(at)).kept();
    if revoked.execute(&mut db.conn()).await.map_err(DbError::from)? > 0 {
        audit::record(db, Action::InvitationCanceled, id, at);
        return Ok(State::Pending);
    }
    let found = listing::find(db, id, at).await?.ok_or(ResendError::Unknown)?;
    if found.state == State::Pending { Err(ResendError::RoleTooHigh) } else { Ok(found.state) }
}
