use chrono::{DateTime, TimeDelta, Utc};

use super::{Flash, FlashKind, Layout, Person, SwitcherEntry, TenantHere, WaitingRow};
use crate::{
    types::{Mark, Role},
    web::urls,
};

/// Text that would run as a script if it weren't escaped.
pub const HOSTILE: &str = "\"><script>alert('x')</script> & <b onclick=x>";

/// A name that breaks narrow layouts.
pub const LONG_NAME: &str =
    "Donaudampfschifffahrtsgesellschaft & Sons International Freight Forwarding of Rotterdam";

/// Returns a fixed time for samples, `hours` after 1 March 2026.
pub fn sample_time(hours: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_513) + TimeDelta::hours(hours)
}

impl Layout {
    /// Returns the layout of an organization's page, seen by one of its owners.
    pub fn sample(title: impl Into<String>, page: &'static str) -> Self {
        Self {
            tenant: Some(tenant("Acme Joinery", "acme", "owner")),
            ..Self::sample_signed_in(title, page)
        }
    }

    /// Returns the layout of a page outside any organization, seen by a signed-in user.
    pub fn sample_signed_in(title: impl Into<String>, page: &'static str) -> Self {
        Self {
            user: Some(person("Ada Lovelace", "ada@example.com")),
            session_seconds: Some(604_800),
            switcher: vec![
                entry("Acme Joinery", "acme", "owner", true),
                entry("Harbour Street Clinic", "harbour-street-clinic", "member", false),
                entry(LONG_NAME, "freight", "admin", false),
            ],
            ..Self::sample_visitor(title, page)
        }
    }

    /// Returns the layout of a page seen by a visitor who isn't signed in.
    pub fn sample_visitor(title: impl Into<String>, page: &'static str) -> Self {
        Self {
            title: title.into(),
            page,
            neon_auth_url: "http://localhost:8080/api/auth".to_owned(),
            development: true,
            request_path: "/".to_owned(),
            ..Self::default()
        }
    }

    /// Adds hostile or overlong text wherever it could break the page.
    #[must_use]
    pub fn sample_hostile(mut self) -> Self {
        let user = person(HOSTILE, "someone.with.a.very.long.address@subdomain.example.com");
        let picture = Some(urls::own_picture("5e".repeat(32)));
        self.user = Some(Person { picture, ..user });
        self.tenant = self.tenant.map(|_| tenant(LONG_NAME, "freight", "member"));
        self.switcher.push(entry(HOSTILE, "hostile", "member", false));
        self.switcher_has_more = true;
        self.waiting = vec![waiting("Acme Joinery", "acme"), waiting(HOSTILE, "hostile")];
        self.notices = vec![
            notice(FlashKind::Success, &crate::text!("invite-sent").to_string()),
            notice(FlashKind::Info, HOSTILE),
            notice(FlashKind::Error, &crate::text!("app-unavailable").to_string()),
        ];
        self
    }
}

fn person(name: &str, email: &str) -> Person {
    Person { name: name.to_owned(), email: email.to_owned(), picture: None }
}

fn tenant(name: &str, slug: &str, role: &str) -> TenantHere {
    let permissions = role.parse::<Role>().unwrap().permissions().collect();
    let (name, slug, role) = (name.to_owned(), slug.to_owned(), role.to_owned());
    let mark = Mark { hue: Some(3), logo: None };
    TenantHere { name, slug, role, mark, permissions }
}

fn entry(name: &str, slug: &str, role: &str, current: bool) -> SwitcherEntry {
    SwitcherEntry {
        name: name.to_owned(),
        slug: slug.to_owned(),
        role: role.to_owned(),
        mark: Mark { hue: None, logo: Some("5e".repeat(32)) },
        current,
        href: urls::dashboard(slug),
    }
}

/// Returns an invitation that waits for the reader's answer.
pub fn waiting(name: &str, slug: &str) -> WaitingRow {
    WaitingRow {
        id: "01957".to_owned(),
        tenant_name: name.to_owned(),
        slug: slug.to_owned(),
        mark: Mark { hue: Some(5), logo: None },
        inviter: HOSTILE.to_owned(),
        role: "member".to_owned(),
    }
}

fn notice(kind: FlashKind, text: &str) -> Flash {
    Flash { kind, text: text.to_owned() }
}
