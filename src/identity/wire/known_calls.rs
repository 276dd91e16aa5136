//! The names of Better Auth's calls, for the log: any other part of a path may be a link's
//! token.

/// Calls that the library's clients and some of its plugins make.
const CALLS: [&str; 47] = [
    "/.well-known/jwks.json",
    "/change-email",
    "/change-email/undo",
    "/change-password",
    "/delete-user",
    "/email-otp/change-email",
    "/email-otp/check-verification-otp",
    "/email-otp/request-email-change",
    "/email-otp/request-password-reset",
    "/email-otp/reset-password",
    "/email-otp/send-verification-otp",
    "/email-otp/verify-email",
    "/error",
    "/forget-password",
    "/forget-password/email-otp",
    "/get-access-token",
    "/get-session",
    "/jwks",
    "/link-social",
    "/list-accounts",
    "/list-sessions",
    "/magic-link/verify",
    "/me",
    "/ok",
    "/refresh-token",
    "/request-password-reset",
    "/reset-password",
    "/revoke-other-sessions",
    "/revoke-session",
    "/revoke-sessions",
    "/send-verification-email",
    "/set-password",
    "/sign-in/anonymous",
    "/sign-in/email",
    "/sign-in/email-otp",
    "/sign-in/magic-link",
    "/sign-in/oauth2",
    "/sign-in/social",
    "/sign-in/username",
    "/sign-out",
    "/sign-up/email",
    "/token",
    "/unlink-account",
    "/update-user",
    "/verify-email",
    "/verify-password",
    "/verify-token",
];

/// Returns the name under which the call to `path` (after `/api/auth`) may be logged.
pub fn name(path: &str) -> &'static str {
    if path.starts_with("/reset-password/") {
        return "/reset-password/{token}";
    }
    if path.starts_with("/callback/") {
        return "/callback/{site}";
    }
    CALLS.iter().find(|call| **call == path).copied().unwrap_or("/…")
}

/// Whether a GET of `path` uses nothing up, at either provider.
pub fn only_reads(path: &str) -> bool {
    let reads = [
        "/.well-known/jwks.json",
        "/get-session",
        "/jwks",
        "/list-accounts",
        "/list-sessions",
        "/ok",
        "/token",
    ];
    reads.contains(&path)
}
