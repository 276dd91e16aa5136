//! The addresses of an organization, its pages and its part of the API.

use std::fmt::Display;

use super::{API_TENANT, ORGANIZATIONS, OWN_ORGANIZATIONS, encoded};

/// Returns an organization's first page.
pub fn dashboard(slug: impl Display) -> String {
    section(slug, "dashboard")
}

/// Returns a section of an organization, such as `todos`.
pub fn section(slug: impl Display, section: &str) -> String {
    format!("{ORGANIZATIONS}{slug}/{section}")
}

/// Returns what happened in an organization over some weeks.
pub fn insights(slug: impl Display, weeks: u32) -> String {
    format!("{}?weeks={weeks}", section(slug, "insights"))
}

/// Returns an organization's todos.
pub fn todos(slug: impl Display) -> String {
    section(slug, "todos")
}

/// Returns the page with the form for a new todo.
pub fn new_todo(slug: impl Display) -> String {
    todo(slug, "new")
}

/// Returns a todo of an organization.
pub fn todo(slug: impl Display, id: impl Display) -> String {
    format!("{}/{id}", todos(slug))
}

/// Returns an organization's members.
pub fn members(slug: impl Display) -> String {
    section(slug, "members")
}

/// Returns the picture with the digest, of a member of an organization.
pub fn member_picture(slug: impl Display, digest: impl Display) -> String {
    format!("{}/{digest}", section(slug, "pictures"))
}

/// Returns the step after an organization was registered.
pub fn welcome(slug: impl Display) -> String {
    section(slug, "welcome")
}

/// Returns an organization's settings.
pub fn settings(slug: impl Display) -> String {
    section(slug, "settings")
}

/// Returns an organization's settings with a `new` slug filled in.
pub fn settings_with_slug(slug: impl Display, new: &str) -> String {
    format!("{}?slug={}", settings(slug), encoded(new))
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

/// Returns the page for leaving an organization where one is suspended.
pub fn leave_suspended(id: impl Display) -> String {
    format!("{OWN_ORGANIZATIONS}/suspended/{id}/leave")
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
