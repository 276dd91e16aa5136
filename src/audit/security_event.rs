//! What can happen to an account, in the table's words.

/// What happened, spelled as the table has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecurityEvent {
    /// A session began; the detail says by which way.
    SignedIn,
    /// Somebody tried and was refused.
    SignInRefused,
    /// So many wrong codes were tried that no more are taken for a while.
    CodesRefused,
    /// The person ended the session.
    SignedOut,
    /// The person ended another one of the sessions.
    SessionRevoked,
    /// The person ended all the others.
    OtherSessionsRevoked,
    /// A new password in place of the old one.
    PasswordChanged,
    /// A new password by a code or a link.
    PasswordReset,
    /// A code was sent to a new address.
    EmailChangeAsked,
    /// The new address is in force.
    EmailChanged,
    /// The old address is in force again.
    EmailChangeUndone,
    /// A way to sign in was added; the detail names it.
    MethodLinked,
    /// A way to sign in was taken away; the detail names it.
    MethodUnlinked,
    /// The person proved again who they are.
    StepUpPassed,
    /// Somebody with the session could not.
    StepUpFailed,
    /// The account is to be deleted.
    DeletionAsked,
    /// It is kept after all.
    DeletionCanceled,
    /// What is held about the person was downloaded.
    DataExported,
    /// Another provider knows the person now.
    ProviderChanged,
}

impl SecurityEvent {
    /// All there are.
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

    /// The table's word.
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
