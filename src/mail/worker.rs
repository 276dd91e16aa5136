//! Sends what the outbox holds.

use std::time::Duration;

use chrono::TimeDelta;

use super::{
    outbox::{self, Letter},
    transport::{Transport, Undelivered},
};
use crate::{
    clock::Clock,
    db::{Db, DbError},
};

/// How long a claimed message is this worker's; a crashed worker's messages are
/// taken up again afterwards.
const CLAIM: TimeDelta = TimeDelta::seconds(60);

/// After how many tries a message is given up: about a day.
const MAX_ATTEMPTS: i32 = 12;

const BATCH: i64 = 10;

/// Sends mail, beside as many others as there are replicas.
pub struct Worker {
    db: Db,
    clock: Clock,
    transport: Transport,
}

impl Worker {
    /// A worker that sends through `transport`.
    pub fn new(db: Db, clock: Clock, transport: Transport) -> Self {
        Self { db, clock, transport }
    }

    /// Sends for ever, looking for new mail every `pause`.
    pub async fn run(&self, pause: Duration) {
        loop {
            match self.send_due().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(error) => tracing::warn!(error.cause = %error, "The outbox could not be read"),
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Tries a batch of what is due and says how many messages that were.
    pub async fn send_due(&self) -> Result<usize, DbError> {
        let now = self.clock.now();
        let letters = self
            .db
            .as_system("claim due mail", async |db| {
                outbox::claim(db, now, now + CLAIM, BATCH).await
            })
            .await?;
        for letter in &letters {
            let outcome = self.transport.deliver(letter).await;
            self.settle(letter, outcome).await?;
        }
        Ok(letters.len())
    }

    async fn settle(
        &self,
        letter: &Letter,
        outcome: Result<(), Undelivered>,
    ) -> Result<(), DbError> {
        let now = self.clock.now();
        self.db
            .as_system("settle a message", async |db| match outcome {
                Ok(()) => {
                    tracing::info!(mail.id = %letter.id, "A message left the outbox");
                    outbox::sent(db, letter.id, now, self.transport.keeps_bodies()).await
                }
                Err(Undelivered { reason, permanent }) => {
                    tracing::warn!(mail.id = %letter.id, error.cause = %reason, "A message did not leave");
                    let give_up = permanent || letter.attempts >= MAX_ATTEMPTS;
                    let again = now + back_off(letter.attempts);
                    outbox::failed(db, letter.id, &reason, again, give_up.then_some(now)).await
                }
            })
            .await
    }
}

/// 5 seconds, doubled with every try, at most 4 hours.
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
