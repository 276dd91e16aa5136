//! The addresses that the program's own code leads to; `routes` says what answers them.

use std::fmt::Display;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::types::EmailAddress;

pub const START: &str = "/";
pub const DASHBOARD: &str = "/dashboard";

/// The prefix of the pages for signing in.
pub const AUTH: &str = "/auth/";
pub const LOGIN: &str = "/auth/login";
pub const FORGOT_PASSWORD: &str = "/auth/forgot-password";
pub const RESET_PASSWORD: &str = "/auth/reset-password";
/// The page that turns a provider's session into ours.
pub const CALLBACK: &str = "/auth/callback";

pub const NO_ORGANIZATION: &str = "/auth/no-organization";
pub const REGISTER_ORGANIZATION: &str = "/auth/register-organization";
pub const SELECT_TENANT: &str = "/auth/select-tenant";

pub const ACCOUNT: &str = "/account";
pub const PASSWORD: &str = "/account/password";
pub const FIRST_PASSWORD: &str = "/account/password/new";
pub const EMAIL: &str = "/account/email";
pub const EMAIL_CONFIRMATION: &str = "/account/email/confirmation";
pub const METHODS: &str = "/account/methods";
pub const ACTIVITY: &str = "/account/activity";
pub const DELETE_ACCOUNT: &str = "/account/delete";
pub const ACCOUNT_CLOSING: &str = "/account/closing";
pub const OWN_ORGANIZATIONS: &str = "/account/organizations";

/// The prefix of every organization's pages; its slug follows.
pub const ORGANIZATIONS: &str = "/o/";
/// The prefix of every invitation's page; its token or id follows.
pub const INVITATIONS: &str = "/invitations/";

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
pub fn confirm_then(path: &str) -> String {
    format!("/auth/confirm?return_to={}", encoded(path))
}

