//! Looks up the DNS records of proven domains again, and ends proofs by mailed codes.

use chrono::{DateTime, Utc};
use futures_util::future::try_join_all;

use crate::{
    db::{Db, DbError, TenantConn},
    identity::mails::{
        MailKind, MailWriter,
        joining::{DomainLoss, JoiningNotice},
    },
    limits::Limits,
    mail::{Quoted, outbox},
    tenancy::{
        domains::{self, Dns, DnsAnswer, DueDomain, DueRenewal, Renewal},
        join_requests,
    },
};

/// The means of the look-ups.
pub struct Recheck {
    /// Looks up records.
    pub dns: Dns,
    /// Renders the mails to admins.
    pub mails: MailWriter,
    /// Returns the path that the mails lead to, from an organization's slug.
    pub page: fn(&str) -> String,
    /// The limits that the mails count against.
    pub limits: Limits,
}

impl Recheck {
    /// Looks up what is due. A domain whose record is gone offers nothing from then on, and
    /// the organization's admins are told. No answer at all changes nothing. Proofs by a code
    /// end after the admins were told in time.
    pub async fn run(&self, db: &Db, at: DateTime<Utc>) -> Result<(), DbError> {
        for due in domains::take_due(db).await? {
            if self.dns.looks_up(&due.domain, &due.dns_value).await == DnsAnswer::Lacks {
                self.lose(db, &due, at).await?;
            }
        }
        for due in domains::due_renewals(db).await? {
            self.renew(db, &due, at).await?;
        }
        Ok(())
    }

    async fn lose(&self, db: &Db, due: &DueDomain, at: DateTime<Utc>) -> Result<(), DbError> {
        db.as_tenant(due.tenant_id, async |db| {
            let Some(slug) = domains::lose(db, due, at).await? else { return Ok(()) };
            let (domain, path) = (Quoted::name(&due.domain.shown()), (self.page)(&slug));
            let how = DomainLoss::Record;
            self.notify(db, JoiningNotice::DomainLost { domain, how, path }, at).await
        })
        .await
    }

    async fn renew(&self, db: &Db, due: &DueRenewal, at: DateTime<Utc>) -> Result<(), DbError> {
        db.as_tenant(due.tenant_id, async |db| {
            let Some((renewal, slug)) = domains::renew(db, due, at).await? else { return Ok(()) };
            let (domain, path) = (Quoted::name(&due.domain.shown()), (self.page)(&slug));
            let how = DomainLoss::Lapsed;
            let notice = match renewal {
                Renewal::Ends(until) => JoiningNotice::DomainEnds { domain, until, path },
                Renewal::Lapsed => JoiningNotice::DomainLost { domain, how, path },
            };
            self.notify(db, notice, at).await
        })
        .await
    }

    /// Tells the organization's admins.
    async fn notify(
        &self,
        db: &TenantConn,
        notice: JoiningNotice,
        at: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let kind = MailKind::Joining(notice);
        let deciders = join_requests::deciders(db).await?;
        // A template with a mistake is in the log; the loss counts in any case.
        let mails = deciders.iter().filter_map(|to| self.mails.write(to, &kind).ok());
        try_join_all(mails.map(|mail| outbox::enqueue(db, &self.limits, mail, at))).await?;
        Ok(())
    }
}
