//! Who has this installation write to somebody, and how often that may be.

use crate::{
    config::LimitConfig,
    ids::{TenantId, UserId},
    limits::{Limit, Rule},
};

/// Who has this installation write to somebody. No mail is written without, and
/// each kind has an allowance of its own: a flood of one takes nothing from another.
#[derive(Clone, Copy, Debug)]
pub enum Sender {
    /// A member, in the name of an organization.
    Member {
        /// Who.
        person: UserId,
        /// In whose name.
        organization: TenantId,
    },
    /// Whoever asked for it, by a call whose mails were counted before it was made,
    /// for mailboxes that are known as for others. What is counted here is a ceiling,
    /// should a call be forgotten there; nobody who is counted there can fill it.
    Caller,
    /// Whoever did something else that a mail follows from.
    Passerby,
    /// This installation: it tells the owner of an account what happened to it. One
    /// kind of news, however often it comes, displaces no other.
    News(&'static str),
}

/// How many times a mailbox's daily allowance is the ceiling for all callers together.
const CEILING: u32 = 4;

impl Sender {
    /// What a mail to `recipient` counts for.
    pub(super) fn rules(self, recipient: &str, config: &LimitConfig) -> Vec<Rule> {
        let pause = Limit::once_in(config.mail_pause);
        let hour = Limit::per_hour(config.mail_per_hour);
        let day = Limit::per_day(config.mail_per_day);
        match self {
            Self::Member { person, organization } => {
                let their_hour = Limit::per_hour(config.invitations_per_hour);
                let their_day = Limit::per_day(config.invitations_per_day);
                vec![
                    Rule::new("invited-pause", format!("{organization} {recipient}"), pause),
                    Rule::new("invited-hour", recipient, hour),
                    Rule::new("invited-day", recipient, day),
                    Rule::new("inviter-hour", person.to_string(), their_hour),
                    Rule::new("inviter-day", person.to_string(), their_day),
                    Rule::new("inviting-day", organization.to_string(), their_day),
                ]
            }
            Self::Caller => {
                let ceiling = Limit::per_day(config.mail_per_day.saturating_mul(CEILING));
                vec![Rule::new("asked-day", recipient, ceiling)]
            }
            Self::Passerby => vec![
                Rule::new("passed-pause", recipient, pause),
                Rule::new("passed-hour", recipient, hour),
                Rule::new("passed-day", recipient, day),
            ],
            Self::News(about) => {
                vec![Rule::new("news-hour", format!("{about}\0{recipient}"), hour)]
            }
        }
    }
}
