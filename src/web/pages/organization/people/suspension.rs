//! Suspending and reinstating a member, at `/o/{slug}/members/{id}/suspension`.

use actix_web::{FromRequest as _, HttpResponse, web};
use serde::Serialize;

use super::{FromList, MemberPath, Person, shown_name};
use crate::{
    db::TenantReader,
    ids::UserId,
    tenancy::memberships::{self, changes},
    text,
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

/// The page that asks before a member is suspended or reinstated.
#[derive(Clone, Debug, Serialize)]
pub struct MemberSuspensionPage {
    /// The shared layout.
    pub layout: Layout,
    /// The member.
    pub person: Person,
    /// The query of the list that the page leads back to.
    pub list: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for MemberSuspensionPage {
    const TEMPLATE: &'static str = "pages/member_suspension.html";
}

/// `GET /o/{slug}/members/{id}/suspension`
pub async fn show(
    allowed: Reading<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    query: Query<FromList>,
) -> Answer {
    let page = MemberSuspensionPage::read(allowed, &ui, path.id()?, &query).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/members/{id}/suspension`
pub async fn suspend(
    allowed: Writing<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    form: web::Form<FromList>,
) -> Answer {
    change(allowed, &ui, &path, true, &form).await
}

/// `POST /o/{slug}/members/{id}/suspension/delete`
pub async fn reinstate(
    allowed: Writing<Allowed<ManageMembers>>,
    ui: Ui,
    path: web::Path<MemberPath>,
    form: web::Form<FromList>,
) -> Answer {
    change(allowed, &ui, &path, false, &form).await
}

async fn change(
    allowed: Writing<Allowed<ManageMembers>>,
    ui: &Ui,
    path: &MemberPath,
    suspended: bool,
    from: &FromList,
) -> Answer {
    let user = path.id()?;
    let reads = async |db: &TenantReader| changes::find_to_change(db, user).await;
    let (member, to_change) = allowed.open(reads).await?;
    let back = urls::member_suspension(&path.slug, user, &from.list);
    let state = &ui.state;
    let made = member_changes::set_suspended(&member, state, &to_change, suspended, &back);
    let saved = async { member_changes::commit(member, state, [made?]).await };
    match saved.await {
        Ok(saved) => {
            let before = to_change.member();
            let name = shown_name(&before.name, &before.email);
            let text = if suspended {
                text!("members-now-suspended", name = name)
            } else {
                text!("members-now-reinstated", name = name)
            };
            ui.done(&back_to(&path.slug, &from.list), text, saved)
        }
        Err(refused @ (AppError::Conflict(_) | AppError::LastOwner)) => {
            let member = Member::extract(&ui.req).await?;
            let page = MemberSuspensionPage::read(&member, ui, user, from).await?;
            let page =
                MemberSuspensionPage { errors: FieldErrors::whole(refused.to_string()), ..page };
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

impl MemberSuspensionPage {
    async fn read(
        visit: impl OrganizationVisit,
        ui: &Ui,
        user: UserId,
        from: &FromList,
    ) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| memberships::find(db, user).await;
        let (member, layout, found) =
            ui.organization((text!("title-suspend-member"), "members"), visit, reads).await?;
        let person = Person::new(found, &member)?;
        Ok(Self { layout, person, list: from.list.clone(), errors: FieldErrors::default() })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, MemberSuspensionPage, Person};
    use crate::{
        text,
        web::views::{HOSTILE, LONG_NAME, Layout, Samples},
    };

    impl Samples for MemberSuspensionPage {
        fn samples() -> Vec<Self> {
            let active = Self {
                layout: Layout::sample(text!("title-suspend-member"), "members"),
                person: Person::sample(LONG_NAME, false),
                list: "sort=name".to_owned(),
                errors: FieldErrors::default(),
            };
            let suspended = Person { suspended: true, ..Person::sample(HOSTILE, false) };
            let back = Self { person: suspended, ..active.clone() };
            let errors = FieldErrors::whole(text!("member-oneself"));
            let refused = Self { person: Person::sample("Ada", true), errors, ..active.clone() };
            vec![active, back, refused]
        }
    }
}
