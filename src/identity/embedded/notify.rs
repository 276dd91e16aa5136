//! Records what happens to an account in the person's history and, if it matters, mails it,
//! in the transaction that does it.

use chrono::{DateTime, Utc};

use super::{Embedded, error::CallError, store::users::AuthUser};
use crate::{
    audit::security::{self, SecurityEvent},
    db::{DbError, SystemConn},
    identity::{
        mails::MailKind,
        notices::{AccountNotice, EventContext},
    },
    mail::{Mail, Sender, outbox},
    types::{ClientInfo, Subject},
};

impl Embedded {
    /// Records what happened, unless the person has never been here.
    pub(super) async fn tell(
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
        let (about, circumstances) = (notice.title(), EventContext::of(client, now));
        let mail = (self.mail)(MailKind::Notice { to, notice, circumstances });
        self.enqueue(db, Sender::News(about), mail, now).await
    }

    /// Puts a mail into the outbox. A mail over its limit is dropped without telling the
    /// caller, because that would reveal whether the mailbox is known.
    pub(super) async fn enqueue(
        &self,
        db: &SystemConn,
        sender: Sender,
        mail: Mail,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        outbox::enqueue(db, &self.limits, sender, mail, now).await?;
        Ok(())
    }
}
