//! Determines the person here who owns an account at another site.
//!
//! The site and its key for the person decide (ASVS 6.8.1). An account that is new here is
//! joined by its email address, but only if both sides have verified that the person reads
//! that mailbox: the site says so, and it was proven here. If it wasn't, the site's word
//! proves it now, and anything that another person may have set up in the meantime ends:
//! passwords, other accounts, sessions ([`verify::prove`]).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Profile, SocialError, flow::Linking};
use crate::{
    db::{DbError, SystemConn},
    identity::embedded::{
        one_time_codes::verify::{self, RetainedCredentials},
        store::{
            accounts, sessions,
            users::{self, AuthUser},
        },
    },
};

/// The person who arrived.
pub(super) struct SocialOutcome {
    pub(super) user: AuthUser,
    pub(super) is_new: bool,
    /// Whether a known person's account has just gained another sign-in method.
    pub(super) has_joined: bool,
}

/// Finds or creates the person who has the account, and locks the row until the commit.
pub(super) async fn find_or_create(
    db: &SystemConn,
    site: &str,
    profile: &Profile,
    must_prove: bool,
    now: DateTime<Utc>,
) -> Result<SocialOutcome, SocialError> {
    if let Some(owner) = accounts::owner(db, site, &profile.subject).await? {
        return known(db, owner, site, profile, must_prove, now).await;
    }
    let email = profile.proven_email()?;
    let arrival = match users::lock(db, email).await? {
        None => {
            let user = AuthUser::proven(&profile.name, email, profile.image.as_ref(), now);
            users::insert(db, &user).await?;
            SocialOutcome { user, is_new: true, has_joined: false }
        }
        Some(user) if user.is_banned(now) => return Err(BANNED),
        Some(user) if user.email_verified => {
            SocialOutcome { user, is_new: false, has_joined: true }
        }
        Some(user) => {
            let user = take_over(db, &user, profile, now).await?;
            SocialOutcome { user, is_new: false, has_joined: false }
        }
    };
    accounts::link(db, arrival.user.id, site, &profile.subject, now).await?;
    Ok(arrival)
}

/// Links the account to a signed-in person. Returns the person, unless it was already
/// linked.
pub(super) async fn link(
    db: &SystemConn,
    linking: Linking,
    site: &str,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<Option<AuthUser>, SocialError> {
    let user = users::lock_by_id(db, linking.user).await?.ok_or(UNLINKABLE)?;
    if !sessions::is_alive(db, linking.session, user.id, now).await? {
        return Err(UNLINKABLE);
    }
    let email = profile.proven_email()?;
    match accounts::owner(db, site, &profile.subject).await? {
        _ if user.is_banned(now) => Err(BANNED),
        _ if !user.email_verified => Err(SocialError::Refused("email_not_verified")),
        Some(owner) if owner == user.id => Ok(None),
        Some(_) => Err(SocialError::Refused("account_already_linked_to_different_user")),
        None if email.as_str() != user.email => Err(SocialError::Refused("email_does_not_match")),
        None => {
            accounts::link(db, user.id, site, &profile.subject, now).await?;
            Ok(Some(user))
        }
    }
}

const BANNED: SocialError = SocialError::Refused("banned");
const UNLINKABLE: SocialError = SocialError::Refused("unable_to_link_account");

/// Signs in a person whose account was here before.
async fn known(
    db: &SystemConn,
    owner: Uuid,
    site: &str,
    profile: &Profile,
    must_prove: bool,
    now: DateTime<Utc>,
) -> Result<SocialOutcome, SocialError> {
    let user = users::lock_by_id(db, owner).await?.ok_or(UNLINKABLE)?;
    let is_proven = profile.proven_email().is_ok_and(|email| email.as_str() == user.email);
    let user = match () {
        () if user.is_banned(now) => return Err(BANNED),
        () if user.email_verified => user,
        () if is_proven => {
            let kept = RetainedCredentials::ChosenIn(None);
            let proven = verify::prove(db, &user, kept, now).await?;
            accounts::link(db, user.id, site, &profile.subject, now).await?;
            proven.user
        }
        () if must_prove => return Err(SocialError::Refused("email_not_verified")),
        () => user,
    };
    Ok(SocialOutcome { user, is_new: false, has_joined: false })
}

/// Gives this person an account whose mailbox wasn't proven.
async fn take_over(
    db: &SystemConn,
    user: &AuthUser,
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<AuthUser, DbError> {
    let proven = verify::prove(db, user, RetainedCredentials::ChosenIn(None), now).await?;
    users::describe(db, user.id, &profile.name, profile.image.as_ref(), now).await?;
    let user = AuthUser { name: profile.name.as_str().to_owned(), ..proven.user };
    Ok(user.with(profile.image.as_ref()))
}
