//! The removal of a member, at `/o/{slug}/members/{id}/delete`.

use actix_web::{FromRequest as _, HttpResponse, web};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::{MemberPath, Person, shown_name};
use crate::{
    db::{Committed, TenantReader},
    ids::UserId,
    tenancy::memberships::{
        self,
        changes::{self, MemberToChange},
    },
    todos::{self, Held},
    web::{
        access::{Allowed, ManageMembers, Member, OrganizationVisit, Reading, Writing},
        commands::{
            member_changes,
            members_query::{back_to, typed_member},
        },
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
    allowed: Writing<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    form: web::Form<RemovalForm>,
) -> Answer {
    let user = path.id()?;
    let reads = async |db: &TenantReader| {
        let heir = async { Ok(typed_member(db, &form.todos_to).await?) };
        try_join!(changes::find_to_change(db, user), heir)
    };
    let (member, (to_change, heir)) = allowed.open(reads).await?;
    match save(member, &ui, &to_change, heir, &path.slug, &form).await {
        Ok(saved) => {
            let before = to_change.member();
            let name = shown_name(&before.name, &before.email);
            let text = crate::text!("notice-member-removed", name = name);
            ui.done(&back_to(&path.slug, &form.list), text, saved)
        }
        Err(refused @ (AppError::Invalid(_) | AppError::Conflict(_) | AppError::LastOwner)) => {
            let member = Member::extract(&ui.req).await?;
            let page = MemberRemovalPage::read(&member, &ui, user, &form).await?;
            if let AppError::Invalid(errors) = refused {
                return ui.invalid(&MemberRemovalPage { errors, ..page });
            }
            let errors = FieldErrors::whole(refused.to_string());
            ui.page_with(HttpResponse::Conflict(), &MemberRemovalPage { errors, ..page })
        }
        Err(other) => Err(other),
    }
}

async fn save(
    member: Member,
    ui: &Ui,
    to_change: &MemberToChange,
    heir: Result<Option<UserId>, String>,
    slug: &str,
    form: &RemovalForm,
) -> Result<Committed, AppError> {
    let invalid = |message| AppError::Invalid(FieldErrors::one("todos_to", message));
    if let Some(heir) = heir.map_err(invalid)? {
        member_changes::hand_over(&member, &ui.state, to_change, heir).await?;
    }
    let user = to_change.member().user;
    let back = urls::member_removal(slug, user, &form.todos_to, &form.list);
    let made = member_changes::remove(&member, &ui.state, to_change, &back)?;
    member_changes::commit(member, &ui.state, [made]).await
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
