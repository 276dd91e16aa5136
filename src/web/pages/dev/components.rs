//! Every component in every state, at `/dev/components`; in development only.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    tenancy::Permission,
    types::{Mark, Role},
    web::{
        access::Anyone,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Flash, FlashKind, Layout, Page, Person, SwitcherEntry, TenantHere},
    },
};

/// Names as people have them: short, long, right to left, without letters.
const NAMES: [&str; 4] = [
    "Acme Joinery",
    "Norddeutsche Genossenschaft der Binnenschiffer am Kanal",
    "مؤسسة الشارع الطويل",
    "🏠🌳",
];

/// The page that shows the components.
#[derive(Clone, Debug, Serialize)]
pub struct ComponentsPage {
    /// The shared layout, of an organization that doesn't exist.
    pub layout: Layout,
    /// `"ltr"` or `"rtl"`.
    pub direction: &'static str,
    /// One error, of no field.
    pub refusal: FieldErrors,
    /// One error that says when to try again.
    pub pause: FieldErrors,
    /// The errors of two fields.
    pub errors: FieldErrors,
    /// The content of lists.
    pub parts: Value,
}

impl Page for ComponentsPage {
    const TEMPLATE: &'static str = "pages/components.html";
}

/// The query `?dir=rtl`.
#[derive(Debug, Default, Deserialize)]
pub struct ComponentsQuery {
    #[serde(default)]
    dir: String,
}

/// `GET /dev/components`
pub async fn show(_: Anyone, ui: Ui, query: Query<ComponentsQuery>) -> Answer {
    ui.speak_english();
    let direction = if query.dir == "rtl" { "rtl" } else { "ltr" };
    ui.page(&ComponentsPage::new(
        ui.public((crate::text!("title-components"), "components")),
        direction,
    ))
}

impl ComponentsPage {
    fn new(layout: Layout, direction: &'static str) -> Self {
        Self {
            layout: of_nobody(layout),
            direction,
            refusal: FieldErrors::whole("Wrong email or password."),
            pause: FieldErrors::too_soon("Too many attempts.", 90),
            errors: FieldErrors::one("name", "Enter a name for the organization.")
                .and("notes", "Use at most 5,000 characters."),
            parts: parts(),
        }
    }
}

/// Puts somebody into the layout who is an owner in an organization with everything.
fn of_nobody(layout: Layout) -> Layout {
    let mark = || Mark { hue: None, logo: None };
    let notice = |kind, text: &str| Flash { kind, text: text.to_owned() };
    Layout {
        user: Some(Person {
            name: "Ada Lovelace".into(),
            email: "ada@example.com".into(),
            picture: None,
        }),
        tenant: Some(TenantHere {
            name: NAMES[0].to_owned(),
            slug: "acme".to_owned(),
            role: Role::Owner.to_string(),
            mark: mark(),
            permissions: Role::Owner.permissions().collect::<Vec<Permission>>(),
        }),
        switcher: NAMES
            .into_iter()
            .enumerate()
            .map(|(number, name)| SwitcherEntry {
                name: name.to_owned(),
                slug: format!("organization-{number}"),
                role: Role::Member.to_string(),
                mark: mark(),
                current: number == 0,
                href: urls::START.to_owned(),
            })
            .collect(),
        waiting_requests: 3,
        notices: vec![
            notice(FlashKind::Success, "To-do added."),
            notice(FlashKind::Info, "Now in Acme Joinery."),
            notice(FlashKind::Error, "The sign-in was canceled. You can try again."),
        ],
        ..layout
    }
}

fn parts() -> Value {
    let todo = |id: &str, title: &str, done: bool, shared: bool, late: bool| {
        json!({
            "id": id, "title": title, "done": done, "shared": shared, "mine": !shared,
            "author": "Grace Hopper", "assignee": shared.then_some("you"),
            "due_on": late.then_some("2026-03-01"), "is_past_due": late && !done,
            "created_at": "2026-02-20T09:05:00Z", "may_edit": true,
        })
    };
    let event = |what: &str, alarming: bool| {
        json!({
            "what": what, "device": "Firefox on Linux", "ip": "203.0.113.7",
            "at": "2026-02-20T09:05:00Z", "is_alarming": alarming,
        })
    };
    let role = |value: &str, label: &str, explanation: &str, allowed: bool| json!({ "value": value, "label": label, "explanation": explanation, "allowed": allowed });
    let day = |created: i64| json!({ "created": created, "completed": created / 2 });
    json!({
        "names": NAMES,
        "todos": [
            todo("1", "Order oak", false, false, false),
            todo("2", "Call the mason about the stairs", false, true, true),
            todo("3", "Sweep the yard", true, true, true),
            todo("4", NAMES[2], false, false, false),
        ],
        "events": [
            event("Signed in with your password", false),
            event("Sign-in refused", true),
        ],
        "roles": [
            role("member", "Member", "Can see and add to-dos.", true),
            role("admin", "Admin", "Can also invite and remove people.", true),
            role("owner", "Owner", "Only owners can give this role.", false),
        ],
        "days": (0..14).map(|number| day(number * 5 % 7)).collect::<Vec<_>>(),
        "states": ["on", "off", "expired", "used-up"],
        "proofs": ["proven", "record", "lapsed", "displaced", "new"],
        "icons": [
            "check", "chevrons", "chevron", "plus", "search", "sliders", "person", "houses",
            "leave", "dots", "pencil", "share", "lock", "trash", "mail", "info", "arrow",
            "screen", "home", "list", "people", "knock", "bars", "clock", "menu", "close", "back",
        ],
    })
}

#[cfg(test)]
mod samples {
    use super::ComponentsPage;
    use crate::web::views::{Layout, Samples};

    impl Samples for ComponentsPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample_visitor(crate::text!("title-components"), "components");
            vec![Self::new(layout.clone(), "ltr"), Self::new(layout, "rtl")]
        }
    }
}
