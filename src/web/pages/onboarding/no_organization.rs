//! The page of users without a membership, at `/auth/no-organization`.

use chrono::{DateTime, Utc};

use super::offers::{self, OfferedTenant};
use crate::{
    tenancy::{
        invitations,
        join_requests::{self, OwnRequest},
        memberships,
    },
    web::{
        access::SignedIn,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};
use futures_util::try_join;
use serde::Serialize;

/// The page for a user who belongs to no organization yet.
#[derive(Clone, Debug, Serialize)]
pub struct NoOrganizationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The names of the organizations where the reader is suspended.
    pub suspended: Vec<String>,
    /// The invitations that wait for this address.
    pub invitations: Vec<WaitingInvitation>,
    /// The organizations that the reader can join by their address.
    pub offers: Vec<OfferedTenant>,
    /// The reader's open requests.
    pub requests: Vec<WaitingRequest>,
}

/// A request that nobody has answered yet.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingRequest {
    /// The part of the URL after `/requests/`.
    pub id: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, for its color.
    pub slug: String,
    /// The time of asking.
    pub created_at: DateTime<Utc>,
}

/// An invitation that can be accepted now.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingInvitation {
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, for its color.
    pub slug: String,
    /// The name of the member who sent it.
    pub inviter: String,
    /// The page that shows and accepts it.
    pub href: String,
}

impl Page for NoOrganizationPage {
    const TEMPLATE: &'static str = "pages/no_organization.html";
}

/// `GET /auth/no-organization`
pub async fn show(signed_in: SignedIn, ui: Ui) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let (places, suspended, requests, offered) = try_join!(
        memberships::switcher(&db),
        memberships::suspended(&db),
        join_requests::own(&db),
        offers::own(&db),
    )?;
    let invited = if caller.email_verified {
        invitations::waiting_for(&db, caller.email.as_str(), ui.now()).await?
    } else {
        Vec::new()
    };
    db.close().await?;
    let page = ("No organization yet", "no-organization");
    let page = NoOrganizationPage {
        layout: ui.signed_in(page, &caller, places),
        suspended,
        invitations: invited.into_iter().map(WaitingInvitation::from).collect(),
        offers: offered,
        requests: requests.into_iter().map(WaitingRequest::from).collect(),
    };
    ui.page(&page)
}

impl From<invitations::InvitationPreview> for WaitingInvitation {
    fn from(offer: invitations::InvitationPreview) -> Self {
        Self {
            href: urls::invitation(offer.id),
            tenant_name: offer.tenant_name,
            slug: offer.tenant_slug,
            inviter: offer.inviter,
        }
    }
}

impl From<OwnRequest> for WaitingRequest {
    fn from(request: OwnRequest) -> Self {
        let OwnRequest { id, tenant_name, tenant_slug: slug, created_at } = request;
        Self { id: id.to_string(), tenant_name, slug, created_at }
    }
}

#[cfg(test)]
mod samples {
    use super::{NoOrganizationPage, OfferedTenant, WaitingInvitation, WaitingRequest, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for NoOrganizationPage {
        fn samples() -> Vec<Self> {
            let mut layout = Layout::sample_signed_in("Find your organization", "no-organization");
            layout.switcher.clear();
            let empty = Self {
                layout,
                suspended: vec![],
                invitations: vec![],
                offers: vec![],
                requests: vec![],
            };
            let suspended =
                Self { suspended: vec!["Acme".to_owned(), HOSTILE.to_owned()], ..empty.clone() };
            let invitations = vec![waiting("Acme Joinery", "acme"), waiting(LONG_NAME, "freight")];
            let asked = Self {
                offers: OfferedTenant::samples(),
                requests: WaitingRequest::samples(),
                ..empty.clone()
            };
            vec![empty.clone(), suspended, asked, Self { invitations, ..empty }]
        }
    }

    impl WaitingRequest {
        /// Returns samples: a short and a long name.
        pub fn samples() -> Vec<Self> {
            let request = |id: &str, name: &str| Self {
                id: id.to_owned(),
                tenant_name: name.to_owned(),
                slug: "acme".to_owned(),
                created_at: sample_time(0),
            };
            vec![request("1", "Acme Joinery"), request("2", LONG_NAME)]
        }
    }

    fn waiting(name: &str, slug: &str) -> WaitingInvitation {
        WaitingInvitation {
            tenant_name: name.to_owned(),
            slug: slug.to_owned(),
            inviter: HOSTILE.to_owned(),
            href: urls::invitation("4f1d"),
        }
    }
}
