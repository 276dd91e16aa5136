//! Leaving an organization, at `/o/{slug}/leave`.

use actix_web::{FromRequest as _, HttpResponse};
use futures_util::try_join;
use serde::Serialize;

use crate::{
    db::TenantReader,
    tenancy::memberships::{self, changes},
    todos::{self, Held},
    types::Role,
    web::{
        access::{Member, OrganizationVisit, Reading, Writing},
        commands::member_changes,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that asks before one leaves.
#[derive(Clone, Debug, Serialize)]
pub struct LeavingPage {
    /// The shared layout.
    pub layout: Layout,
    /// The reader's todos.
    pub held: Held,
    /// Whether the reader has to stay because there is no other owner.
    pub is_last_owner: bool,
}

impl Page for LeavingPage {
    const TEMPLATE: &'static str = "pages/leaving.html";
}

/// `GET /o/{slug}/leave`
pub async fn show(member: Reading<Member>, ui: Ui) -> Answer {
    let page = LeavingPage::read(member, &ui).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/leave`
pub async fn leave(member: Writing<Member>, ui: Ui) -> Answer {
    let reads = async |db: &TenantReader| changes::find_oneself_to_change(db).await;
    let (member, oneself) = member.open(reads).await?;
    let name = member.tenant.name.to_string();
    let back = urls::leave(member.tenant.slug.as_str());
    let made = member_changes::remove(&member, &ui.state, &oneself, &back)?;
    match member_changes::commit(member, &ui.state, [made]).await {
        Ok(left) => {
            ui.done(urls::OWN_ORGANIZATIONS, crate::text!("notice-left", organization = name), left)
        }
        Err(AppError::LastOwner) => {
            let member = Member::extract(&ui.req).await?;
            let page = LeavingPage::read(&member, &ui).await?;
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

impl LeavingPage {
    async fn read(visit: impl OrganizationVisit, ui: &Ui) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| {
            try_join!(memberships::count_owners(db), todos::held_by_oneself(db))
        };
        let (member, layout, (owners, held)) =
            ui.organization((crate::text!("settings-leave"), "members"), visit, reads).await?;
        Ok(Self { layout, held, is_last_owner: member.role == Role::Owner && owners == 1 })
    }
}

#[cfg(test)]
mod samples {
    use super::{Held, LeavingPage};
    use crate::web::views::{Layout, Samples};

    impl Samples for LeavingPage {
        fn samples() -> Vec<Self> {
            let free = Self {
                layout: Layout::sample(crate::text!("settings-leave"), "members"),
                held: Held { private: 1, shared: 0, assigned: 1 },
                is_last_owner: false,
            };
            let held = Held { private: 0, shared: 12, assigned: 3 };
            let busy = Self { held, ..free.clone() };
            let last = Self { is_last_owner: true, ..free.clone() };
            vec![free, busy, last]
        }
    }
}
