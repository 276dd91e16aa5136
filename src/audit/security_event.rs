//! The events of an account, as the table spells them.

use std::str::FromStr;

/// An event of an account, spelled as in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A session began; the detail names the sign-in method.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// So many wrong codes were tried that no more are accepted for a while.
    CodesRefused,
    /// The person ended the session.
    SignedOut,
    /// The person ended another one of their sessions.
    SessionRevoked,
    /// The person ended all their other sessions.
    OtherSessionsRevoked,
    /// A new password replaced the old one.
    PasswordChanged,
    /// A new password was set by a code or a link.
    PasswordReset,
    /// A code was sent to a new address.
    EmailChangeAsked,
    /// The new address took effect.
    EmailChanged,
    /// The previous address took effect again.
    EmailChangeUndone,
    /// A sign-in method was added; the detail names it.
    MethodLinked,
    /// A sign-in method was removed; the detail names it.
    MethodUnlinked,
    /// The person passed a step-up.
    StepUpPassed,
    /// Someone using the session failed a step-up.
    StepUpFailed,
    /// The person asked for the account to be deleted.
    DeletionAsked,
    /// The person canceled the deletion.
    DeletionCanceled,
    /// The person's data was downloaded.
    DataExported,
    /// The person was moved to another provider.
    ProviderChanged,
}

impl SecurityEvent {
    /// All events.
    pub const ALL: [Self; 19] = [
        Self::SignedIn,
        Self::SignInRefused,
        Self::CodesRefused,
        Self::SignedOut,
        Self::SessionRevoked,
        Self::OtherSessionsRevoked,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::EmailChangeAsked,
        Self::EmailChanged,
        Self::EmailChangeUndone,
        Self::MethodLinked,
        Self::MethodUnlinked,
        Self::StepUpPassed,
        Self::StepUpFailed,
        Self::DeletionAsked,
        Self::DeletionCanceled,
        Self::DataExported,
        Self::ProviderChanged,
    ];

    /// Returns the event's word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::CodesRefused => "codes_refused",
            Self::SignedOut => "signed_out",
            Self::SessionRevoked => "session_revoked",
            Self::OtherSessionsRevoked => "other_sessions_revoked",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::EmailChangeAsked => "email_change_asked",
            Self::EmailChanged => "email_changed",
            Self::EmailChangeUndone => "email_change_undone",
            Self::MethodLinked => "method_linked",
            Self::MethodUnlinked => "method_unlinked",
            Self::StepUpPassed => "step_up_passed",
            Self::StepUpFailed => "step_up_failed",
            Self::DeletionAsked => "deletion_asked",
            Self::DeletionCanceled => "deletion_canceled",
            Self::DataExported => "data_exported",
            Self::ProviderChanged => "provider_changed",
        }
    }
}

/// The text isn't the word of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a security event")]
pub struct InvalidSecurityEvent;

impl FromStr for SecurityEvent {
    type Err = InvalidSecurityEvent;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|event| event.as_str() == text).ok_or(InvalidSecurityEvent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_comes_back_from_its_word() {
        for event in SecurityEvent::ALL {
            assert_eq!(event.as_str().parse(), Ok(event));
        }
        assert_eq!("made_up".parse::<SecurityEvent>(), Err(InvalidSecurityEvent));
    }
}
