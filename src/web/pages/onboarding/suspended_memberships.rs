//! Leaving an organization where one is suspended, at
//! `/account/organizations/suspended/{id}/leave`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    db::UserReader,
    ids::TenantId,
    tenancy::memberships::SuspendedMembership,
    web::{
        access::{Reading, SignedIn, Writing},
        commands::suspended_memberships as commands,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};

/// The page that asks before one leaves.
#[derive(Clone, Debug, Serialize)]
pub struct SuspendedLeavingPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organization.
    pub place: SuspendedRow,
}

/// An organization where the reader is suspended.
#[derive(Clone, Debug, Serialize)]
pub struct SuspendedRow {
    /// The organization's name.
    pub name: String,
    /// The page for leaving it.
    pub leave_href: String,
}

impl Page for SuspendedLeavingPage {
    const TEMPLATE: &'static str = "pages/leaving_suspended.html";
}

/// The path `/account/organizations/suspended/{id}/leave`.
#[derive(Debug, Deserialize)]
pub struct SuspendedPath {
    id: String,
}

/// `GET /account/organizations/suspended/{id}/leave`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, path: web::Path<SuspendedPath>) -> Answer {
    let tenant = path.tenant()?;
    let reads = async |db: &UserReader| commands::find(db, tenant).await;
    let (_, layout, place) =
        ui.own((crate::text!("settings-leave"), "account-organizations"), signed_in, reads).await?;
    let Some(place) = place else { return ui.go(urls::OWN_ORGANIZATIONS) };
    ui.page(&SuspendedLeavingPage { layout, place: place.into() })
}

/// `POST /account/organizations/suspended/{id}/leave`. A second press of the button succeeds as
/// well.
pub async fn leave(signed_in: Writing<SignedIn>, ui: Ui, path: web::Path<SuspendedPath>) -> Answer {
    let tenant = path.tenant()?;
    let reads = async |db: &UserReader| commands::find_to_leave(db, tenant).await;
    let (SignedIn { db, .. }, found) = signed_in.open(reads).await?;
    let Some(to_leave) = found else {
        db.close().await?;
        return ui.go(urls::OWN_ORGANIZATIONS);
    };
    let left = commands::leave(db, &ui.state, &to_leave).await?;
    let text = crate::text!("notice-left", organization = &to_leave.place.name);
    ui.done(urls::OWN_ORGANIZATIONS, text, left)
}

/// Finds the organization; `None` for one that the reader has left, or was reinstated in.
impl SuspendedPath {
    fn tenant(&self) -> Result<TenantId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

impl From<SuspendedMembership> for SuspendedRow {
    fn from(suspended: SuspendedMembership) -> Self {
        Self { leave_href: urls::leave_suspended(suspended.tenant), name: suspended.name }
    }
}

#[cfg(test)]
mod samples {
    use super::{SuspendedLeavingPage, SuspendedRow, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for SuspendedLeavingPage {
        fn samples() -> Vec<Self> {
            let layout =
                Layout::sample_signed_in(crate::text!("settings-leave"), "account-organizations");
            let page = |place| Self { layout: layout.clone(), place };
            SuspendedRow::samples().into_iter().map(page).collect()
        }
    }

    impl SuspendedRow {
        /// Returns samples: a long and a hostile name.
        pub fn samples() -> Vec<Self> {
            let row = |name: &str| Self {
                name: name.to_owned(),
                leave_href: urls::leave_suspended("01957"),
            };
            vec![row(LONG_NAME), row(HOSTILE)]
        }
    }
}
