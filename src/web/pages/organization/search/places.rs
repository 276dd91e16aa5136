//! The pages that a member can go to.

use super::Hit;
use crate::{
    locale::Text,
    tenancy::Permission,
    web::{access::Viewer, urls},
};

/// A page: the keys of its name and of other words for it, the permission it asks for, and its address.
struct Place {
    name: &'static str,
    words: &'static str,
    asks: Option<Permission>,
    href: fn(&str) -> String,
}

const PLACES: [Place; 14] = [
    place("layout-home", "place-home", None, |slug| urls::dashboard(slug)),
    place("layout-todos", "place-todos", None, |slug| urls::todos(slug)),
    place("home-add-todo", "place-add-todo", None, |slug| format!("{}/new", urls::todos(slug))),
    place("members", "place-members", None, |slug| urls::members(slug)),
    place("invite-people", "place-invite", Some(Permission::InviteMembers), |slug| {
        urls::invitations(slug)
    }),
    place("access-requests", "place-requests", Some(Permission::ManageJoining), |slug| {
        urls::join_requests(slug)
    }),
    place("insights", "place-insights", None, |slug| urls::section(slug, "insights")),
    place("activity", "place-activity", Some(Permission::ReadAudit), |slug| {
        urls::section(slug, "settings/activity")
    }),
    place("settings", "place-settings", Some(Permission::EditOrganization), |slug| {
        urls::settings(slug)
    }),
    place("access", "place-access", Some(Permission::ManageJoining), |slug| urls::access(slug)),
    place("layout-account", "place-account", None, |_| urls::ACCOUNT.to_owned()),
    place("your-organizations", "place-organizations", None, |_| {
        urls::OWN_ORGANIZATIONS.to_owned()
    }),
    place("create-organization", "place-create", None, |_| urls::REGISTER_ORGANIZATION.to_owned()),
    place("sign-out", "place-sign-out", None, |_| urls::LOGOUT.to_owned()),
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
    let slug = member.tenant.slug.as_str();
    let mut found: Vec<Hit> = Vec::new();
    for place in PLACES.iter().filter(may) {
        let (label, words) = (Text::new(place.name).to_string(), Text::new(place.words));
        if label.to_lowercase().contains(&text) || words.to_string().contains(&text) {
            found.push(Hit { label, hint: String::new(), href: (place.href)(slug) });
        }
    }
    found.sort_by_key(|hit| !hit.label.to_lowercase().starts_with(&text));
    found
}
