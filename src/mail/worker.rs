//! Sends the messages in the outbox, one at a time: only the message being sent is
//! claimed, so that no other replica sends it too.

use std::{pin::pin, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::{sync::watch, time::sleep};

use super::{
    outbox::{self, QueuedMail, Waiting},
    refusal::{Fault, Undelivered},
    transport::Transport,
};
use crate::{
    clock::Clock,
    db::{Db, DbError},
};

/// Number of attempts for a message that the server keeps deferring: about a day.
const MAX_ATTEMPTS: i32 = 12;

/// The age at which a message is given up that can't be sent through no fault of its own.
const MAX_AGE: TimeDelta = TimeDelta::days(5);

/// Time before a retry when no message can be sent, since someone has to fix that
/// first.
const SOON: TimeDelta = TimeDelta::minutes(5);

/// The rest after a round that ended early; doubled each time that the settings are wrong.
const REST: Duration = Duration::from_millis(500);

/// The longest rest of the worker when no message can be sent.
const LONGEST_REST: Duration = Duration::from_secs(300);

/// The rest after the database couldn't be asked, unless mail is written.
const OUTAGE: Duration = Duration::from_secs(5);

/// The worker's time limits.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// Lifetime of a claim; afterwards, a crashed worker's message is picked up again.
    pub claim: TimeDelta,
    /// Time between two renewals of the claim while the server takes its time.
    pub renew: Duration,
    /// The longest the current message may still take when the worker is told to stop.
    pub grace: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        let (renew, grace) = (Duration::from_secs(15), Duration::from_secs(25));
        Self { claim: TimeDelta::seconds(60), renew, grace }
    }
}

/// Sends mail, alongside one such worker in each replica.
pub struct Worker {
    db: Db,
    clock: Clock,
    transport: Transport,
    timing: Timing,
}

/// The outcome of a round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Round {
    tried: usize,
    /// Why it ended early.
    closed: Option<Fault>,
}

/// The finding of a look at the outbox.
enum Look {
    /// Nothing is due before this time.
    Idle(Option<DateTime<Utc>>),
    /// Messages were due.
    Sent(Round),
}

impl Worker {
    /// Creates a worker that sends through `transport`.
    pub fn new(db: Db, clock: Clock, transport: Transport) -> Self {
        Self { db, clock, transport, timing: Timing::default() }
    }

    /// Returns the same worker with other time limits.
    #[must_use]
    pub fn timed(self, timing: Timing) -> Self {
        Self { timing, ..self }
    }

    /// Sends until `stop` says so; the current message is finished first. New mail of this
    /// process is sent at once. Every `look`, and when a retry is due, it asks the database,
    /// where other processes may have left mail.
    pub async fn run(&self, look: Duration, mut stop: watch::Receiver<bool>) {
        let mut rest = REST;
        while !*stop.borrow() {
            let (pause, may_be_woken) = match Box::pin(self.look(&stop)).await {
                Ok(Look::Idle(due)) => (self.until(due).min(look), true),
                Ok(Look::Sent(Round { tried: 1.., closed: None })) => (Duration::ZERO, true),
                Ok(Look::Sent(Round { closed: Some(Fault::Settings), .. })) => {
                    rest = (rest * 2).min(LONGEST_REST);
                    (rest, false)
                }
                // The server can't be reached, or another worker has taken the message.
                Ok(Look::Sent(_)) => (REST, false),
                Err(error) => {
                    tracing::warn!(error.cause = %error, "The outbox could not be read");
                    (OUTAGE.min(look), true)
                }
            };
            rest = if may_be_woken { REST } else { rest };
            tokio::select! {
                () = sleep(pause) => {}
                () = self.db.mail_written(), if may_be_woken => {}
                _ = stop.changed() => {}
            }
        }
        self.transport.close().await;
    }

    /// Sends what is due; one statement if that is nothing.
    async fn look(&self, stop: &watch::Receiver<bool>) -> Result<Look, DbError> {
        let waiting = outbox::waiting(&self.db).await?;
        self.measure(&waiting);
        match waiting.next_due {
            Some(due) if due <= self.clock.now() => {
                Ok(Look::Sent(Box::pin(self.round(stop)).await?))
            }
            due => Ok(Look::Idle(due)),
        }
    }

    fn measure(&self, waiting: &Waiting) {
        let now = self.clock.now();
        let count = u32::try_from(waiting.count).unwrap_or(u32::MAX);
        metrics::gauge!("outbox_waiting").set(f64::from(count));
        let age = waiting.oldest.map_or(0.0, |at| (now - at).as_seconds_f64());
        metrics::gauge!("outbox_oldest_seconds").set(age.max(0.0));
        let now = u32::try_from(now.timestamp()).unwrap_or(u32::MAX);
        metrics::gauge!("job_last_success_timestamp_seconds", "job" => "mail").set(f64::from(now));
    }

    /// Returns the time until `due`.
    fn until(&self, due: Option<DateTime<Utc>>) -> Duration {
        let Some(due) = due else { return Duration::MAX };
        (due - self.clock.now()).to_std().unwrap_or_default()
    }

    /// Tries the due messages, one after another, and returns how many it tried.
    pub async fn send_due(&self) -> Result<usize, DbError> {
        let (_keep, stop) = watch::channel(false);
        Ok(Box::pin(self.round(&stop)).await?.tried)
    }

