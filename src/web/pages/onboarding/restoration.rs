//! Restoring a deleted organization, at `/account/organizations/{slug}/restoration`.

use actix_web::web;
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use crate::{
    db::UserReader,
    tenancy::{memberships, tenants::deletion},
    web::{
        access::{Reading, SignedIn, recent_sign_in},
        commands::organization_deletion,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that restores an organization by a button.
#[derive(Clone, Debug, Serialize)]
pub struct RestorationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organization's name.
    pub name: String,
    /// The organization's slug.
    pub slug: String,
    /// The time of deletion.
    pub deleted_at: DateTime<Utc>,
    /// The time from which it can't be restored.
    pub erased_from: DateTime<Utc>,
}

impl Page for RestorationPage {
    const TEMPLATE: &'static str = "pages/restoration.html";
}

/// The path `/account/organizations/{slug}/restoration`.
#[derive(Debug, Deserialize)]
pub struct RestorationPath {
    slug: String,
}

/// `GET /account/organizations/{slug}/restoration`
pub async fn show(
    signed_in: Reading<SignedIn>,
    ui: Ui,
    path: web::Path<RestorationPath>,
) -> Answer {
    let title = (crate::text!("title-restore"), "account-organizations");
    let reads = async |db: &UserReader| {
        try_join!(deletion::find_restorable(db, &path.slug), memberships::is_member(db, &path.slug))
    };
    let (caller, layout, (deleted, is_member)) = ui.own(title, signed_in, reads).await?;
    let Some(deleted) = deleted else { return elsewhere(is_member, &ui, &path.slug) };
    recent_sign_in::require(&caller, ui.now(), &urls::restoration(&deleted.slug))?;
    ui.page(&RestorationPage {
        layout,
        erased_from: deleted.erased_from(),
        deleted_at: deleted.deleted_at,
        name: deleted.name,
        slug: deleted.slug,
    })
}

/// `POST /account/organizations/{slug}/restoration`
pub async fn restore(signed_in: SignedIn, ui: Ui, path: web::Path<RestorationPath>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let Some(deleted) = deletion::find_restorable(&db, &path.slug).await? else {
        return elsewhere(memberships::is_member(&db, &path.slug).await?, &ui, &path.slug);
    };
    let db = organization_deletion::restore(db, &caller, &ui.state, &deleted).await?;
    let text = crate::text!("notice-restored", organization = &deleted.name);
    ui.done(&urls::dashboard(&deleted.slug), text, db.commit().await?)
}

/// Leads to the organization if another owner, or a second click, was faster.
fn elsewhere(is_member: bool, ui: &Ui, slug: &str) -> Answer {
    if is_member { ui.go(&urls::dashboard(slug)) } else { Err(AppError::NotFound) }
}

#[cfg(test)]
mod samples {
    use super::RestorationPage;
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for RestorationPage {
        fn samples() -> Vec<Self> {
            let layout =
                Layout::sample_signed_in(crate::text!("title-restore"), "account-organizations");
            let page = Self {
                layout,
                name: "Acme Joinery".to_owned(),
                slug: "acme".to_owned(),
                deleted_at: sample_time(0),
                erased_from: sample_time(720),
            };
            vec![Self { name: HOSTILE.to_owned(), ..page.clone() }, page]
        }
    }
}
