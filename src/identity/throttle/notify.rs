//! Tells an account's owner about other people's attempts.

use futures_util::future::try_join_all;

use crate::{
    audit::security::{self, SecurityEvent},
    clock::Clock,
    db::{Db, DbError, SystemConn},
    identity::mails::{
        MailKind, MailWriter,
        notices::{AccountNotice, EventContext},
    },
    limits::{Limit, Limits, Rule, Verdict},
    mail::outbox,
    types::{ClientInfo, EmailAddress, Issuer},
};

/// The name of the limit on mails about wrong codes.
pub(super) const TOLD: &str = "codes-told";

/// Notifies people of attempts on their accounts.
pub(in crate::identity) struct OwnerNotifier {
    /// The provider whose users they are.
    pub(in crate::identity) issuer: Issuer,
    pub(in crate::identity) db: Db,
    pub(in crate::identity) clock: Clock,
    pub(in crate::identity) limits: Limits,
    pub(in crate::identity) mail: MailWriter,
}

/// A wrong code: its account, the client that tried it and the limits that counted it.
pub(in crate::identity) struct WrongCode {
    pub(super) account: String,
    pub(super) client: ClientInfo,
    pub(super) failures: Vec<Rule>,
}

impl OwnerNotifier {
    /// Notifies owners, once a day, that the wrong codes for their account are used up. Runs
    /// in the background: its duration would reveal whether the account exists.
    pub(in crate::identity) fn notify(self, codes: Vec<WrongCode>) {
        let db = self.db.clone();
        db.in_background("An owner could not be notified of wrong codes", async move {
            for code in codes {
                self.notify_owner(&code).await?;
            }
            Ok::<_, DbError>(())
        });
    }

    async fn notify_owner(&self, code: &WrongCode) -> Result<(), DbError> {
        let spent = code.failures.iter().map(|rule| self.limits.is_spent(rule));
        if !try_join_all(spent).await?.contains(&true) {
            return Ok(());
        }
        let write = async |db: &SystemConn| self.write(db, code).await;
        self.db.as_system("notify an owner of wrong codes", write).await
    }

    async fn write(&self, db: &SystemConn, code: &WrongCode) -> Result<(), DbError> {
        let WrongCode { account, client, .. } = code;
        let (owner, now) = (security::owner(db, &self.issuer, account).await?, self.clock.now());
        let (Some(owner), Ok(to)) = (owner, account.parse::<EmailAddress>()) else { return Ok(()) };
        let once = Rule::new(TOLD, account, Limit::per_day(1));
        if self.limits.take_within(db, &[once]).await? != Verdict::Taken {
            return Ok(());
        }
        let event = SecurityEvent::CodesRefused;
        security::record(db, owner, event, "", client, now);
        let kind = MailKind::Notice(AccountNotice::CodesRefused, EventContext::of(client, now));
        let Ok(mail) = self.mail.write(to.as_str(), &kind) else { return Ok(()) };
        outbox::enqueue(db, &self.limits, mail, now).await.map(drop)
    }
}
