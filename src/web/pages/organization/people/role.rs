//! Another role for a member, at `/o/{slug}/members/{id}/role`.

use actix_web::{FromRequest as _, HttpResponse, web};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::{MemberPath, Person, roles::RoleChoice, shown_name};
use crate::{
    db::{Committed, TenantReader},
    ids::UserId,
    tenancy::memberships::{
        self,
        changes::{self, MemberToChange},
    },
    text,
    types::{InvalidRole, Role},
    web::{
        access::{Allowed, ManageMembers, Member, OrganizationVisit, Reading, Writing},
        commands::{member_changes, members_query::back_to},
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page for giving a member another role.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRolePage {
    /// The shared layout.
    pub layout: Layout,
    /// The member.
    pub person: Person,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
    /// The chosen role's value.
    pub role: String,
    /// Whether the member has to stay an owner because there is no other.
    pub is_last_owner: bool,
    /// The query of the list that the page leads back to.
    pub list: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for MemberRolePage {
    const TEMPLATE: &'static str = "pages/member_role.html";
}

/// The form's fields, and the query `?role=&list=`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RoleForm {
    role: String,
    list: String,
}

/// `GET /o/{slug}/members/{id}/role`
pub async fn show(
    allowed: Reading<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    query: Query<RoleForm>,
) -> Answer {
    let page = MemberRolePage::read(allowed, &ui, path.id()?, &query).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/members/{id}/role`
pub async fn change(
    allowed: Writing<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    form: web::Form<RoleForm>,
) -> Answer {
    let user = path.id()?;
    let reads = async |db: &TenantReader| changes::find_to_change(db, user).await;
    let (member, to_change) = allowed.open(reads).await?;
    let own = member.caller.user;
    match save(member, &ui, &to_change, &path.slug, &form).await {
        Ok((role, saved)) => {
            let before = to_change.member();
            let text = if user == own {
                text!("members-you-are-now", role = role.as_str())
            } else {
                let name = shown_name(&before.name, &before.email);
                text!("members-is-now", name = name, role = role.as_str())
            };
            let row = format!("{}#member-{user}", back_to(&path.slug, &form.list));
            ui.done(&row, text, saved)
        }
        Err(refused @ (AppError::Invalid(_) | AppError::Conflict(_) | AppError::LastOwner)) => {
            let member = Member::extract(&ui.req).await?;
            let page = MemberRolePage::read(&member, &ui, user, &form).await?;
            match refused {
                AppError::Invalid(errors) => ui.invalid(&MemberRolePage { errors, ..page }),
                AppError::Conflict(text) => {
                    let errors = FieldErrors::one("role", text);
                    ui.page_with(HttpResponse::Conflict(), &MemberRolePage { errors, ..page })
                }
                _ => ui.page_with(HttpResponse::Conflict(), &page),
            }
        }
        Err(other) => Err(other),
    }
}

async fn save(
    member: Member,
    ui: &Ui,
    to_change: &MemberToChange,
    slug: &str,
    form: &RoleForm,
) -> Result<(Role, Committed), AppError> {
    let invalid = |error: InvalidRole| FieldErrors::one("role", error.to_string());
    let role = form.role.parse().map_err(|error| AppError::Invalid(invalid(error)))?;
    let back = urls::member_role(slug, to_change.member().user, role, &form.list);
    let made = member_changes::change_role(&member, &ui.state, to_change, role, &back)?;
    Ok((role, member_changes::commit(member, &ui.state, [made]).await?))
}

impl MemberRolePage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        user: UserId,
        form: &RoleForm,
    ) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| {
            try_join!(memberships::find(db, user), memberships::count_owners(db))
        };
        let (member, layout, (found, owners)) =
            ui.organization((text!("members-change-role"), "members"), visit, reads).await?;
        let person = Person::new(found, &member)?;
        let chosen = form.role.parse::<Role>().map_or(person.role.clone(), |role| role.to_string());
        Ok(Self {
            layout,
            is_last_owner: owners == 1 && person.role == Role::Owner.as_str(),
            person,
            roles: RoleChoice::all(member.role),
            role: chosen,
            list: form.list.clone(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, MemberRolePage, Person, RoleChoice};
    use crate::{
        text,
        types::Role,
        web::views::{HOSTILE, LONG_NAME, Layout, Samples},
    };

    impl Samples for MemberRolePage {
        fn samples() -> Vec<Self> {
            let chosen = Self {
                layout: Layout::sample(text!("members-change-role"), "members"),
                person: Person::sample(LONG_NAME, false),
                roles: RoleChoice::all(Role::Owner),
                role: "admin".to_owned(),
                is_last_owner: false,
                list: "q=a&page=2".to_owned(),
                errors: FieldErrors::default(),
            };
            let refused = Self {
                person: Person::sample(HOSTILE, false),
                roles: RoleChoice::all(Role::Admin),
                errors: FieldErrors::one("role", text!("invalid-role")),
                ..chosen.clone()
            };
            let last = Self {
                person: Person::sample("Ada Lovelace", true),
                is_last_owner: true,
                ..chosen.clone()
            };
            vec![chosen, refused, last]
        }
    }
}
