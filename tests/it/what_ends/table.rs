//! The table of what ends with what. `docs/what-ends.md` shows it; the tests are generated from it.

/// An event that ends something a person had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    SignOut,
    SignOutElsewhere,
    SignOutEverywhere,
    ResetByCode,
    ResetByLink,
    PasswordChange,
    FirstProof,
    AddressChange,
    AddressUndo,
    Ban,
    Suspension,
    Closing,
    Deletion,
}

/// A thing derived from what a person had. The acting device is "this" one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    OursHere,
    OursElsewhere,
    TheirsHere,
    TheirsElsewhere,
    JwtHere,
    JwtElsewhere,
    CallbackHere,
    CallbackElsewhere,
    Codes,
    AddressCode,
    Links,
    UndoLink,
    Sites,
    Password,
    Device,
    Leaving,
}

impl Act {
    pub const ALL: [Self; 13] = [
        Self::SignOut,
        Self::SignOutElsewhere,
        Self::SignOutEverywhere,
        Self::ResetByCode,
        Self::ResetByLink,
        Self::PasswordChange,
        Self::FirstProof,
        Self::AddressChange,
        Self::AddressUndo,
        Self::Ban,
        Self::Suspension,
        Self::Closing,
        Self::Deletion,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::SignOut => "sign-out",
            Self::SignOutElsewhere => "sign-out everywhere else",
            Self::SignOutEverywhere => "sign-out everywhere",
            Self::ResetByCode => "reset by code",
            Self::ResetByLink => "reset by link",
            Self::PasswordChange => "change of password",
            Self::FirstProof => "first proof of the mailbox",
            Self::AddressChange => "change of address",
            Self::AddressUndo => "undo of a change of address",
            Self::Ban => "ban",
            Self::Suspension => "suspension",
            Self::Closing => "closing the account",
            Self::Deletion => "deletion",
        }
    }

    /// Whether the person keeps the session in which they act.
    fn keeps_this_session(self) -> bool {
        matches!(self, Self::SignOutElsewhere | Self::PasswordChange | Self::AddressChange)
    }
}

impl Thing {
    /// Everything a person has who isn't leaving.
    pub const ALL: [Self; 15] = [
        Self::OursHere,
        Self::OursElsewhere,
        Self::TheirsHere,
        Self::TheirsElsewhere,
        Self::JwtHere,
        Self::JwtElsewhere,
        Self::CallbackHere,
        Self::CallbackElsewhere,
        Self::Codes,
        Self::AddressCode,
        Self::Links,
        Self::UndoLink,
        Self::Sites,
        Self::Password,
        Self::Device,
    ];

    /// Adds the deletion that a leaving person has requested; a hosted provider has no undo for it.
    fn rows(side: Side) -> Vec<Self> {
        let leaving = (side == Side::Embedded).then_some(Self::Leaving);
        Self::ALL.into_iter().chain(leaving).collect()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::OursHere => "our session, this device",
            Self::OursElsewhere => "our session, another device",
            Self::TheirsHere => "the provider's session, this device, here and at the callback",
            Self::TheirsElsewhere => "the provider's session, another device, likewise",
            Self::JwtHere => "this device's JWT as a bearer",
            Self::JwtElsewhere => "another device's JWT as a bearer",
            Self::CallbackHere => "this device's JWT at the callback",
            Self::CallbackElsewhere => "another device's JWT at the callback",
            Self::Codes => "codes to sign in, to prove, to reset",
            Self::AddressCode => "code for a change of address",
            Self::Links => "links to prove, to reset, to sign in",
            Self::UndoLink => "link that undoes a change of address",
            Self::Sites => "linked sites",
            Self::Password => "password",
            Self::Device => "mark of a known browser",
            Self::Leaving => "deletion that was asked for",
        }
    }

    /// Whether only the provider has it, so that a hosted one decides about it.
    fn is_the_providers(self) -> bool {
        matches!(
            self,
            Self::Codes
                | Self::AddressCode
                | Self::Links
                | Self::UndoLink
                | Self::Sites
                | Self::Password
        )
    }
}

/// The provider that proves identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Embedded,
    Hosted,
}

