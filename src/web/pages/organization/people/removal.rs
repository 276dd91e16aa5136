//! The removal of a member, at `/o/{slug}/members/{id}/delete`.

use actix_web::{HttpResponse, web};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::{MemberPath, Person, shown_name};
use crate::{
    db::TenantReader,
    ids::UserId,
    tenancy::memberships,
    todos::{self, Held},
    types::EmailAddress,
    web::{
        access::{Allowed, ManageMembers, Member, OrganizationVisit, Reading},
        commands::{member_changes, members_query::back_to},
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that asks before a member is removed.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRemovalPage {
    /// The shared layout.
    pub layout: Layout,
    /// The member.
    pub person: Person,
    /// The member's todos.
    pub held: Held,
    /// The address of the member who gets the shared todos, as typed.
    pub todos_to: String,
    /// The query of the list that the page leads back to.
    pub list: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for MemberRemovalPage {
    const TEMPLATE: &'static str = "pages/member_removal.html";
}

/// The form's fields, and the query `?todos_to=&list=`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {
    todos_to: String,
    list: String,
}

/// `GET /o/{slug}/members/{id}/delete`
pub async fn show(
    allowed: Reading<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    query: Query<RemovalForm>,
) -> Answer {
    let page = MemberRemovalPage::read(allowed, &ui, path.id()?, &query).await?;
    if page.person.is_you {
        return ui.go(&urls::leave(&path.slug));
    }
    ui.page(&page)
}

/// `POST /o/{slug}/members/{id}/delete`
pub async fn remove(
    allowed: Allowed<ManageMembers>,
    ui: Ui,
    path: web::Path<MemberPath>,
    form: web::Form<RemovalForm>,
) -> Answer {
    let (member, user) = (allowed.member, path.id()?);
    match try_remove(&member, &ui, user, &form).await {
        Ok(name) => {
            let text = crate::text!("notice-member-removed", name = name);
            let back = back_to(member.tenant.slug.as_str(), &form.list);
            ui.done(&back, text, member.db.commit().await?)
        }
        Err(AppError::Invalid(errors)) => {
            let member = member.again(&ui.state).await?;
            let page = MemberRemovalPage::read(&member, &ui, user, &form).await?;
            ui.invalid(&MemberRemovalPage { errors, ..page })
        }
        Err(refused @ (AppError::Conflict(_) | AppError::LastOwner)) => {
            let member = member.again(&ui.state).await?;
            let page = MemberRemovalPage::read(&member, &ui, user, &form).await?;
            let page =
                MemberRemovalPage { errors: FieldErrors::whole(refused.to_string()), ..page };
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

/// Removes the member and returns the name to show.
async fn try_remove(
    member: &Member,
    ui: &Ui,
    user: UserId,
    form: &RemovalForm,
) -> Result<String, AppError> {
    let heir = heir(member, &form.todos_to).await?;
    let back = urls::member_removal(member.tenant.slug.as_str(), user, &form.todos_to, &form.list);
    let removed = member_changes::remove(member, &ui.state, user, heir, &back).await?;
    Ok(shown_name(&removed.name, &removed.email))
}

/// Finds the member whose address was typed.
async fn heir(member: &Member, typed: &str) -> Result<Option<UserId>, AppError> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let invalid = |message: String| AppError::Invalid(FieldErrors::one("todos_to", message));
    let email: EmailAddress = typed.parse().map_err(|error| invalid(format!("{error}")))?;
    match memberships::find_by_email(&member.db, &email).await? {
        Some(heir) => Ok(Some(heir)),
        None => Err(invalid(crate::text!("refusal-no-such-member", email = email.shown()).into())),
    }
}

impl MemberRemovalPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        user: UserId,
        form: &RemovalForm,
    ) -> Result<Self, AppError> {
        let one = [user];
        let reads = async |db: &TenantReader| {
            try_join!(memberships::find(db, user), todos::held_by(db, &one))
        };
        let (member, layout, (found, mut held)) =
            ui.organization((crate::text!("title-remove-member"), "members"), visit, reads).await?;
        Ok(Self {
            layout,
            person: Person::new(found, &member)?,
            held: held.remove(&user).unwrap_or_default(),
            todos_to: form.todos_to.clone(),
            list: form.list.clone(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, Held, MemberRemovalPage, Person};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for MemberRemovalPage {
        fn samples() -> Vec<Self> {
            let idle = Self {
                layout: Layout::sample(crate::text!("title-remove-member"), "members"),
                person: Person::sample("Grace Hopper", false),
                held: Held::default(),
                todos_to: String::new(),
                list: String::new(),
                errors: FieldErrors::default(),
            };
            let one = Self {
                person: Person::sample(LONG_NAME, false),
                held: Held { private: 1, shared: 1, assigned: 1 },
                ..idle.clone()
            };
            let refused = Self {
                person: Person::sample(HOSTILE, false),
                held: Held { private: 12, shared: 3456, assigned: 12 },
                todos_to: HOSTILE.to_owned(),
                errors: FieldErrors::one("todos_to", crate::text!("todo-no-such-member")),
                ..idle.clone()
            };
            vec![idle, one, refused]
        }
    }
}
