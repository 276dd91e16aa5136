//! Groups the paths that use the same tables, and so get stuck together.

/// Prefixes of paths that get stuck together; the first names the area.
type Area = &'static [&'static str];

/// Paths below an organization, one for each table of its own.
const TENANTS: &[Area] = &[
    &["audit-events"],
    &["dashboard", "insights"],
    &["domains"],
    &["invitations", "welcome"],
    &["join-links"],
    &["join-requests", "requests"],
    &["members", "leave"],
    &["ownership-transfers"],
    &["pictures"],
    &["search", "search.json"],
    &["settings", "export", "logo", "restoration"],
    &["todos"],
];

/// Paths below the account page.
const ACCOUNT: &[Area] = &[
    &["activity"],
    &["closing"],
    &["delete"],
    &["email"],
    &["export"],
    &["language"],
    &["methods"],
    &["organizations"],
    &["password"],
    &["picture", "pictures"],
    &["security"],
    &["sessions"],
];

/// Paths for signing in: pages, our API and Better Auth's calls. An area stands for its
/// tables; otherwise a locked table would stop as many areas as there are paths.
const SIGN_IN: &[Area] = &[
    &["jwks", ".well-known", "token", "verify-token"],
    &[
        "email-otp",
        "change-email",
        "confirm/code",
        "forget-password",
        "forgot-password",
        "magic-link",
        "request-password-reset",
        "reset-password",
        "send-verification-email",
        "sign-in/email-otp",
        "sign-in/magic-link",
        "undo-email-change",
        "verify-email",
    ],
    &[
        "social",
        "callback",
        "error",
        "get-access-token",
        "link-social",
        "list-accounts",
        "refresh-token",
        "sign-in/oauth2",
        "sign-in/social",
        "unlink-account",
    ],
    &[
        "login",
        "change-password",
        "confirm",
        "set-password",
        "sign-in",
        "sign-up",
        "signin",
        "signup",
        "verify-password",
    ],
    &[
        "session",
        "delete-user",
        "get-session",
        "list-sessions",
        "logout",
        "me",
        "neon-callback",
        "ok",
        "revoke-other-sessions",
        "revoke-session",
        "revoke-sessions",
        "sign-out",
        "signout",
        "update-user",
    ],
];

/// Returns the area of `below`, the path after the organization's name.
pub(super) fn of_tenants(below: &str) -> &'static str {
    named(TENANTS, below)
}

/// Returns the area of `below`, the path after `/account`.
pub(super) fn of_account(below: &str) -> &'static str {
    named(ACCOUNT, below)
}

/// Returns the area of `below`, the path after `/auth/`, `/api/auth/` or `/api/v1/auth/`.
pub(super) fn of_sign_in(below: &str) -> &'static str {
    named(SIGN_IN, below)
}

/// Paths that aren't listed form one area together.
fn named(areas: &[Area], below: &str) -> &'static str {
    let below = below.trim_start_matches('/');
    let begins = |address: &&str| {
        below.strip_prefix(*address).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let found = areas.iter().find(|area| area.iter().any(&begins));
    found.and_then(|area| area.first()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::web::routes::table;

    type Words = BTreeSet<String>;

    /// Returns the first segments of the listed paths.
    fn listed(areas: &[Area]) -> Words {
        areas.iter().copied().flatten().map(|address| first(address)).collect()
    }

    fn first(address: &str) -> String {
        address.split('/').next().unwrap().to_owned()
    }

    /// Returns the first segments of the routes below `prefix`.
    fn routes(prefix: &str) -> Words {
        let below = table().filter_map(|row| row.path.strip_prefix(prefix));
        below.map(first).filter(|word| !word.is_empty() && !word.starts_with('{')).collect()
    }

    fn wire() -> Words {
        let calls = include_str!("../../../identity/wire/known_calls.rs");
        let calls = calls.split("const CALLS").nth(1).unwrap().split("];").next().unwrap();
        calls.split("\"/").skip(1).map(|call| first(call.split('"').next().unwrap())).collect()
    }

    #[test]
    fn every_address_below_an_organization_is_listed() {
        let pages = routes("/o/{slug}/");
        let api = routes("/api/v1/tenants/{slug}/");
        assert_eq!(listed(TENANTS), &pages | &api);
    }

    #[test]
    fn every_address_of_an_account_is_listed() {
        assert_eq!(listed(ACCOUNT), routes("/account/"));
    }

    #[test]
    fn every_address_of_signing_in_is_listed() {
        let organizations = ["no-organization", "register-organization", "select-tenant"];
        let organizations = organizations.map(str::to_owned).into();
        let pages = &routes("/auth/") - &organizations;
        let api = routes("/api/v1/auth/");
        let calls = &routes("/api/auth/") | &wire();
        assert_eq!(listed(SIGN_IN), &(&pages | &api) | &calls);
    }

    #[test]
    fn the_narrower_address_counts() {
        let areas = ["sign-in/email", "sign-in/email-otp", "sign-in", "/jwks", "jwksx", ""];
        let expected = ["login", "email-otp", "login", "jwks", "", ""];
        assert_eq!(areas.map(of_sign_in), expected);
    }
}
