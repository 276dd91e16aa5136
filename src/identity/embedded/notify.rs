//! What happens to an account goes into the person's history and, where it
//! matters, into their mail, in the transaction that does it.

use chrono::{DateTime, Utc};

use super::{Embedded, error::Failure, store::users::AuthUser};
use crate::{
    audit::security::{self, SecurityEvent},
    db::{DbError, SystemConn},
    identity::{
        mails::MailKind,
        notices::{Circumstances, Notice},
    },
    mail::{Mail, Sender, outbox},
    types::{ClientInfo, Subject},
};

impl Embedded {
    /// Records what happened; nothing for somebody who has never been here.
    pub(super) async fn tell(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        event: SecurityEvent,
        detail: &str,
        client: &ClientInfo,
    ) -> Result<(), DbError> {
        let (subject, now) = (Subject::embedded(user.id), self.clock.now());
        let who = (subject.issuer(), subject.as_str());
        security::record_of_subject(db, who, event, detail, client, now).await
    }

    /// Mails what happened to the address that the account had before.
    pub(super) async fn mail_notice(
        &self,
        db: &SystemConn,
        to: &str,
        notice: Notice,
        client: &ClientInfo,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let to = to.parse().map_err(|_| Failure::Broken("an address cannot be written to"))?;
        let (about, circumstances) = (notice.title(), Circumstances::of(client, now));
        let mail = (self.mail)(MailKind::Notice { to, notice, circumstances });
        self.enqueue(db, Sender::News(about), mail, now).await
    }

    /// Puts a mail into the outbox. One that is over its limit is left out, and
    /// nobody who calls is told: that would tell whose mailbox is known.
    pub(super) async fn enqueue(
        &self,
        db: &SystemConn,
        sender: Sender,
        mail: Mail,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        outbox::enqueue(db, &self.limits, sender, mail, now).await?;
        Ok(())
    }
}
