//! Leaving an organization, at `/o/{slug}/leave`.

use actix_web::HttpResponse;
use futures_util::try_join;
use serde::Serialize;

use crate::{
    tenancy::memberships,
    todos,
    types::Role,
    web::{
        access::Member,
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
    /// The number of todos that are deleted along.
    pub private_todos: i64,
    /// The number of todos that stay.
    pub shared_todos: i64,
    /// Whether the reader has to stay because there is no other owner.
    pub is_last_owner: bool,
}

impl Page for LeavingPage {
    const TEMPLATE: &'static str = "pages/leaving.html";
}

/// `GET /o/{slug}/leave`
pub async fn show(member: Member, ui: Ui) -> Answer {
    let page = LeavingPage::read(&member, &ui).await?;
    member.db.close().await?;
    ui.page(&page)
}

/// `POST /o/{slug}/leave`
pub async fn leave(member: Member, ui: Ui) -> Answer {
    let back = urls::leave(&member.tenant.slug);
    let user = member.caller.user;
    match member_changes::remove(&member, &ui.state, user, None, &back).await {
        Ok(_) => {
            let text = format!("You have left {}.", member.tenant.name);
            ui.done(urls::OWN_ORGANIZATIONS, text, member.db.commit().await?)
        }
        Err(AppError::LastOwner) => {
            let member = member.again(&ui.state).await?;
            let page = LeavingPage::read(&member, &ui).await?;
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(other) => Err(other),
    }
}

impl LeavingPage {
    async fn read(member: &Member, ui: &Ui) -> Result<Self, AppError> {
        let (owners, written, layout) = try_join!(
            memberships::count_owners(&member.db),
            todos::written_by(&member.db, member.caller.user),
            ui.organization(("Leave", "members"), member),
        )?;
        Ok(Self {
            layout,
            private_todos: written.private,
            shared_todos: written.shared,
            is_last_owner: member.role == Role::Owner && owners == 1,
        })
    }
}

#[cfg(test)]
mod samples {
    use super::LeavingPage;
    use crate::web::views::{Layout, Samples};

    impl Samples for LeavingPage {
        fn samples() -> Vec<Self> {
            let free = Self {
                layout: Layout::sample("Leave", "members"),
                private_todos: 1,
                shared_todos: 0,
                is_last_owner: false,
            };
            let busy = Self { private_todos: 0, shared_todos: 12, ..free.clone() };
            let last = Self { is_last_owner: true, ..free.clone() };
            vec![free, busy, last]
        }
    }
}