/// The fate of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It opens nothing from the next request on, and never again.
    Ends,
    /// It continues, for this reason.
    Stays(&'static str),
    /// There is no such thing here, or it isn't ours to decide.
    None(&'static str),
}

const OWN: &str = "the session in which the person acts";
const OTHERS: &str = "another device stays signed in";
const NEEDS_SESSION: &str = "opens nothing without a live session of the person";
const MAILBOX: &str = "the mailbox's, not the session's";
const FORMER: &str = "the former mailbox's: it undoes what a thief does after";
const PROVEN: &str = "the person's own, linked with the mailbox proven";
const SAME: &str = "the person still knows it";
const LIMITS: &str = "opens nothing: it separates the limits of browsers";
const ASKS: &str = "it is what asks for it";
const NOT_LEAVING: &str = "not open to somebody who is leaving";
const TAKEN_BACK: &str = "taken back by the person, who signs in for it";
const THEIRS: &str = "the provider's to say";
const NOT_THERE: &str = "not at a hosted provider";

/// Returns the fate of `thing` after `act`.
pub fn outcome(side: Side, act: Act, thing: Thing) -> Outcome {
    if side == Side::Hosted && (not_hosted(act) || thing.is_the_providers()) {
        return Outcome::None(if not_hosted(act) { NOT_THERE } else { THEIRS });
    }
    match thing {
        Thing::Device => Outcome::Stays(LIMITS),
        Thing::Leaving => match act {
            Act::AddressUndo | Act::Deletion => Outcome::Ends,
            Act::Closing => Outcome::None(ASKS),
            Act::PasswordChange | Act::AddressChange => Outcome::None(NOT_LEAVING),
            _ => Outcome::Stays(TAKEN_BACK),
        },
        Thing::OursHere | Thing::TheirsHere if act.keeps_this_session() => Outcome::Stays(OWN),
        Thing::OursElsewhere | Thing::TheirsElsewhere if act == Act::SignOut => {
            Outcome::Stays(OTHERS)
        }
        Thing::JwtElsewhere | Thing::CallbackElsewhere if act == Act::SignOut => match side {
            Side::Embedded => Outcome::Stays(OTHERS),
            Side::Hosted => Outcome::Ends,
        },
        Thing::JwtHere | Thing::CallbackHere if act == Act::SignOutElsewhere => match side {
            Side::Embedded => Outcome::Stays(OWN),
            Side::Hosted => Outcome::Ends,
        },
        Thing::Codes | Thing::Links if act == Act::SignOut => Outcome::Stays(MAILBOX),
        Thing::AddressCode if act == Act::SignOut => Outcome::Stays(NEEDS_SESSION),
        Thing::UndoLink => match act {
            Act::AddressUndo | Act::Deletion => Outcome::Ends,
            _ => Outcome::Stays(FORMER),
        },
        Thing::Sites => match act {
            Act::FirstProof | Act::Deletion | Act::AddressUndo => Outcome::Ends,
            _ => Outcome::Stays(PROVEN),
        },
        Thing::Password => match act {
            Act::ResetByCode
            | Act::ResetByLink
            | Act::PasswordChange
            | Act::FirstProof
            | Act::AddressUndo
            | Act::Ban
            | Act::Suspension
            | Act::Deletion => Outcome::Ends,
            _ => Outcome::Stays(SAME),
        },
        _ => Outcome::Ends,
    }
}

fn not_hosted(act: Act) -> bool {
    matches!(act, Act::ResetByLink | Act::FirstProof | Act::AddressUndo)
}

/// Renders the table as the document shows it.
pub fn markdown(side: Side) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    let mut text = String::from("| |");
    for act in Act::ALL {
        text += &format!(" {} |", act.name());
    }
    text += &format!("\n|---|{}\n", "---|".repeat(Act::ALL.len()));
    for thing in Thing::rows(side) {
        text += &format!("| {} |", thing.name());
        for act in Act::ALL {
            let cell = match outcome(side, act, thing) {
                Outcome::Ends => String::from("ends"),
                Outcome::Stays(reason) => format!("stays ({})", number(&mut reasons, reason)),
                Outcome::None(reason) => format!("– ({})", number(&mut reasons, reason)),
            };
            text += &format!(" {cell} |");
        }
        text += "\n";
    }
    text += "\n";
    for (index, reason) in reasons.iter().enumerate() {
        text += &format!("{}. {reason}\n", index + 1);
    }
    text
}

fn number<'a>(reasons: &mut Vec<&'a str>, reason: &'a str) -> usize {
    let known = reasons.iter().position(|it| *it == reason);
    known.unwrap_or_else(|| {
        reasons.push(reason);
        reasons.len() - 1
    }) + 1
}