    /// Runs until nothing is due, `stop` says so, or no message can be sent.
    async fn round(&self, stop: &watch::Receiver<bool>) -> Result<Round, DbError> {
        let mut round = Round::default();
        while !*stop.borrow() && round.closed.is_none() {
            let Some(mail) = self.claim().await? else { break };
            let delivery = Box::pin(self.deliver(&mail, stop.clone()));
            let Some(outcome) = delivery.await? else { break };
            round.tried += 1;
            let refused = outcome.as_ref().err().filter(|refused| refused.concerns_all);
            round.closed = refused.map(|refused| refused.fault);
            self.record(&mail, outcome).await?;
        }
        Ok(round)
    }

    async fn claim(&self) -> Result<Option<QueuedMail>, DbError> {
        let now = self.clock.now();
        let until = now + self.timing.claim;
        let claim = async |db: &_| outbox::claim(db, now, until).await;
        self.db.as_system("claim a message that is due", claim).await
    }

    /// Delivers a message, and keeps the claim for as long as the server takes. Returns
    /// `None` if that is longer than a worker that is told to stop may wait; the claim
    /// then expires.
    async fn deliver(
        &self,
        mail: &QueuedMail,
        stop: watch::Receiver<bool>,
    ) -> Result<Option<Result<(), Undelivered>>, DbError> {
        let mut delivery = pin!(self.transport.deliver(mail));
        let mut stopped = pin!(too_late(stop, self.timing.grace));
        loop {
            tokio::select! {
                outcome = &mut delivery => return Ok(Some(outcome)),
                () = &mut stopped => {
                    tracing::warn!(mail.id = %mail.id, "A message was left in mid-conversation");
                    return Ok(None);
                }
                () = sleep(self.timing.renew) => self.renew(mail).await,
            }
        }
    }

    /// Renews the claim. If that fails, the delivery continues anyway: the server may be
    /// about to accept the message.
    async fn renew(&self, mail: &QueuedMail) {
        let until = self.clock.now() + self.timing.claim;
        let renew = async |db: &_| outbox::renew(db, mail.id, until).await;
        if let Err(error) = self.db.as_system("keep a message claimed", renew).await {
            tracing::warn!(mail.id = %mail.id, error.cause = %error, "A claim was not renewed");
        }
    }

    async fn record(
        &self,
        mail: &QueuedMail,
        outcome: Result<(), Undelivered>,
    ) -> Result<(), DbError> {
        let now = self.clock.now();
        count(mail, &outcome, now);
        let record = async |db: &_| match outcome {
            Ok(()) => {
                tracing::info!(mail.id = %mail.id, "A message left the outbox");
                outbox::sent(db, mail.id, now, self.transport.keeps_mail()).await
            }
            Err(refused) => {
                report(mail, &refused);
                let again = now + wait(mail.attempts, &refused);
                let gave_up = is_over(mail, &refused, now).then_some(now);
                outbox::failed(db, mail.id, &refused.reason, again, gave_up).await
            }
        };
        self.db.as_system("record a delivery", record).await
    }
}

/// Waits for `stop`, and then for the grace period.
async fn too_late(mut stop: watch::Receiver<bool>, grace: Duration) {
    if stop.wait_for(|is_stopping| *is_stopping).await.is_err() {
        // No one is left who could stop the worker.
        std::future::pending::<()>().await;
    }
    sleep(grace).await;
}

fn count(mail: &QueuedMail, outcome: &Result<(), Undelivered>, now: DateTime<Utc>) {
    let outcome = match outcome {
        Ok(()) => "sent",
        Err(refused) if is_over(mail, refused, now) => "given_up",
        Err(_) => "deferred",
    };
    metrics::counter!("mails_total", "outcome" => outcome).increment(1);
}

fn report(mail: &QueuedMail, refused: &Undelivered) {
    let (id, cause) = (mail.id, &refused.reason);
    if refused.fault == Fault::Settings {
        tracing::error!(mail.id = %id, error.cause = %cause, "The mail server refuses how SMTP_URL or MAIL_FROM is set; the message is kept (`tenantry doctor` asks the server)");
    } else {
        tracing::warn!(mail.id = %id, error.cause = %cause, "A message did not leave");
    }
}

/// Whether to give a message up.
fn is_over(mail: &QueuedMail, refused: &Undelivered, now: DateTime<Utc>) -> bool {
    match refused.fault {
        Fault::Message => true,
        Fault::Passing => mail.attempts >= MAX_ATTEMPTS,
        Fault::Unreachable | Fault::Settings => now - mail.created_at >= MAX_AGE,
    }
}

fn wait(attempts: i32, refused: &Undelivered) -> TimeDelta {
    let usual = back_off(attempts);
    if refused.concerns_all { usual.min(SOON) } else { usual }
}

/// Returns 5 seconds, doubled with every attempt, at most 4 hours.
fn back_off(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(12);
    TimeDelta::seconds((5 << doublings).min(4 * 3600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_is_bounded() {
        assert_eq!(back_off(1), TimeDelta::seconds(10));
        assert_eq!(back_off(40), TimeDelta::hours(4));
    }
}
