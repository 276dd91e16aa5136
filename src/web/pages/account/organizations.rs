//! The user's organizations and the default one, at `/account/organizations`.

use crate::{
    db::UserReader,
    ids::JoinRequestId,
    tenancy::{
        join_requests,
        memberships::{self, OwnMembership},
        tenants::deletion::{self, DeletedTenant},
    },
    types::Mark,
    web::{
        access::{Reading, SignedIn, Writing},
        error::AppError,
        pages::onboarding::{
            no_organization::WaitingRequest,
            offers::{self, OfferedTenant},
            suspended_memberships::SuspendedRow,
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

/// The page that lists a person's organizations.
#[derive(Clone, Debug, Serialize)]
pub struct AccountOrganizationsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organizations on this page of the list.
    pub organizations: Vec<OwnOrganization>,
    /// Those where the reader is suspended.
    pub suspended: Vec<SuspendedRow>,
    /// Deleted organizations that the reader can restore.
    pub deleted: Vec<DeletedRow>,
    /// The organizations that the reader can join by their address.
    pub offers: Vec<OfferedTenant>,
    /// The reader's open requests to join others.
    pub requests: Vec<WaitingRequest>,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

/// One of the reader's organizations.
#[derive(Clone, Debug, Serialize)]
pub struct OwnOrganization {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Its first page.
    pub href: String,
    /// The page for leaving it.
    pub leave_href: String,
    /// Whether sign-in leads to it.
    pub is_default: bool,
    /// Whether an operator suspended it.
    pub is_suspended: bool,
    /// The time at which the reader used it last.
    pub last_active_at: DateTime<Utc>,
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
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, query: Query<PageQuery>) -> Answer {
    let title = (crate::text!("your-organizations"), "account-organizations");
    let reads = async |db: &UserReader| {
        try_join!(
            memberships::own(db, query.window()),
            memberships::suspended(db),
            join_requests::own(db),
            deletion::restorable(db),
            offers::own(db),
        )
    };
    let (_, layout, read) = ui.own(title, signed_in, reads).await?;
    let ((own, total), suspended, requests, deleted, offers) = read;
    let links = query.links(urls::OWN_ORGANIZATIONS, total);
    let page = AccountOrganizationsPage {
        layout,
        organizations: own.into_iter().map(OwnOrganization::from).collect(),
        suspended: suspended.into_iter().map(SuspendedRow::from).collect(),
        deleted: deleted.into_iter().map(DeletedRow::from).collect(),
        offers,
        requests: requests.into_iter().map(WaitingRequest::from).collect(),
        prev_href: links.prev_href,
        next_href: links.next_href,
    };
    ui.page(&page)
}

impl From<OwnMembership> for OwnOrganization {
    fn from(own: OwnMembership) -> Self {
        let OwnMembership { tenant, last_active_at } = own;
        Self {
            href: urls::dashboard(&tenant.slug),
            leave_href: urls::leave(&tenant.slug),
            role: tenant.role.to_string(),
            is_default: tenant.is_default,
            is_suspended: tenant.is_suspended,
            name: tenant.name,
            slug: tenant.slug,
            mark: tenant.mark,
            last_active_at,
        }
    }
}

impl From<DeletedTenant> for DeletedRow {
    fn from(deleted: DeletedTenant) -> Self {
        let (href, erased_from) = (urls::restoration(&deleted.slug), deleted.erased_from());
        Self { name: deleted.name, href, erased_from }
    }
}

/// `POST /account/organizations/default`
pub async fn set_default(
    signed_in: Writing<SignedIn>,
    ui: Ui,
    form: web::Form<DefaultForm>,
) -> Answer {
    let reads = async |db: &UserReader| memberships::find_to_make_default(db, &form.slug).await;
    let (SignedIn { db, .. }, tenant) = signed_in.open(reads).await?;
    memberships::make_default(&db, tenant.ok_or(AppError::NotFound)?);
    let text = crate::text!("notice-default-changed");
    ui.done(urls::OWN_ORGANIZATIONS, text, db.commit().await?)
}

/// The path `/account/organizations/requests/{id}`.
#[derive(Debug, Deserialize)]
pub struct RequestPath {
    id: String,
}

/// `POST /account/organizations/requests/{id}/delete`. A second press of the button succeeds as
/// well.
pub async fn withdraw(
    signed_in: Writing<SignedIn>,
    ui: Ui,
    path: web::Path<RequestPath>,
) -> Answer {
    let id: JoinRequestId = path.id.parse().map_err(|_| AppError::NotFound)?;
    let reads = async |db: &UserReader| join_requests::find_to_withdraw(db, id).await;
    let (SignedIn { db, .. }, own) = signed_in.open(reads).await?;
    let db = join_requests::withdraw(db, &own, ui.now())?;
    ui.done(urls::OWN_ORGANIZATIONS, crate::text!("notice-request-withdrawn"), db.commit().await?)
}

#[cfg(test)]
mod samples {
    use super::{
        AccountOrganizationsPage, DeletedRow, Mark, OfferedTenant, OwnOrganization, SuspendedRow,
        WaitingRequest, urls,
    };
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time, waiting};

    impl Samples for AccountOrganizationsPage {
        fn samples() -> Vec<Self> {
            let mut layout = Layout::sample_signed_in(
                crate::text!("your-organizations"),
                "account-organizations",
            );
            layout.waiting = vec![waiting("Acme Joinery", "acme")];
            let none = Self {
                layout,
                organizations: vec![],
                suspended: vec![],
                deleted: vec![],
                offers: vec![],
                requests: vec![],
                prev_href: None,
                next_href: None,
            };
            let some = Self {
                deleted: ["Acme Joinery", HOSTILE].map(deleted).into(),
                suspended: SuspendedRow::samples(),
                organizations: vec![
                    organization("Acme", true),
                    organization(LONG_NAME, false),
                    organization(HOSTILE, false),
                ],
                offers: OfferedTenant::samples(),
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

    fn organization(name: &str, is_default: bool) -> OwnOrganization {
        OwnOrganization {
            name: name.to_owned(),
            slug: "acme".to_owned(),
            mark: Mark { hue: Some(3), logo: None },
            role: "owner".to_owned(),
            href: urls::dashboard("acme"),
            leave_href: urls::leave("acme"),
            is_default,
            is_suspended: name == LONG_NAME,
            last_active_at: sample_time(30),
        }
    }
}