/// Like [`confirm_then`], for the code that was just sent.
pub fn confirm_by_code_then(path: &str) -> String {
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

/// Returns the page of an invitation: for its mail by token, for its mailbox's owner by id.
pub fn invitation(token: impl Display) -> String {
    format!("{INVITATIONS}{token}")
}

/// Returns the page of the link to join with this token.
pub fn join(token: impl Display) -> String {
    format!("/join/{token}")
}

/// Returns an organization's first page.
pub fn dashboard(slug: impl Display) -> String {
    section(slug, "dashboard")
}

/// Returns a section of an organization, such as `todos`.
pub fn section(slug: impl Display, section: &str) -> String {
    format!("{ORGANIZATIONS}{slug}/{section}")
}

/// Returns an organization's todos.
pub fn todos(slug: impl Display) -> String {
    section(slug, "todos")
}

/// Returns an organization's members.
pub fn members(slug: impl Display) -> String {
    section(slug, "members")
}

/// Returns an organization's settings.
pub fn settings(slug: impl Display) -> String {
    section(slug, "settings")
}

/// Returns the page for leaving, handing over and deleting an organization.
pub fn danger(slug: impl Display) -> String {
    section(slug, "settings/danger")
}

/// Returns the page that offers an organization to another member.
pub fn transfer(slug: impl Display) -> String {
    section(slug, "settings/transfer")
}

/// Returns the page that answers such an offer.
pub fn ownership_transfer(slug: impl Display, id: impl Display) -> String {
    format!("{}/{id}", section(slug, "ownership-transfers"))
}

/// Returns the page that deletes an organization.
pub fn organization_deletion(slug: impl Display) -> String {
    section(slug, "settings/deletion")
}

/// Returns the page that restores a deleted organization.
pub fn restoration(slug: impl Display) -> String {
    format!("{OWN_ORGANIZATIONS}/{slug}/restoration")
}

/// Returns the address with a query, if there is one.
pub fn with_query(address: String, query: &str) -> String {
    if query.is_empty() { address } else { format!("{address}?{query}") }
}

/// Returns the page that gives a member another role, with `role` chosen; `list` is the query
/// of the list it leads back to.
pub fn member_role(
    slug: impl Display,
    user: impl Display,
    role: impl Display,
    list: &str,
) -> String {
    format!("{}/{user}/role?role={role}{}", members(slug), from_list(list))
}

/// Returns the part of a query that tells a member's page which list it leads back to.
fn from_list(list: &str) -> String {
    if list.is_empty() { String::new() } else { format!("&list={}", encoded(list)) }
}

/// Returns the page that asks before a member is removed, with the address of the member who
/// gets their shared todos filled in.
pub fn member_removal(
    slug: impl Display,
    user: impl Display,
    todos_to: &str,
    list: &str,
) -> String {
    let (todos_to, list) = (encoded(todos_to), from_list(list));
    format!("{}/{user}/delete?todos_to={todos_to}{list}", members(slug))
}

/// Returns the page that asks before a member is suspended or reinstated.
pub fn member_suspension(slug: impl Display, user: impl Display, list: &str) -> String {
    format!("{}/{user}/suspension?list={}", members(slug), encoded(list))
}

/// Returns the page that asks before several members get `role`, or another `action`.
pub fn members_bulk(slug: impl Display, action: &str, role: &str, ids: &str) -> String {
    format!("{}/bulk?action={action}&role={role}&members={ids}", members(slug))
}

/// Returns the page that asks before one leaves an organization.
pub fn leave(slug: impl Display) -> String {
    section(slug, "leave")
}

/// Returns an organization's invitations.
pub fn invitations(slug: impl Display) -> String {
    section(slug, "invitations")
}

/// Returns the history of an organization.
pub fn history(slug: impl Display) -> String {
    section(slug, "settings/activity")
}

/// Returns an event of an organization's history.
pub fn history_event(slug: impl Display, id: impl Display) -> String {
    format!("{}/{id}", history(slug))
}

/// Returns an organization's history as a file, such as `csv`.
pub fn history_export(slug: impl Display, ending: &str) -> String {
    format!("{}/export.{ending}", history(slug))
}

/// Returns the form for inviting, filled in.
pub fn invite_with(slug: impl Display, emails: &str, role: impl Display) -> String {
    format!("{}?email={}&role={role}#invite", invitations(slug), encoded(emails))
}

/// Returns the page of the ways into an organization.
pub fn access(slug: impl Display) -> String {
    section(slug, "settings/access")
}

/// Returns the page of one of the links by which people join an organization.
pub fn join_link(slug: impl Display, id: impl Display) -> String {
    format!("{}/links/{id}", access(slug))
}

/// Returns the form that claims a domain, filled in.
pub fn access_with_domain(slug: impl Display, domain: impl Display) -> String {
    format!("{}?domain={}#new-domain", access(slug), encoded(&domain.to_string()))
}

/// Returns the page of one of an organization's domains.
pub fn domain(slug: impl Display, id: impl Display) -> String {
    format!("{}/domains/{id}", access(slug))
}

/// Returns the requests to join an organization.
pub fn join_requests(slug: impl Display) -> String {
    section(slug, "requests")
}

/// Returns the requests after the one with this id.
pub fn join_requests_after(slug: impl Display, id: impl Display) -> String {
    format!("{}?after={id}", join_requests(slug))
}

/// Returns the logo with the digest.
pub fn logo(digest: impl Display) -> String {
    format!("/logos/{digest}")
}

/// Returns an organization's address in the API.
pub fn api_tenant(slug: impl Display) -> String {
    format!("{API_TENANT}{slug}")
}

/// Returns a list of an organization in the API, such as `todos`.
pub fn api_list(slug: impl Display, list: &str) -> String {
    format!("{API_TENANT}{slug}/{list}")
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
            confirm_then(ACCOUNT),
            confirm_by_code_then(ACCOUNT),
            verify_email_then(&email, ACCOUNT),
            callback_then(ACCOUNT),
            first_password_then(ACCOUNT),
            email_with("ada@example.com"),
            email_confirmation("ada@example.com"),
            activity_before("0195"),
            invitation("4f1d"),
            join("4f1d"),
            access("acme"),
            join_link("acme", "0195"),
            access_with_domain("acme", "acme.example"),
            domain("acme", "0195"),
            join_requests("acme"),
            join_requests_after("acme", "0195"),
            dashboard("acme"),
            todos("acme"),
            members("acme"),
            settings("acme"),
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
