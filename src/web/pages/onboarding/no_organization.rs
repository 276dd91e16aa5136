//! The page of users without a membership, at `/auth/no-organization`.

use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};

use super::{
    offers::{self, OfferedTenant},
    suspended_memberships::SuspendedRow,
};
use crate::{
    db::UserReader,
    tenancy::{
        join_requests::{self, OwnRequest},
        memberships,
    },
    types::Mark,
    web::{
        access::{Reading, SignedIn},
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page for a user who belongs to no organization yet. The layout has the invitations.
#[derive(Clone, Debug, Serialize)]
pub struct NoOrganizationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organizations where the reader is suspended.
    pub suspended: Vec<SuspendedRow>,
    /// The organizations that the reader can join by their address.
    pub offers: Vec<OfferedTenant>,
    /// The reader's open requests.
    pub requests: Vec<WaitingRequest>,
    /// The link as pasted.
    pub link: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

/// The query `?link=…`: the link that somebody sent the reader.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkQuery {
    link: String,
}

/// A request that nobody has answered yet.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingRequest {
    /// The part of the URL after `/requests/`.
    pub id: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The time of asking.
    pub created_at: DateTime<Utc>,
}

impl Page for NoOrganizationPage {
    const TEMPLATE: &'static str = "pages/no_organization.html";
}

/// `GET /auth/no-organization`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, query: Query<LinkQuery>) -> Answer {
    if let Some(path) = path_in(&query.link) {
        return ui.go(&path);
    }
    let title = (crate::text!("title-no-organization"), "no-organization");
    let reads = async |db: &UserReader| {
        try_join!(memberships::suspended(db), join_requests::own(db), offers::own(db))
    };
    let (_, layout, (suspended, requests, offers)) = ui.own(title, signed_in, reads).await?;
    let requests = requests.into_iter().map(WaitingRequest::from).collect();
    let suspended = suspended.into_iter().map(SuspendedRow::from).collect();
    let link = query.into_inner().link;
    let empty = NoOrganizationPage {
        layout,
        suspended,
        offers,
        requests,
        link: String::new(),
        errors: FieldErrors::default(),
    };
    if link.is_empty() {
        return ui.page(&empty);
    }
    let errors = FieldErrors::one("link", crate::text!("refusal-not-a-link"));
    ui.invalid(&NoOrganizationPage { link, errors, ..empty })
}

/// Returns our path in a link to join or an invitation's.
fn path_in(link: &str) -> Option<String> {
    [urls::INVITATIONS, urls::JOIN].into_iter().find_map(|base| {
        let (_, rest) = link.split_once(base)?;
        let ends = |c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_');
        let token = rest.split(ends).next().filter(|token| !token.is_empty())?;
        Some(format!("{base}{token}"))
    })
}

impl From<OwnRequest> for WaitingRequest {
    fn from(request: OwnRequest) -> Self {
        let OwnRequest { id, tenant_name, tenant_slug: slug, mark, created_at } = request;
        Self { id: id.to_string(), tenant_name, slug, mark, created_at }
    }
}

#[cfg(test)]
mod samples {
    use super::{
        FieldErrors, Mark, NoOrganizationPage, OfferedTenant, SuspendedRow, WaitingRequest,
    };
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time, waiting};

    impl Samples for NoOrganizationPage {
        fn samples() -> Vec<Self> {
            let mut layout =
                Layout::sample_signed_in(crate::text!("account-create-or-join"), "no-organization");
            layout.switcher.clear();
            let empty = Self {
                layout,
                suspended: vec![],
                offers: vec![],
                requests: vec![],
                link: String::new(),
                errors: FieldErrors::default(),
            };
            let lost = Self {
                link: HOSTILE.to_owned(),
                errors: FieldErrors::one("link", crate::text!("refusal-not-a-link")),
                ..empty.clone()
            };
            let suspended = Self { suspended: SuspendedRow::samples(), ..empty.clone() };
            let asked = Self {
                offers: OfferedTenant::samples(),
                requests: WaitingRequest::samples(),
                ..empty.clone()
            };
            let mut invited = empty.clone();
            invited.layout.waiting =
                vec![waiting("Acme Joinery", "acme"), waiting(LONG_NAME, "freight")];
            vec![empty, lost, suspended, asked, invited]
        }
    }

    impl WaitingRequest {
        /// Returns samples: a short and a long name.
        pub fn samples() -> Vec<Self> {
            let request = |id: &str, name: &str| Self {
                id: id.to_owned(),
                tenant_name: name.to_owned(),
                slug: "acme".to_owned(),
                mark: Mark { hue: Some(3), logo: None },
                created_at: sample_time(0),
            };
            vec![request("1", "Acme Joinery"), request("2", LONG_NAME)]
        }
    }
}
