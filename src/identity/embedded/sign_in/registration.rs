//! Sign-ups on installations where mailboxes are proven before the first session.
//!
//! An account whose mailbox isn't proven belongs to no one. Another sign-up with the
//! address takes it over: its sessions and its password end, and the newer name and
//! password stay. Codes and links that another browser asked for stay valid, because they
//! only prove the mailbox and strangers can sign up for any mailbox.
//!
//! Neither the first nor the last sign-up shows who reads the mailbox, however much time
//! lies between them. A password is therefore kept only if the proof comes from the browser
//! that chose it, or if it was entered correctly since. With any other proof the reader of
//! the mailbox is signed in, the password ends, and they are asked for a new one.
//! ([`crate::identity::embedded::one_time_codes::verify`] has the rest of the rule.)

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::sign_up_form::SignUpForm;
use crate::{
    db::{DbError, SystemConn},
    identity::{
        client::mail_links::LinkKind,
        embedded::{
            Embedded,
            error::CallError,
            mail_links,
            otp::Purpose,
            sessions::ends,
            store::{
                accounts,
                users::{self, AuthUser},
            },
        },
        mails::MailKind,
    },
    types::Browser,
};

/// A password chosen by a person who hasn't proven anything yet.
pub(in crate::identity::embedded) struct Chosen<'a> {
    pub(in crate::identity::embedded) hash: &'a str,
    /// The browser in which it was chosen.
    pub(in crate::identity::embedded) browser: &'a str,
    pub(in crate::identity::embedded) at: DateTime<Utc>,
}

impl Chosen<'_> {
    /// Makes it the password of `user`.
    pub(in crate::identity::embedded) async fn keep(
        &self,
        db: &SystemConn,
        user: Uuid,
    ) -> Result<(), DbError> {
        accounts::set_password(db, user, self.hash, Some(self.browser), self.at).await
    }
}

impl Embedded {
    /// Creates the account, takes over an unproven one, or notifies its owner. Only the
    /// mailbox's reader learns which, because the answer always describes a new person.
    pub(in crate::identity::embedded) async fn register(
        &self,
        db: &SystemConn,
        form: &SignUpForm,
        browser: &Browser,
        chosen: &Chosen<'_>,
    ) -> Result<AuthUser, CallError> {
        let user = form.user(chosen.at);
        match users::lock(db, &form.email).await? {
            Some(owner) if owner.email_verified => {
                let mail = self.write(&form.email, &MailKind::AccountExists)?;
                self.enqueue(db, mail, chosen.at).await?;
                return Ok(user);
            }
            Some(unproven) => {
                ends::sessions(db, unproven.id, None, chosen.at);
                let image = form.image.as_ref();
                users::describe(db, unproven.id, &form.name, image, chosen.at).await?;
                chosen.keep(db, unproven.id).await?;
                // As with its code: this browser has to ask for its earlier link again.
                mail_links::revoke(db, LinkKind::ProveMailbox, &form.email, browser).await?;
            }
            None => {
                users::insert(db, &user).await?;
                chosen.keep(db, user.id).await?;
            }
        }
        self.issue_code(db, Purpose::ProveMailbox, &form.email, browser, true, chosen.at).await?;
        Ok(user)
    }
}
