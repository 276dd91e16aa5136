//! The party that causes a mail, and how often it may do so.

use crate::{
    config::LimitConfig,
    ids::{TenantId, UserId},
    limits::{Limit, Rule},
};

/// The party that causes a mail. Every mail needs one, and each kind has its own
/// allowance, so that a flood of one kind takes nothing from another.
#[derive(Clone, Copy, Debug)]
pub enum Sender {
    /// A member, in the name of an organization.
    Member {
        /// The member.
        person: UserId,
        /// The organization.
        organization: TenantId,
    },
    /// An organization that tells a member what became of their membership. Each kind of news
    /// is counted separately for each person, so that one organization's mail displaces
    /// neither another's nor that of an invitation.
    Organization {
        /// The organization.
        organization: TenantId,
        /// The kind of news.
        about: &'static str,
    },
    /// The person who asked for it, by a call whose mail was counted before it was made,
    /// whether the mailbox is known or not. The rule here is a ceiling in case a call
    /// isn't counted there; counted callers can't reach it.
    Caller,
    /// A person who did something else that results in a mail.
    Passerby,
    /// This installation, which tells the owner of an account what happened to it. Each
    /// kind of news is counted separately, so that frequent news of one kind doesn't
    /// displace another.
    News(&'static str),
}

/// The ceiling for all callers together, as a multiple of a mailbox's daily allowance.
const CEILING: u32 = 4;

/// Returns the limits on all mail to `recipient`, whoever causes it.
pub(crate) fn limits_on(recipient: &str, config: &LimitConfig) -> Vec<Rule> {
    let by_anyone = [Sender::Caller, Sender::Passerby].map(|it| it.rules(recipient, config));
    let invited = ["invited-hour", "invited-day"];
    let invited = invited.map(|name| Rule::new(name, recipient, Limit::per_day(1)));
    by_anyone.into_iter().flatten().chain(invited).collect()
}

impl Sender {
    /// Returns the limits that a mail to `recipient` counts against.
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
            Self::Organization { organization, about } => vec![
                Rule::new("member-hour", format!("{about}\0{organization} {recipient}"), hour),
                Rule::new("member-day", format!("{organization} {recipient}"), day),
            ],
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
