//! The first steps of an organization: inviting colleagues, at `/o/{slug}/welcome`, and the rest
//! on the first page.

use serde::Serialize;

use super::people::roles::RoleChoice;
use crate::{
    tenancy::{
        Permission,
        memberships::{PeopleCount, checklist},
    },
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
    pub label: &'static str,
    /// A sentence about it.
    pub hint: &'static str,
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
    let title = ("Invite your team", "welcome");
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
    checklist::show(&member.db, false).await?;
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
        step(
            "Add your name",
            "Colleagues see it in place of your address.",
            urls::ACCOUNT.to_owned(),
            false,
        )
    });
    let steps = [
        step(
            "Invite your team",
            "By email, or with a link you share.",
            urls::welcome(slug),
            invited,
        ),
        step(
            "Add the first to-do",
            "For yourself, or shared with everyone here.",
            format!("{}#new-title", urls::todos(slug)),
            has_todos,
        ),
        step(
            "Choose a logo and a color",
            "They mark your organization in menus and invitations.",
            urls::settings(slug),
            marked,
        ),
        step(
            "Give the organization a second owner",
            "So nobody is locked out if one of you leaves.",
            urls::members(slug),
            owners > 1,
        ),
    ];
    name.into_iter().chain(steps).collect()
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, Role, RoleChoice, WelcomePage};
    use crate::web::views::{Layout, Samples};

    impl Samples for WelcomePage {
        fn samples() -> Vec<Self> {
            vec![Self {
                layout: Layout::sample("Invite your team", "welcome"),
                errors: FieldErrors::default(),
                role: Role::Member.to_string(),
                roles: RoleChoice::all(Role::Owner),
            }]
        }
    }
}
