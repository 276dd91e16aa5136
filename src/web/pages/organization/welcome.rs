//! The first steps of an organization: inviting colleagues, at `/o/{slug}/welcome`, and the rest
//! on the first page.

use serde::Serialize;

use super::people::roles::RoleChoice;
use crate::{
    locale::Text,
    tenancy::{
        Permission,
        memberships::{PeopleCount, checklist},
    },
    text,
    types::Role,
    web::{
        access::{Allowed, InviteMembers, Member, Reading, Viewer, nothing},
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that invites the first colleagues.
#[derive(Clone, Debug, Serialize)]
pub struct WelcomePage {
    /// The shared layout.
    pub layout: Layout,
    /// The form's errors, which its own page shows.
    pub errors: FieldErrors,
    /// The role that is chosen.
    pub role: String,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
}

/// One of the first steps.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The link's text.
    pub label: Text,
    /// A sentence about it.
    pub hint: Text,
    /// The page where it's taken.
    pub href: String,
    /// Whether it's done.
    pub done: bool,
}

impl Page for WelcomePage {
    const TEMPLATE: &'static str = "pages/welcome.html";
}

/// `GET /o/{slug}/welcome`
pub async fn show(allowed: Reading<Allowed<InviteMembers>>, ui: Ui) -> Answer {
    let title = (text!("welcome-invite-team"), "welcome");
    let (member, layout, ()) = ui.organization(title, allowed, nothing).await?;
    ui.page(&WelcomePage {
        layout,
        errors: FieldErrors::default(),
        role: Role::Member.to_string(),
        roles: RoleChoice::all(member.role),
    })
}

/// `POST /o/{slug}/dashboard/checklist/delete`: puts the first steps away.
pub async fn dismiss(member: Member, ui: Ui) -> Answer {
    checklist::put_away(&member.db);
    ui.done_quietly(&urls::dashboard(member.tenant.slug.as_str()), member.db.commit().await?)
}

/// Returns the first steps, or none if the reader has put them away.
pub(super) fn first_steps(
    member: &Viewer,
    has_todos: bool,
    people: PeopleCount,
    owners: i64,
) -> Vec<Step> {
    if owners == 0 || !member.role.may(Permission::EditOrganization) {
        return Vec::new();
    }
    let (slug, mark) = (member.tenant.slug.as_str(), &member.tenant.mark);
    let step = |label, hint, href, done| Step { label, hint, href, done };
    let invited = people.members.number + people.pending_invitations.number > 1;
    let marked = mark.hue.is_some() || mark.logo.is_some();
    let named = !member.caller.name.is_empty();
    let name = (!named).then(|| {
        step(text!("step-name"), text!("step-name-more"), urls::ACCOUNT.to_owned(), false)
    });
    let steps = [
        step(text!("step-invite"), text!("step-invite-more"), urls::welcome(slug), invited),
        step(
            text!("step-todo"),
            text!("step-todo-more"),
            format!("{}#new-title", urls::todos(slug)),
            has_todos,
        ),
        step(text!("step-look"), text!("step-look-more"), urls::settings(slug), marked),
        step(text!("step-owner"), text!("step-owner-more"), urls::members(slug), owners > 1),
    ];
    name.into_iter().chain(steps).collect()
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, Role, RoleChoice, WelcomePage};
    use crate::{
        text,
        web::views::{Layout, Samples},
    };

    impl Samples for WelcomePage {
        fn samples() -> Vec<Self> {
            vec![Self {
                layout: Layout::sample(text!("welcome-invite-team"), "welcome"),
                errors: FieldErrors::default(),
                role: Role::Member.to_string(),
                roles: RoleChoice::all(Role::Owner),
            }]
        }
    }
}
