//! Inviting people: many at once, by a number of statements that doesn't grow with theirs.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{LIFETIME, TOKEN_LENGTH};
use crate::{
    audit::{self, Action},
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        lower,
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

/// The addresses that need no invitation, as they are under the lock.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The current user's role.
    own: Option<Role>,
    members: Vec<String>,
    invited: Vec<String>,
    /// The number of invitations for which there is room; `None` for any number.
    pub room: Option<usize>,
}

impl Known {
    /// Checks that the current user may give `role`.
    pub fn check_role(&self, role: Role) -> Result<(), InviteError> {
        let may = self.own.is_some_and(|own| own.may_grant(role));
        if may { Ok(()) } else { Err(InviteError::RoleTooHigh) }
    }

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
/// written, and finds out which people it knows.
pub async fn prepare(
    db: &TenantReader,
    emails: &[&str],
    at: DateTime<Utc>,
) -> Result<Known, DbError> {
    let (own, members, invited, room) = try_join!(
        locks::lock(db),
        members_among(db, emails),
        invited_among(db, emails, at),
        sizes::room_for_invitations(db, at),
    )?;
    Ok(Known { own, members, invited, room })
}

/// Writes invitations in the name of the current user with the next statement. They replace
/// expired ones to the same addresses.
pub fn write(db: &TenantConn, new: &[NewInvitation], at: DateTime<Utc>) {
    if new.is_empty() {
        return;
    }
    cancel_expired(db, new, at);
    for it in new {
        insert(db, it, at);
        // An event takes the address from the invitation, so it comes after it.
        audit::record(db, Action::InvitationCreated, it.id, at);
    }
}

/// Returns the addresses that members have proven. A member who has lost an address to
/// someone else, or never had it, doesn't block that person.
async fn members_among(db: &TenantReader, emails: &[&str]) -> Result<Vec<String>, DbError> {
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(lower(users::email).eq_any(emails).and(users::email_verified))
        .select(lower(users::email));
    Ok(members.load(&mut db.conn()).await?)
}

async fn invited_among(
    db: &TenantReader,
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

fn cancel_expired(db: &TenantConn, new: &[NewInvitation], at: DateTime<Utc>) {
    let emails: Vec<_> = new.iter().map(|it| it.email.to_string()).collect();
    let expired = offers::table
        .filter(offers::tenant_id.eq(CurrentTenant).and(lower(offers::email).eq_any(emails)))
        .filter(offers::accepted_at.is_null().and(offers::canceled_at.is_null()))
        .filter(offers::expires_at.le(at));
    db.write_with_next(diesel::update(expired).set(offers::canceled_at.eq(at)).kept());
}

/// One row at a time stays prepared, and all of them leave together.
fn insert(db: &TenantConn, it: &NewInvitation, at: DateTime<Utc>) {
    let row = (
        offers::tenant_id.eq(CurrentTenant),
        offers::id.eq(it.id),
        offers::email.eq(it.email.to_string()),
        offers::role.eq(it.role),
        offers::token_hash.eq(secret::digest(it.token.expose_secret())),
        offers::invited_by.eq(CurrentUser),
        offers::created_at.eq(it.created_at),
        offers::expires_at.eq(at + LIFETIME),
    );
    db.write_with_next(diesel::insert_into(offers::table).values(row));
}
