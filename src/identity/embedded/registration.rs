//! Sign-ups where mailboxes are proven before the first session.
//!
//! An account whose mailbox nobody has proven belongs to nobody. Another
//! sign-up with the address takes it over: its sessions, its code and its
//! password end, and the newer name and password stay. So a password that was
//! set in advance for a victim is gone once the victim signs up.
//!
//! That alone leaves a race: who signs up *after* the victim, and before the
//! victim has typed the code, would have chosen the password that is proven.
//! Therefore, when two sign-ups with different passwords come within
//! [`CONTESTED`], neither password stays. The reader of the mailbox is signed
//! in by the code and chooses a password by reset. ([`super::verify`] has the
//! rest of the rule.)

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{
    Embedded, links,
    mails::MailKind,
    otp::Purpose,
    queries::{
        accounts,
        users::{self, AuthUser},
    },
    refused::Failure,
    sessions,
    sign_up::Form,
};
use crate::{db::SystemConn, identity::links::LinkKind, mail::outbox};

/// How long after a sign-up another one with a different password is suspicious.
const CONTESTED: TimeDelta = TimeDelta::hours(1);

/// What the form's password comes to.
pub(super) struct Chosen {
    hash: String,
    /// The hash that an earlier sign-up left.
    earlier: Option<String>,
    /// Whether that is of the same password.
    same: bool,
}

impl Embedded {
    /// Hashes the password and compares it with an earlier sign-up's, or with nobody's.
    pub(super) async fn choose(&self, form: &Form) -> Result<Chosen, Failure> {
        let earlier = users::with_credential(&self.db, &form.email).await?;
        let unproven = earlier.filter(|(user, _)| !user.email_verified);
        let earlier = unproven.and_then(|(_, credential)| credential?.password);
        let (hash, same) = self.hasher.hash_and_compare(&form.password, earlier.as_deref()).await?;
        Ok(Chosen { hash, earlier, same })
    }

    /// Creates the account, or takes an unproven one over, or tells its owner.
    /// Only who reads the mailbox learns which: the answer is of a new person.
    pub(super) async fn register(
        &self,
        db: &SystemConn,
        form: &Form,
        chosen: &Chosen,
    ) -> Result<AuthUser, Failure> {
        let now = self.clock.now();
        let user = form.user(now);
        match users::lock(db, &form.email).await? {
            Some(owner) if owner.email_verified => {
                let mail = (self.mail)(MailKind::AccountExists { to: form.email.clone() });
                outbox::enqueue(db, mail, now).await?;
                return Ok(user);
            }
            Some(unproven) => {
                take_over(db, unproven.id, form, chosen, now).await?;
                // It would prove the mailbox for another password than its reader knew.
                links::revoke(db, LinkKind::ProveMailbox, &form.email).await?;
            }
            None => {
                users::insert(db, &user).await?;
                accounts::set_password(db, user.id, Some(&chosen.hash), now).await?;
            }
        }
        self.issue(db, Purpose::ProveMailbox, &form.email, true, now).await?;
        Ok(user)
    }
}

/// The same password keeps its hash, so that a form sent twice is not contested.
async fn take_over(
    db: &SystemConn,
    id: Uuid,
    form: &Form,
    chosen: &Chosen,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let (earlier, chosen_at) = accounts::credential(db, id)
        .await?
        .map(|credential| (credential.password, credential.updated_at))
        .unzip();
    let earlier = earlier.flatten();
    if earlier != chosen.earlier {
        return Err(Failure::Overtaken);
    }
    let recent = chosen_at.is_some_and(|at| at + CONTESTED > now);
    let hash = match (chosen.same, recent) {
        (true, _) => earlier.as_deref(),
        (false, true) => None,
        (false, false) => Some(chosen.hash.as_str()),
    };
    sessions::end_all(db, id, None).await?;
    users::describe(db, id, &form.name, form.image.as_ref(), now).await?;
    accounts::set_password(db, id, hash, now).await?;
    Ok(())
}
