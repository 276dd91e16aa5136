//! The page of users without a membership, at `/auth/no-organization`.

use crate::{
    tenancy::{invitations, memberships},
    web::{
        access::SignedIn,
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};
use serde::Serialize;

/// The page for a user who belongs to no organization yet.
#[derive(Clone, Debug, Serialize)]
pub struct NoOrganizationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The invitations that wait for this address.
    pub invitations: Vec<WaitingInvitation>,
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
    let places = memberships::switcher(&db).await?;
    let offers = if caller.email_verified {
        invitations::waiting_for(&db, &caller.email, ui.now()).await?
    } else {
        Vec::new()
    };
    db.close().await?;
    let page = ("No organization yet", "no-organization");
    let page = NoOrganizationPage {
        layout: ui.signed_in(page, &caller, places),
        invitations: offers.into_iter().map(WaitingInvitation::from).collect(),
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

#[cfg(test)]
mod samples {
    use super::{NoOrganizationPage, WaitingInvitation, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for NoOrganizationPage {
        fn samples() -> Vec<Self> {
            let mut layout = Layout::sample_signed_in("Find your organization", "no-organization");
            layout.switcher.clear();
            let empty = Self { layout, invitations: vec![] };
            let invitations = vec![waiting("Acme Joinery", "acme"), waiting(LONG_NAME, "freight")];
            vec![empty.clone(), Self { invitations, ..empty }]
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
