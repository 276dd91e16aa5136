//! Counts every call that tries or sends a secret before it's done. All ways in pass
//! through here: pages and both APIs, whichever provider answers.

mod attempt;
mod calls;
mod count;
mod notify;
mod sessions;
mod wire;

pub(super) use self::{
    attempt::Attempt,
    count::{limits_on, limits_on_client},
    notify::OwnerNotifier,
};
use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use self::{
    count::{Beside, Count},
    notify::WrongCode,
};
use super::{
    error::ProviderError,
    wire::{ProviderErrorCode, WireResponse},
};
use crate::{
    db::DbError,
    limits::{Limits, Rule, Verdict},
};

/// A call that may be made.
#[derive(Default)]
pub(super) struct Admitted {
    /// Whether it signs in.
    signs_in: bool,
    /// The rules that count failures only.
    failures: Vec<Rule>,
    /// The codes it tries, with their accounts.
    codes: Vec<WrongCode>,
}

impl Admitted {
    /// Gives back the rules that count failures if the call succeeded; if it failed,
    /// returns the codes that were wrong.
    pub(super) fn conclude(self, limits: &Limits, status: u16) -> Vec<WrongCode> {
        match status {
            200..300 => limits.give_back(&self.failures),
            400..500 => {
                if self.signs_in {
                    sign_in_refused("wrong");
                }
                return self.codes;
            }
            // An outage says nothing about the code.
            _ => {}
        }
        Vec::new()
    }
}

/// Why a call may not be made now.
pub(super) enum Refused {
    /// A limit is used up for so many seconds.
    TooMany(u32),
    /// It names more accounts than a call is about.
    TooManyAccounts,
    /// The count can't be read.
    Unavailable,
}

/// Counts a call, or says why it may not be made now. While the count can't be read, no
/// limited call passes.
pub(super) async fn admit(limits: &Limits, attempt: &Attempt<'_>) -> Result<Admitted, Refused> {
    if !attempt.is_limited() {
        return Ok(Admitted::default());
    }
    let take = async |rules: &[Rule]| Ok((limits.take(rules).await?, ()));
    admit_by(limits, attempt, take).await.map(|(admitted, ())| admitted)
}

/// Like [`admit`], for a limited call, and returns what `read` finds in the same round trip.
pub(super) async fn admit_and_read<T>(
    limits: &Limits,
    attempt: &Attempt<'_>,
    read: impl AsyncFnOnce(&AsyncPgConnection) -> QueryResult<T>,
) -> Result<(Admitted, T), Refused> {
    let take = async |rules: &[Rule]| limits.take_and_read(rules, read).await;
    admit_by(limits, attempt, take).await
}

async fn admit_by<T>(
    limits: &Limits,
    attempt: &Attempt<'_>,
    first: impl AsyncFnOnce(&[Rule]) -> Result<(Verdict, T), DbError>,
) -> Result<(Admitted, T), Refused> {
    let call = attempt.call.head();
    match take(limits, attempt, first).await {
        Ok((Verdict::Taken, ..)) if attempt.names_too_many() => Err(Refused::TooManyAccounts),
        Ok((Verdict::Taken, count, found)) => {
            let signs_in = attempt.call.signs_in();
            Ok((Admitted { signs_in, failures: count.failures, codes: count.codes }, found))
        }
        Ok((Verdict::Spent(seconds), ..)) => {
            if attempt.call.signs_in() {
                sign_in_refused("limited");
            }
            tracing::info!(
                auth.call = call,
                auth.outcome = "limited",
                "The provider was not asked"
            );
            Err(Refused::TooMany(seconds))
        }
        Err(error) => {
            tracing::error!(auth.call = call, error.cause = %error, "The limits could not be read");
            Err(Refused::Unavailable)
        }
    }
}

fn sign_in_refused(reason: &'static str) {
    metrics::counter!("sign_ins_refused_total", "reason" => reason).increment(1);
}

/// Counts a call. If a known browser is refused, someone who has collected marks may have
/// used up the account's shared allowance. Then the call counts as a stranger's, so that
/// a mark leaves no one worse off than having none.
async fn take<'a, T>(
    limits: &'a Limits,
    attempt: &'a Attempt<'a>,
    first: impl AsyncFnOnce(&[Rule]) -> Result<(Verdict, T), DbError>,
) -> Result<(Verdict, Count<'a>, T), DbError> {
    let count = Count::of(limits, attempt, Beside::KnownBrowsers);
    let (verdict, found) = first(&count.rules).await?;
    if verdict == Verdict::Taken || !count.is_known() {
        return Ok((verdict, count, found));
    }
    let count = Count::of(limits, attempt, Beside::Strangers);
    Ok((limits.take(&count.rules).await?, count, found))
}

impl From<Refused> for ProviderError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany(seconds) => {
                let code = "".into();
                Self { status: 429, code, retry_after: Some(seconds) }
            }
            Refused::TooManyAccounts => {
                let code = ProviderErrorCode::TooManyAccounts;
                Self { status: 400, code, retry_after: None }
            }
            Refused::Unavailable => Self::unavailable(),
        }
    }
}

impl From<Refused> for WireResponse {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::TooMany(seconds) => Self::too_many(seconds),
            Refused::TooManyAccounts => {
                let code = &ProviderErrorCode::TooManyAccounts;
                Self::error(400, code, "Name one account in one request.")
            }
            Refused::Unavailable => Self::unavailable(),
        }
    }
}
