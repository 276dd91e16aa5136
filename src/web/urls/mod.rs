//! The addresses that the program's own code leads to; `routes` says what answers them.

mod organization;

use std::fmt::Display;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

pub use self::organization::*;
use crate::types::EmailAddress;

pub const START: &str = "/";
pub const DASHBOARD: &str = "/dashboard";

/// The prefix of the pages for signing in.
pub const AUTH: &str = "/auth/";
pub const LOGIN: &str = "/auth/login";
/// The sign-in page with the form for a new account.
pub const SIGN_UP: &str = "/auth/login?mode=sign-up";
/// The page that asks before signing out.
pub const LOGOUT: &str = "/auth/logout";
/// The page for links that sign in.
pub const MAGIC_LINK: &str = "/auth/magic-link";
pub const FORGOT_PASSWORD: &str = "/auth/forgot-password";
pub const RESET_PASSWORD: &str = "/auth/reset-password";
/// The page that turns a provider's session into ours.
pub const CALLBACK: &str = "/auth/callback";

pub const NO_ORGANIZATION: &str = "/auth/no-organization";
pub const REGISTER_ORGANIZATION: &str = "/auth/register-organization";
pub const SELECT_TENANT: &str = "/auth/select-tenant";

pub const ACCOUNT: &str = "/account";
/// The page with password, sign-in methods and devices.
pub const SECURITY: &str = "/account/security";
/// The address that takes a picture for the profile.
pub const OWN_PICTURE: &str = "/account/picture";
pub const FIRST_PASSWORD: &str = "/account/password/new";
pub const EMAIL: &str = "/account/email";
pub const EMAIL_CONFIRMATION: &str = "/account/email/confirmation";
pub const ACTIVITY: &str = "/account/activity";
pub const DELETE_ACCOUNT: &str = "/account/delete";
pub const ACCOUNT_CLOSING: &str = "/account/closing";
pub const OWN_ORGANIZATIONS: &str = "/account/organizations";

/// The prefix of every organization's pages; its slug follows.
pub const ORGANIZATIONS: &str = "/o/";
/// The prefix of every invitation's page; its token or id follows.
pub const INVITATIONS: &str = "/invitations/";
/// The prefix of every join link; its token follows.
pub const JOIN: &str = "/join/";

/// The prefix of the addresses for programs.
pub const API: &str = "/api/";
pub const API_V1: &str = "/api/v1/";
pub const API_TENANTS: &str = "/api/v1/tenants";
/// The prefix of an organization's addresses in the API; its slug follows.
pub const API_TENANT: &str = "/api/v1/tenants/";
/// The address that serves Better Auth's calls to any Better Auth client.
pub const BETTER_AUTH: &str = "/api/auth";

/// Returns the sign-in page that leads back to `path`.
pub fn login_then(path: &str) -> String {
    format!("{LOGIN}?return_to={}", encoded(path))
}

/// Returns the sign-in page with the query that a site or the provider sent people back with.
pub fn login_with(query: &str) -> String {
    format!("{LOGIN}?{query}")
}

/// Returns the step-up page that leads back to `path`.
pub fn step_up_then(path: &str) -> String {
    format!("/auth/confirm?return_to={}", encoded(path))
}

/// Like [`step_up_then`], for the code that was just sent.
pub fn step_up_by_code_then(path: &str) -> String {
    format!("/auth/confirm?by=code&return_to={}", encoded(path))
}

/// Returns the page that takes the code which proves the mailbox, and leads on to `path`.
pub fn verify_email_then(email: &EmailAddress, path: &str) -> String {
    format!("/auth/verify-email?email={}&return_to={}", encoded(email.as_str()), encoded(path))
}

/// Returns the page that turns a provider's session into ours and leads on to `path`.
pub fn callback_then(path: &str) -> String {
    format!("{CALLBACK}?return_to={}", encoded(path))
}

/// Returns the page that asks for a new password after the sign-up's one was dropped; it
/// leads on to `path`.
pub fn first_password_then(path: &str) -> String {
    format!("{FIRST_PASSWORD}?dropped=1&return_to={}", encoded(path))
}

/// Returns the page for changing the address, with `new` filled in.
pub fn email_with(new: &str) -> String {
    format!("{EMAIL}?new={}", encoded(new))
}

/// Returns the page that takes the code sent to the `new` address.
pub fn email_confirmation(new: &str) -> String {
    format!("{EMAIL_CONFIRMATION}?new={}", encoded(new))
}

/// Returns the page of what happened to the account before the event `id`.
pub fn activity_before(id: impl Display) -> String {
    format!("{ACTIVITY}?before={id}")
}

/// Returns the reader's own picture with the digest.
pub fn own_picture(digest: impl Display) -> String {
    format!("{OWN_PICTURE}s/{digest}")
}

/// Returns the page of an invitation: for its mail by token, for its mailbox's owner by id.
pub fn invitation(token: impl Display) -> String {
    format!("{INVITATIONS}{token}")
}

/// Returns the page of the link to join with this token.
pub fn join(token: impl Display) -> String {
    format!("{JOIN}{token}")
}

fn encoded(text: &str) -> impl Display {
    utf8_percent_encode(text, NON_ALPHANUMERIC)
}

#[cfg(test)]
mod tests {
    use actix_web::dev::ResourceDef;

    use super::*;
    use crate::web::routes::table;

    #[test]
    fn every_address_is_a_route() {
        let email = "ada@example.com".parse().unwrap();
        for address in [
            login_then(START),
            login_with("error=banned"),
            step_up_then(ACCOUNT),
            step_up_by_code_then(ACCOUNT),
            verify_email_then(&email, ACCOUNT),
            callback_then(ACCOUNT),
            first_password_then(ACCOUNT),
            email_with("ada@example.com"),
            email_confirmation("ada@example.com"),
            activity_before("0195"),
            own_picture("5e"),
            invitation("4f1d"),
            join("4f1d"),
            access("acme"),
            join_link("acme", "0195"),
            access_with_domain("acme", "acme.example"),
            domain("acme", "0195"),
            join_requests("acme"),
            join_requests_after("acme", "0195"),
            dashboard("acme"),
            welcome("acme"),
            todos("acme"),
            todo("acme", "0195"),
            members("acme"),
            member_picture("acme", "5e"),
            settings("acme"),
            settings_with_slug("acme", "new"),
            organization_deletion("acme"),
            danger("acme"),
            transfer("acme"),
            ownership_transfer("acme", "0195"),
            restoration("acme"),
            member_role("acme", "0195", "owner", "q=a"),
            member_removal("acme", "0195", "ada@example.com", "q=a"),
            member_suspension("acme", "0195", "q=a"),
            members_bulk("acme", "role", "admin", "0195"),
            leave("acme"),
            leave_suspended("0195"),
            invitations("acme"),
            invite_with("acme", "ada@example.com", "member"),
            logo("5e"),
            history("acme"),
            history_event("acme", "0195"),
            history_export("acme", "csv"),
            api_tenant("acme"),
            api_list("acme", "todos"),
        ] {
            let path = address.split(['?', '#']).next().unwrap();
            let known = table().any(|row| ResourceDef::new(row.path).is_match(path));
            assert!(known, "nothing answers {address}");
        }
    }
}
