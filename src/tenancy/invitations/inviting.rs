//! Inviting people: many at once, by a number of statements that doesn't grow with theirs.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{LIFETIME, TOKEN_LENGTH};
use crate::{
    audit::{self, Action},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, lower,
        schema::{invitations as offers, memberships, users},
    },
    ids::InvitationId,
    secret::{self, ExposeSecret as _, SecretString},
    tenancy::{InviteError, memberships::locks, sizes},
    types::{EmailAddress, Role},
};

/// An invitation to be written, with the token of its link, which is stored nowhere.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The id.
    pub id: InvitationId,
    /// The invited address.
    pub email: EmailAddress,
    /// The role the person will have.
    pub role: Role,
    /// The time of writing.
    pub created_at: DateTime<Utc>,
    /// The link's secret.
    pub token: SecretString,
}

impl NewInvitation {
    /// Draws an id and a token.
    pub fn new(email: EmailAddress, role: Role, created_at: DateTime<Utc>) -> Self {
        let token = secret::random_token(TOKEN_LENGTH).into();
        Self { id: InvitationId::new(), email, role, created_at, token }
    }
}

/// The addresses that need no invitation.
#[derive(Clone, Debug, Default)]
pub struct Known {
    members: Vec<String>,
    invited: Vec<String>,
    /// The number of invitations for which there is room; `None` for any number.
    pub room: Option<usize>,
}

impl Known {
    /// Checks that the person isn't a member, and has no invitation that awaits an answer.
    pub fn check(&self, email: &EmailAddress) -> Result<(), InviteError> {
        let is_in = |list: &[String]| list.iter().any(|known| known == email.as_str());
        if is_in(&self.members) {
            return Err(InviteError::AlreadyMember);
        }
        if is_in(&self.invited) { Err(InviteError::AlreadyInvited) } else { Ok(()) }
    }
}

/// Locks the organization, so that what is found stays true until the invitations are
/// written, and finds out which people it knows. Checks that the current user may still
/// give `role`.
pub async fn prepare(
    db: &TenantConn,
    emails: &[&str],
    role: Role,
    at: DateTime<Utc>,
) -> Result<Known, InviteError> {
    let (own, members, invited, room) = try_join!(
        locks::lock(db),
        members_among(db, emails),
        invited_among(db, emails, at),
        sizes::room_for_invitations(db, at),
    )?;
    if !own.is_some_and(|own| own.may_grant(role)) {
        return Err(InviteError::RoleTooHigh);
    }
    Ok(Known { members, invited, room })
}

/// Writes invitations in the name of the current user. They replace expired ones to the
/// same addresses.
pub async fn write(
    db: &TenantConn,
    new: &[NewInvitation],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    if new.is_empty() {
        return Ok(());
    }
    try_join!(cancel_expired(db, new, at), insert(db, new, at))?;
    // An event takes the address from the invitation, so it comes after it.
    for it in new {
        audit::record(db, Action::InvitationCreated, it.id, at);
    }
    Ok(())
}

/// Returns the addresses that members have proven. A member who has lost an address to
/// someone else, or never had it, doesn't block that person.
async fn members_among(db: &TenantConn, emails: &[&str]) -> Result<Vec<String>, DbError> {
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(lower(users::email).eq_any(emails).and(users::email_verified))
        .select(lower(users::email));
    Ok(members.load(&mut db.conn()).await?)
}

async fn invited_among(
    db: &TenantConn,
    emails: &[&str],
    at: DateTime<Utc>,
) -> Result<Vec<String>, DbError> {
    let invited = offers::table
        .filter(offers::tenant_id.eq(CurrentTenant).and(lower(offers::email).eq_any(emails)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.gt(at))
        .select(lower(offers::email));
    Ok(invited.load(&mut db.conn()).await?)
}

async fn cancel_expired(
    db: &TenantConn,
    new: &[NewInvitation],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let emails: Vec<_> = new.iter().map(|it| it.email.as_str()).collect();
    let expired = offers::table
        .filter(offers::tenant_id.eq(CurrentTenant).and(lower(offers::email).eq_any(emails)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.le(at));
    diesel::update(expired).set(offers::canceled_at.eq(at)).kept().execute(&mut db.conn()).await?;
    Ok(())
}

async fn insert(db: &TenantConn, new: &[NewInvitation], at: DateTime<Utc>) -> Result<(), DbError> {
    let row = |it: &NewInvitation| {
        (
            offers::tenant_id.eq(CurrentTenant),
            offers::id.eq(it.id),
            offers::email.eq(it.email.as_str().to_owned()),
            offers::role.eq(it.role),
            offers::token_hash.eq(secret::digest(it.token.expose_secret())),
            offers::invited_by.eq(CurrentUser),
            offers::created_at.eq(it.created_at),
            offers::expires_at.eq(at + LIFETIME),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    diesel::insert_into(offers::table).values(rows).execute(&mut db.conn()).await?;
    Ok(())
}
