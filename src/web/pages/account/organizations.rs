//! The user's organizations and the default one, at `/account/organizations`.

use crate::{
    ids::JoinRequestId,
    tenancy::{
        join_requests, memberships,
        tenants::deletion::{self, DeletedTenant},
    },
    web::{
        access::SignedIn,
        error::AppError,
        pages::onboarding::{
            no_organization::WaitingRequest,
            select::{TenantChoice, choices},
        },
        request::{paging::PageQuery, query::Query},
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};
use actix_web::web;
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

/// The page for choosing the organization that sign-in leads to.
#[derive(Clone, Debug, Serialize)]
pub struct AccountOrganizationsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organizations on this page of the list.
    pub organizations: Vec<TenantChoice>,
    /// Deleted organizations that the reader can restore.
    pub deleted: Vec<DeletedRow>,
    /// The reader's open requests to join others.
    pub requests: Vec<WaitingRequest>,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

/// A deleted organization that the reader can restore.
#[derive(Clone, Debug, Serialize)]
pub struct DeletedRow {
    /// Display name.
    pub name: String,
    /// The page that restores it.
    pub href: String,
    /// The time from which it can't be restored.
    pub erased_from: DateTime<Utc>,
}

impl Page for AccountOrganizationsPage {
    const TEMPLATE: &'static str = "pages/account_organizations.html";
}

/// The form's fields.
#[derive(Debug, Deserialize)]
pub struct DefaultForm {
    slug: String,
}

/// `GET /account/organizations`
pub async fn show(signed_in: SignedIn, ui: Ui, query: Query<PageQuery>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let ((places, total), requests, deleted) = try_join!(
        memberships::search(&db, "", query.window()),
        join_requests::own(&db),
        deletion::restorable(&db),
    )?;
    db.close().await?;
    let place = query.place(urls::OWN_ORGANIZATIONS, total);
    let page = ("Your organizations", "account-organizations");
    let page = AccountOrganizationsPage {
        layout: ui.signed_in(page, &caller, places.clone()),
        organizations: choices(places, caller.last_tenant),
        deleted: deleted.into_iter().map(DeletedRow::from).collect(),
        requests: requests.into_iter().map(WaitingRequest::from).collect(),
        prev_href: place.prev_href,
        next_href: place.next_href,
    };
    ui.page(&page)
}

impl From<DeletedTenant> for DeletedRow {
    fn from(deleted: DeletedTenant) -> Self {
        let (href, erased_from) = (urls::restoration(&deleted.slug), deleted.erased_from());
        Self { name: deleted.name, href, erased_from }
    }
}

/// `POST /account/organizations/default`
pub async fn set_default(signed_in: SignedIn, ui: Ui, form: web::Form<DefaultForm>) -> Answer {
    let db = signed_in.db;
    if !memberships::make_default(&db, &form.slug).await? {
        return Err(AppError::NotFound);
    }
    let text = "This is where you land after signing in from now on.";
    ui.done(urls::OWN_ORGANIZATIONS, text, db.commit().await?)
}

/// The path `/account/organizations/requests/{id}`.
#[derive(Debug, Deserialize)]
pub struct RequestPath {
    id: String,
}

/// `POST /account/organizations/requests/{id}/delete`
pub async fn withdraw(signed_in: SignedIn, ui: Ui, path: web::Path<RequestPath>) -> Answer {
    let id: JoinRequestId = path.id.parse().map_err(|_| AppError::NotFound)?;
    let withdrawn = join_requests::withdraw(signed_in.db, id, ui.now()).await?;
    let db = withdrawn.ok_or(AppError::NotFound)?;
    ui.done(urls::OWN_ORGANIZATIONS, "Your request is withdrawn.", db.commit().await?)
}

#[cfg(test)]
mod samples {
    use super::{AccountOrganizationsPage, DeletedRow, TenantChoice, WaitingRequest, urls};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for AccountOrganizationsPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample_signed_in("Your organizations", "account-organizations");
            let none = Self {
                layout,
                organizations: vec![],
                deleted: vec![],
                requests: vec![],
                prev_href: None,
                next_href: None,
            };
            let some = Self {
                deleted: ["Acme Joinery", HOSTILE].map(deleted).into(),
                organizations: TenantChoice::samples(),
                requests: WaitingRequest::samples(),
                next_href: Some(format!("{}?page=2", urls::OWN_ORGANIZATIONS)),
                ..none.clone()
            };
            vec![none, some]
        }
    }

    fn deleted(name: &str) -> DeletedRow {
        let (name, href) = (name.to_owned(), urls::restoration("acme"));
        DeletedRow { name, href, erased_from: sample_time(720) }
    }
}
