//! The limits that a call uses up.

use std::net::IpAddr;

use super::{attempt::Attempt, notify::WrongCode};
use crate::{
    limits::{Limit, Limits, Rule, network},
    secret::ExposeSecret,
};

/// Sign-ins that one client may try in total for each one that may fail: an office behind
/// one address has many accounts.
const RIGHT_FOR_A_WRONG_ONE: u32 = 10;

/// Number of an account's known browsers that may use up their tries at the same time.
const BROWSERS: u32 = 3;

/// Number of mailboxes that one client may have mail sent to, per mail to one of them.
const MAILBOXES: u32 = 6;

/// Returns the limits on what strangers try at `account`, and on what is mailed to it. Those of
/// a browser that it knows have that browser's number, which is nowhere but in its cookie.
pub(in crate::identity) fn limits_on(account: &str) -> Vec<Rule> {
    let names = TRIES.iter().chain(&CODES).chain(&MAILS_AN_HOUR).chain(&MAILS_A_DAY);
    let names = names.chain(&[MAIL_PAUSE, super::notify::TOLD]);
    names.map(|name| Rule::new(name, account, Limit::per_day(1))).collect()
}

/// The names of a limit: for strangers, for a known browser, for all of these together.
type Names = [&'static str; 3];

const TRIES: Names = ["auth-account", "auth-device", "auth-devices"];
const CODES: Names = ["codes-account", "codes-device", "codes-devices"];
const MAILS_AN_HOUR: Names = ["mail-hour", "mail-hour-device", "mail-hour-devices"];
const MAILS_A_DAY: Names = ["mail-day", "mail-day-device", "mail-day-devices"];
const MAIL_PAUSE: &str = "mail-pause";

/// Returns the limits on what a client tries and has mailed.
pub(in crate::identity) fn limits_on_client(client: IpAddr) -> Vec<Rule> {
    let names = ["auth-client", "auth-client-all", "mail-client"];
    names.map(|name| Rule::new(name, network(Some(client)), Limit::per_day(1))).into()
}

/// The group that a known browser shares its second allowance with.
#[derive(Clone, Copy)]
pub(super) enum Beside {
    /// The other known browsers of the account.
    KnownBrowsers,
    /// All browsers without a mark of the account.
    Strangers,
}

/// The limits that a call uses up.
pub(super) struct Count<'a> {
    limits: &'a Limits,
    attempt: &'a Attempt<'a>,
    beside: Beside,
    pub(super) rules: Vec<Rule>,
    /// The part of `rules` that is given back if the call succeeds.
    pub(super) failures: Vec<Rule>,
    pub(super) codes: Vec<WrongCode>,
}

impl<'a> Count<'a> {
    /// Always counts the client, but the accounts it names only if they're at most a handful.
    pub(super) fn of(limits: &'a Limits, attempt: &'a Attempt<'a>, beside: Beside) -> Self {
        let (rules, failures, codes) = (Vec::new(), Vec::new(), Vec::new());
        let mut count = Self { limits, attempt, beside, rules, failures, codes };
        count.client();
        if !attempt.names_too_many() {
            count.tries();
            count.mails();
        }
        count
    }

    fn client(&mut self) {
        let (client, times) = (network(self.attempt.client.ip), self.limits.config.auth_per_minute);
        let failures = Rule::new("auth-client", &client, Limit::per_minute(times));
        if self.attempt.call.signs_in() {
            let all = Limit::per_minute(times.saturating_mul(RIGHT_FOR_A_WRONG_ONE));
            self.rules.push(Rule::new("auth-client-all", client, all));
            self.failures.push(failures.clone());
        }
        self.rules.push(failures);
    }

    fn tries(&mut self) {
        let (attempt, config) = (self.attempt, self.limits.config);
        let tries = Limit::per_minute(config.auth_per_minute);
        // An empty password can't have been a guess and costs no try; next to a code it
        // says nothing about the code.
        let is_a_try = !attempt.shows_nothing || attempt.call.tries_code();
        for account in attempt.accounts.iter().filter(|_| is_a_try) {
            let rules = self.at(account, TRIES, tries);
            self.rules.extend(rules);
        }
        // Regardless of the body: a password is tried on the session's account.
        for session in &attempt.sessions {
            self.rules.push(Rule::new("auth-session", session, tries));
        }
        let tries_code = attempt.call.tries_code() && attempt.shows_code;
        for mailbox in attempt.all_mailboxes().filter(|_| tries_code) {
            let failures = self.at(mailbox, CODES, Limit::per_day(config.codes_per_day));
            self.rules.extend(failures.clone());
            self.failures.extend(failures.clone());
            let client = attempt.client.clone();
            self.codes.push(WrongCode { account: mailbox.clone(), client, failures });
        }
    }

    fn mails(&mut self) {
        let (attempt, config) = (self.attempt, self.limits.config);
        if !attempt.call.mails() {
            return;
        }
        for mailbox in attempt.all_mailboxes() {
            let subject = self.known(mailbox).unwrap_or(mailbox);
            if attempt.call.is_repeated() {
                let pause = Limit::once_in(config.mail_pause);
                self.rules.push(Rule::new(MAIL_PAUSE, subject, pause));
            }
            let (hour, day) =
                (Limit::per_hour(config.mail_per_hour), Limit::per_day(config.mail_per_day));
            let hour = self.at(mailbox, MAILS_AN_HOUR, hour);
            let day = self.at(mailbox, MAILS_A_DAY, day);
            self.rules.extend(hour.into_iter().chain(day));
        }
        let mailboxes = Limit::per_hour(config.mail_per_hour.saturating_mul(MAILBOXES));
        self.rules.push(Rule::new("mail-client", network(attempt.client.ip), mailboxes));
    }

    /// Strangers' attempts count for the account. A browser that has signed in to it
    /// before counts for itself, so that strangers can't lock the owner out. It also
    /// counts for all of the account's known browsers together, or with the strangers, so
    /// that collecting marks gains nothing.
    fn at(&self, account: &str, names: Names, limit: Limit) -> Vec<Rule> {
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
    pub(super) fn is_known(&self) -> bool {
        let named = !self.attempt.names_too_many();
        named && self.attempt.all_mailboxes().any(|account| self.known(account).is_some())
    }

    /// Returns the browser's number, if it has signed in to `account` before.
    fn known(&self, account: &str) -> Option<&'a str> {
        let mark = self.attempt.client.device.as_ref().map(ExposeSecret::expose_secret);
        mark.and_then(|mark| self.limits.known_device(mark, account))
    }
}
