//! Counts every call that tries or sends a secret before it's done. All ways in pass
//! through here: pages and both APIs, whichever provider answers.

mod calls;
mod named;
mod notify;

pub(super) use self::notify::OwnerNotifier;
use self::{calls::Call, named::Named, notify::WrongCode};
use super::wire::{ProviderErrorCode, WireRequest, WireResponse};
use crate::{
    db::DbError,
    limits::{Limit, Limits, Rule, Verdict, network},
    secret::ExposeSecret,
};

/// Sign-ins that one client may try in total for each one that may fail: an office behind
/// one address has many accounts.
const RIGHT_FOR_A_WRONG_ONE: u32 = 10;

/// Number of an account's known browsers that may use up their tries at the same time.
const BROWSERS: u32 = 3;

/// Number of mailboxes that one client may have mail sent to, per mail to one of them.
const MAILBOXES: u32 = 6;

/// A call that may be made.
#[derive(Default)]
pub(super) struct Admitted {
    /// The rules that count failures only.
    failures: Vec<Rule>,
    /// The codes it tries, with their accounts.
    codes: Vec<WrongCode>,
}

impl Admitted {
    /// Gives back the rules that count failures if the call succeeded; if it failed,
    /// returns the codes that were wrong.
    pub(super) fn settle(self, limits: &Limits, answer: &WireResponse) -> Vec<WrongCode> {
        match answer.status {
            200..300 => limits.give_back(&self.failures),
            400..500 => return self.codes,
            // An outage says nothing about the code.
            _ => {}
        }
        Vec::new()
    }
}

/// Counts a call, or says why it may not be made now. While the count can't be read, no
/// limited call passes.
pub(super) async fn admit(
    limits: &Limits,
    request: &WireRequest,
    session_cookie: &str,
) -> Result<Admitted, WireResponse> {
    let call = Call::at(&request.path);
    if !call.is_limited() {
        return Ok(Admitted::default());
    }
    let named = Named::by(request, session_cookie);
    match take(limits, request, &call, named.as_ref()).await {
        Ok((Verdict::Taken, count)) if named.is_some() => {
            Ok(Admitted { failures: count.failures, codes: count.codes })
        }
        Ok((Verdict::Taken, _)) => Err(too_many_names()),
        Ok((Verdict::Spent(seconds), _)) => {
            tracing::info!(
                auth.call = call.head(),
                auth.outcome = "limited",
                "The provider was not asked"
            );
            Err(WireResponse::too_many(seconds))
        }
        Err(error) => {
            tracing::error!(auth.call = call.head(), error.cause = %error, "The limits could not be read");
            Err(WireResponse::unavailable())
        }
    }
}

/// Counts a call. If a known browser is refused, someone who has collected marks may have
/// used up the account's shared allowance. Then the call counts as a stranger's, so that
/// a mark leaves no one worse off than having none.
async fn take<'a>(
    limits: &'a Limits,
    request: &'a WireRequest,
    call: &Call,
    named: Option<&Named>,
) -> Result<(Verdict, Count<'a>), DbError> {
    let count = Count::of(limits, request, call, (named, Beside::KnownBrowsers));
    let verdict = limits.take(&count.rules).await?;
    if verdict == Verdict::Taken || !named.is_some_and(|named| count.knows(named)) {
        return Ok((verdict, count));
    }
    let count = Count::of(limits, request, call, (named, Beside::Strangers));
    Ok((limits.take(&count.rules).await?, count))
}

fn too_many_names() -> WireResponse {
    WireResponse::error(
        400,
        &ProviderErrorCode::TooManyAccounts,
        "Name one account in one request.",
    )
}

/// The group that a known browser shares its second allowance with.
#[derive(Clone, Copy)]
enum Beside {
    /// The other known browsers of the account.
    KnownBrowsers,
    /// All browsers without a mark of the account.
    Strangers,
}

/// The limits that a call uses up.
struct Count<'a> {
    limits: &'a Limits,
    request: &'a WireRequest,
    beside: Beside,
    rules: Vec<Rule>,
    /// The part of `rules` that is given back if the call succeeds.
    failures: Vec<Rule>,
    codes: Vec<WrongCode>,
}

