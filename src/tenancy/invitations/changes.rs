//! Changes to an invitation before it's answered: another link, revocation.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, dsl};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{LIFETIME, State, inviting::NewInvitation, listing, listing::SentInvitation};
use crate::{
    audit::{self, Action},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        lower,
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

/// An invitation that the current user may want to change, and their role, as both are under the
/// lock.
pub struct InvitationToChange {
    own: Role,
    found: SentInvitation,
    /// Whether a member has proven the address.
    is_of_member: bool,
}

/// Locks the organization and the invitation, checks that the current user may still invite, and
/// finds the invitation.
pub async fn find_to_change(
    db: &TenantReader,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<InvitationToChange, ResendError> {
    let (own, (), found, is_of_member) = try_join!(
        locks::lock_for(db, Permission::InviteMembers),
        lock(db, id),
        listing::find(db, id, at),
        is_of_member(db, id),
    )?;
    let own = own.ok_or(ResendError::RoleTooHigh)?;
    Ok(InvitationToChange { own, found: found.ok_or(ResendError::Unknown)?, is_of_member })
}

/// Gives an invitation that has no answer yet another link and its full lifetime again, in
/// the name of the current user, with the next statement. The former link no longer works.
pub fn renew(
    db: &TenantConn,
    InvitationToChange { own, found, is_of_member }: &InvitationToChange,
    by: Delivery,
    at: DateTime<Utc>,
) -> Result<NewInvitation, ResendError> {
    if !found.state.is_open() {
        return Err(ResendError::Over(found.state));
    }
    if *is_of_member {
        return Err(ResendError::AlreadyMember);
    }
    if !own.may_grant(found.role) {
        return Err(ResendError::RoleTooHigh);
    }
    let email: EmailAddress = found.email.parse().map_err(|_| ResendError::Unknown)?;
    let token = secret::random_token(super::TOKEN_LENGTH);
    replace_link(db, found.id, &token, by, at);
    let action = match by {
        Delivery::Mail => Action::InvitationResent,
        Delivery::Copy => Action::InvitationLinkCopied,
    };
    audit::record(db, action, found.id, at);
    let (id, role, created_at) = (found.id, found.role, found.created_at);
    Ok(NewInvitation { id, email, role, created_at, token: token.into() })
}

/// Revokes an invitation with the next statement, and returns its state before; one that is over
/// stays as it is. Nobody revokes an invitation to a role above their own.
pub fn revoke(
    db: &TenantConn,
    InvitationToChange { own, found, .. }: &InvitationToChange,
    at: DateTime<Utc>,
) -> Result<State, ResendError> {
    if found.state != State::Pending {
        return Ok(found.state);
    }
    if !own.may_grant(found.role) {
        return Err(ResendError::RoleTooHigh);
    }
    let unanswered = offers::accepted_at.is_null().and(offers::canceled_at.is_null());
    let pending = offers::table.find((CurrentTenant, found.id)).filter(unanswered);
    db.write_with_next(diesel::update(pending).set(offers::canceled_at.eq(at)).kept());
    audit::record(db, Action::InvitationCanceled, found.id, at);
    Ok(State::Pending)
}

fn replace_link(db: &TenantConn, id: InvitationId, token: &str, by: Delivery, at: DateTime<Utc>) {
    let unanswered = offers::accepted_at.is_null().and(offers::canceled_at.is_null());
    let open = offers::table.find((CurrentTenant, id)).filter(unanswered);
    let link = (
        offers::token_hash.eq(secret::digest(token)),
        offers::link_proves_mailbox.eq(by == Delivery::Mail),
        offers::expires_at.eq(at + LIFETIME),
        offers::invited_by.eq(CurrentUser),
    );
    db.write_with_next(diesel::update(open).set(link).kept());
}

async fn lock(db: &TenantReader, id: InvitationId) -> Result<(), DbError> {
    let row = offers::table.find((CurrentTenant, id)).select(offers::id);
    row.for_no_key_update().load::<InvitationId>(&mut db.conn()).await?;
    Ok(())
}

/// Whether a member has proven the address of the invitation.
async fn is_of_member(db: &TenantReader, id: InvitationId) -> Result<bool, DbError> {
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(lower(users::email).eq(lower(offers::email)).and(users::email_verified));
    let known = offers::table.find((CurrentTenant, id)).filter(dsl::exists(members));
    Ok(diesel::select(dsl::exists(known)).get_result(&mut db.conn()).await?)
}
