//! Records what happens to an account in the person's history and, if it matters, mails it,
//! in the transaction that does it.

use chrono::{DateTime, Utc};

use super::{Embedded, error::CallError, store::users::AuthUser};
use crate::{
    audit::security::{self, SecurityEvent},
    db::{DbError, SystemConn},
    identity::mails::{
        MailKind,
        notices::{AccountNotice, EventContext},
    },
    mail::{Mail, outbox},
    types::{ClientInfo, EmailAddress, Subject},
};

impl Embedded {
    /// Records an event, unless the person has never been here.
    pub(super) async fn record_event(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        event: SecurityEvent,
        detail: &str,
        client: &ClientInfo,
    ) -> Result<(), DbError> {
        let (subject, now) = (Subject::embedded(user.id), self.clock.now());
        security::record_of_subject(db, &subject, event, detail, client, now).await
    }

    /// Mails what happened to the address that the account had before.
    pub(super) async fn mail_notice(
        &self,
        db: &SystemConn,
        to: &str,
        notice: AccountNotice,
        client: &ClientInfo,
    ) -> Result<(), CallError> {
        let now = self.clock.now();
        let to = to.parse().map_err(|_| CallError::Broken("an address cannot be written to"))?;
        let kind = MailKind::Notice(notice, EventContext::of(client, now));
        self.enqueue(db, self.write(&to, &kind)?, now).await
    }

    /// Renders a mail.
    pub(super) fn write(&self, to: &EmailAddress, kind: &MailKind) -> Result<Mail, CallError> {
        self.mail
            .write(to.as_str(), kind)
            .map_err(|_| CallError::Broken("a mail could not be written"))
    }

    /// Puts a mail into the outbox. A mail over its limit is dropped without telling the
    /// caller, because that would reveal whether the mailbox is known.
    pub(super) async fn enqueue(
        &self,
        db: &SystemConn,
        mail: Mail,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        outbox::enqueue(db, &self.limits, mail, now).await?;
        Ok(())
    }
}