impl<'a> Count<'a> {
    /// Always counts the client, but the accounts it names only if they're at most a handful.
    fn of(
        limits: &'a Limits,
        request: &'a WireRequest,
        call: &Call,
        (named, beside): (Option<&Named>, Beside),
    ) -> Self {
        let (rules, failures, codes) = (Vec::new(), Vec::new(), Vec::new());
        let mut count = Self { limits, request, beside, rules, failures, codes };
        count.client(call);
        if let Some(named) = named {
            count.tries(call, named);
            count.mails(call, named);
        }
        count
    }

    fn client(&mut self, call: &Call) {
        let (client, times) = (network(self.request.client.ip), self.limits.config.auth_per_minute);
        let failures = Rule::new("auth-client", &client, Limit::per_minute(times));
        if call.signs_in() {
            let all = Limit::per_minute(times.saturating_mul(RIGHT_FOR_A_WRONG_ONE));
            self.rules.push(Rule::new("auth-client-all", client, all));
            self.failures.push(failures.clone());
        }
        self.rules.push(failures);
    }

    fn tries(&mut self, call: &Call, named: &Named) {
        let config = self.limits.config;
        let tries = Limit::per_minute(config.auth_per_minute);
        // An empty password can't have been a guess and costs no try; next to a code it
        // says nothing about the code.
        let is_a_try = !named.shows_nothing || call.tries_code();
        for account in named.emails.iter().filter(|_| is_a_try) {
            let rules = self.at(account, ["auth-account", "auth-device", "auth-devices"], tries);
            self.rules.extend(rules);
        }
        // Regardless of the body: a password is tried on the session's account.
        for session in &named.sessions {
            self.rules.push(Rule::new("auth-session", session, tries));
        }
        let mailboxes = named
            .emails
            .iter()
            .chain(&named.new_emails)
            .filter(|_| call.tries_code() && named.shows_code);
        for mailbox in mailboxes {
            let names = ["codes-account", "codes-device", "codes-devices"];
            let failures = self.at(mailbox, names, Limit::per_day(config.codes_per_day));
            self.rules.extend(failures.clone());
            self.failures.extend(failures.clone());
            let client = self.request.client.clone();
            self.codes.push(WrongCode { account: mailbox.clone(), client, failures });
        }
    }

    fn mails(&mut self, call: &Call, named: &Named) {
        if !call.mails() {
            return;
        }
        let config = self.limits.config;
        for mailbox in named.emails.iter().chain(&named.new_emails) {
            let subject = self.known(mailbox).unwrap_or(mailbox);
            if call.is_repeated() {
                let pause = Limit::once_in(config.mail_pause);
                self.rules.push(Rule::new("mail-pause", subject, pause));
            }
            let (hour, day) =
                (Limit::per_hour(config.mail_per_hour), Limit::per_day(config.mail_per_day));
            let hour =
                self.at(mailbox, ["mail-hour", "mail-hour-device", "mail-hour-devices"], hour);
            let day = self.at(mailbox, ["mail-day", "mail-day-device", "mail-day-devices"], day);
            self.rules.extend(hour.into_iter().chain(day));
        }
        let mailboxes = Limit::per_hour(config.mail_per_hour.saturating_mul(MAILBOXES));
        self.rules.push(Rule::new("mail-client", network(self.request.client.ip), mailboxes));
    }

    /// Strangers' attempts count for the account. A browser that has signed in to it
    /// before counts for itself, so that strangers can't lock the owner out. It also
    /// counts for all of the account's known browsers together, or with the strangers, so
    /// that collecting marks gains nothing.
    fn at(&self, account: &str, names: [&'static str; 3], limit: Limit) -> Vec<Rule> {
        let [stranger, browser, browsers] = names;
        let strangers = Rule::new(stranger, account, limit);
        let Some(number) = self.known(account) else { return vec![strangers] };
        let shared = match self.beside {
            Beside::KnownBrowsers => Rule::new(browsers, account, limit.times(BROWSERS)),
            Beside::Strangers => strangers,
        };
        vec![Rule::new(browser, number, limit), shared]
    }

    /// Whether an account that the call names knows the browser.
    fn knows(&self, named: &Named) -> bool {
        named.emails.iter().chain(&named.new_emails).any(|account| self.known(account).is_some())
    }

    /// Returns the browser's number, if it has signed in to `account` before.
    fn known(&self, account: &str) -> Option<&'a str> {
        let mark = self.request.client.device.as_ref().map(ExposeSecret::expose_secret);
        mark.and_then(|mark| self.limits.known_device(mark, account))
    }
}
