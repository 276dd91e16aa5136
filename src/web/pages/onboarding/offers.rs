//! Answers to the offers that a person's proven domain brings, at
//! `/account/organizations/offers/{id}`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    db::{DbError, UserReader},
    tenancy::{
        domains::{self, DomainOffer},
        join_requests::AskError,
    },
    types::Mark,
    web::{
        access::{SignedIn, Writing},
        commands::joining::{asking::NotAsked, by_domain},
        ui::{Answer, Ui},
        urls,
    },
};

/// An organization that people with the reader's address can join, or ask.
#[derive(Clone, Debug, Serialize)]
pub struct OfferedTenant {
    /// The part of the URL after `/offers/`.
    pub id: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// `"join"` or `"ask"`.
    pub offer: &'static str,
}

/// The path `/account/organizations/offers/{id}`.
#[derive(Debug, Deserialize)]
pub struct OfferPath {
    id: String,
}

/// Returns what the current user's proven address is offered.
pub async fn own(db: &UserReader) -> Result<Vec<OfferedTenant>, DbError> {
    Ok(domains::offers(db).await?.into_iter().map(OfferedTenant::from).collect())
}

/// `POST /account/organizations/offers/{id}/acceptance`
pub async fn accept(signed_in: Writing<SignedIn>, ui: Ui, path: web::Path<OfferPath>) -> Answer {
    let (SignedIn { db, .. }, found) =
        by_domain::open(&ui.req, &ui.state, signed_in, &path.id, false).await?;
    let committed = by_domain::join(db, &ui.state, &found).await?;
    let text = crate::text!("notice-joined", organization = &found.offer.tenant_name);
    ui.done(&urls::dashboard(&found.offer.tenant_slug), text, committed)
}

/// `POST /account/organizations/offers/{id}/request`
pub async fn ask(signed_in: Writing<SignedIn>, ui: Ui, path: web::Path<OfferPath>) -> Answer {
    let (signed_in, found) = by_domain::open(&ui.req, &ui.state, signed_in, &path.id, true).await?;
    match by_domain::ask(&ui.req, &ui.state, signed_in, &found).await {
        Ok(asked) => {
            let organization = &found.offer.tenant_name;
            let text = crate::text!("notice-request-sent", organization = organization);
            ui.done(urls::OWN_ORGANIZATIONS, text, asked.commit(&ui.state).await?)
        }
        Err(NotAsked::Request(AskError::AlreadyAsked)) => ui.go(urls::OWN_ORGANIZATIONS),
        Err(refused) => Err(refused.into()),
    }
}

impl From<DomainOffer> for OfferedTenant {
    fn from(offer: DomainOffer) -> Self {
        let kind = offer.offer().as_str();
        let DomainOffer { id, tenant_name, tenant_slug: slug, mark, .. } = offer;
        Self { id: id.to_string(), tenant_name, slug, mark, offer: kind }
    }
}

#[cfg(test)]
mod samples {
    use super::{Mark, OfferedTenant};
    use crate::web::views::LONG_NAME;

    impl OfferedTenant {
        /// Returns one of each kind.
        pub fn samples() -> Vec<Self> {
            let offer = |id: &str, name: &str, offer| Self {
                id: id.to_owned(),
                tenant_name: name.to_owned(),
                slug: "acme".to_owned(),
                mark: Mark { hue: Some(3), logo: None },
                offer,
            };
            vec![offer("1", "Acme Joinery", "join"), offer("2", LONG_NAME, "ask")]
        }
    }
}
