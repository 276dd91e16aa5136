//! The pages that a member can go to.

use super::Hit;
use crate::{
    tenancy::Permission,
    web::{access::Viewer, urls},
};

/// A page: its name, other words for it, the permission it asks for, and its address.
struct Place {
    name: &'static str,
    words: &'static str,
    asks: Option<Permission>,
    href: fn(&str) -> String,
}

const PLACES: [Place; 14] = [
    place("Home", "dashboard start overview", None, |slug| urls::dashboard(slug)),
    place("To-dos", "tasks list", None, |slug| urls::todos(slug)),
    place("Add to-do", "new task create", None, |slug| format!("{}/new", urls::todos(slug))),
    place("Members", "people team colleagues", None, |slug| urls::members(slug)),
    place("Invite people", "add member invitation", Some(Permission::InviteMembers), |slug| {
        urls::invitations(slug)
    }),
    place("Requests to join", "approve", Some(Permission::ManageJoining), |slug| {
        urls::join_requests(slug)
    }),
    place("Insights", "numbers chart statistics", None, |slug| urls::section(slug, "insights")),
    place("Activity", "audit log history", Some(Permission::ReadAudit), |slug| {
        urls::section(slug, "settings/activity")
    }),
    place("Settings", "name logo color address", Some(Permission::EditOrganization), |slug| {
        urls::settings(slug)
    }),
    place("Access", "join link domain settings", Some(Permission::ManageJoining), |slug| {
        urls::access(slug)
    }),
    place("Account", "profile password email sessions security", None, |_| {
        urls::ACCOUNT.to_owned()
    }),
    place("Your organizations", "switch default leave", None, |_| {
        urls::OWN_ORGANIZATIONS.to_owned()
    }),
    place("Create an organization", "new register", None, |_| {
        urls::REGISTER_ORGANIZATION.to_owned()
    }),
    place("Sign out", "log out leave end", None, |_| urls::LOGOUT.to_owned()),
];

const fn place(
    name: &'static str,
    words: &'static str,
    asks: Option<Permission>,
    href: fn(&str) -> String,
) -> Place {
    Place { name, words, asks, href }
}

/// Returns the pages that the member may open and that have `text` in their names; with a name
/// that begins with it first.
pub(super) fn of(member: &Viewer, text: &str) -> Vec<Hit> {
    let text = text.to_lowercase();
    let may = |it: &&Place| it.asks.is_none_or(|permission| member.role.may(permission));
    let named = |it: &&Place| it.name.to_lowercase().contains(&text) || it.words.contains(&text);
    let mut found: Vec<_> = PLACES.iter().filter(may).filter(named).collect();
    found.sort_by_key(|it| !it.name.to_lowercase().starts_with(&text));
    let slug = member.tenant.slug.as_str();
    let hit =
        |it: &Place| Hit { label: it.name.to_owned(), hint: String::new(), href: (it.href)(slug) };
    found.into_iter().map(hit).collect()
}
