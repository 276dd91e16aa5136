//! The differences between providers and their versions: this table, and nothing else.

/// The behavior of one provider where others behave differently.
#[derive(Clone, Copy)]
pub struct Provider {
    /// The status of `POST /get-session`.
    pub post_get_session: u16,
    /// The status and code of a sign-up with a proven mailbox's address.
    pub address_is_taken: (u16, Option<&'static str>),
    /// The code for setting one's own role.
    pub role_is_refused: &'static str,
    /// The code that comes with 401 for a call that needs a session.
    pub no_session: Option<&'static str>,
    /// Whether a reset with a password that is too short uses up the code.
    pub short_password_spends_code: bool,
    /// Whether sessions outlive a password reset.
    pub reset_keeps_sessions: bool,
    /// Whether get-session still shows a banned person's session.
    pub ban_keeps_sessions: bool,
}

pub const EMBEDDED: Provider =
    Provider { reset_keeps_sessions: false, ban_keeps_sessions: false, ..V1_7_7 };

const V1_7_7: Provider = Provider {
    post_get_session: 405,
    address_is_taken: (200, None),
    role_is_refused: "FIELD_NOT_ALLOWED",
    no_session: Some("UNAUTHORIZED"),
    short_password_spends_code: false,
    reset_keeps_sessions: true,
    ban_keeps_sessions: true,
};

const V1_6_23: Provider = Provider { short_password_spends_code: true, ..V1_7_7 };

const V1_4_18: Provider = Provider {
    post_get_session: 404,
    address_is_taken: (422, Some("USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL")),
    role_is_refused: "ROLE_IS_NOT_ALLOWED_TO_BE_SET",
    no_session: None,
    ..V1_6_23
};

/// Returns the version that `BETTER_AUTH_VERSION` names.
pub fn hosted() -> Provider {
    match std::env::var("BETTER_AUTH_VERSION").as_deref() {
        Err(_) | Ok("" | "1.7.7") => V1_7_7,
        Ok("1.6.23") => V1_6_23,
        Ok("1.4.18") => V1_4_18,
        Ok(other) => panic!("tests/better-auth/versions has no {other}"),
    }
}
