//! The link by which people join an organization, at `/join/{token}`.

pub mod answers;

use actix_web::{HttpResponse, http::header::REFERRER_POLICY, web};
use serde::Serialize;

use crate::{
    sessions::Caller,
    tenancy::join_links::LinkPreview,
    types::Mark,
    web::{
        access::MaybeSignedIn,
        commands::joining::link_seen::{self, JoinState},
        error::AppError,
        request::preview_limit,
        ui::{Answer, Ui},
        views::{Layout, Page},
    },
};

/// The page that names the organization, and joins it by a button.
#[derive(Clone, Debug, Serialize)]
pub struct JoinPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret.
    pub token: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, for members.
    pub tenant_slug: String,
    /// The organization's color and logo.
    pub mark: Mark,
    /// The link's state for this reader.
    pub state: JoinState,
    /// Whether the reader is signed in.
    pub signed_in: bool,
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "pages/join.html";
}

/// `GET /join/{token}`: names the organization and changes nothing.
pub async fn show(visitor: MaybeSignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let seen = link_seen::see(&ui.state, caller, &token).await?.ok_or(AppError::NotFound)?;
    let page = JoinPage::new(&ui, &token, &seen.link, caller, seen.state);
    answer(&ui, HttpResponse::Ok(), &page)
}

/// The address is a secret, which no other site is told.
fn answer(ui: &Ui, mut with: actix_web::HttpResponseBuilder, page: &JoinPage) -> Answer {
    with.insert_header((REFERRER_POLICY, "same-origin"));
    ui.page_with(with, page)
}

impl JoinPage {
    fn new(
        ui: &Ui,
        token: &str,
        link: &LinkPreview,
        caller: Option<&Caller>,
        state: JoinState,
    ) -> Self {
        let page = (crate::text!("title-join"), "join");
        let layout = match caller {
            Some(caller) => ui.signed_in(page, caller, Vec::new()),
            None => ui.public(page),
        };
        Self {
            layout,
            token: token.to_owned(),
            tenant_name: link.tenant_name.clone(),
            tenant_slug: link.tenant_slug.clone(),
            mark: link.mark.clone(),
            state,
            signed_in: caller.is_some(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{JoinPage, JoinState, Mark};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for JoinPage {
        fn samples() -> Vec<Self> {
            let open = Self {
                layout: Layout::sample_signed_in(crate::text!("title-join"), "join"),
                token: "4f1d".to_owned(),
                tenant_name: LONG_NAME.to_owned(),
                tenant_slug: "acme".to_owned(),
                mark: Mark { hue: Some(3), logo: None },
                state: JoinState::Open,
                signed_in: true,
            };
            let visitor = Self {
                layout: Layout::sample_visitor(crate::text!("title-join"), "join"),
                signed_in: false,
                tenant_name: HOSTILE.to_owned(),
                ..open.clone()
            };
            let state = |state| Self { state, ..open.clone() };
            let may_ask = Self { state: JoinState::Ask, ..visitor.clone() };
            let closed = Self { state: JoinState::Closed, ..visitor.clone() };
            let others = [
                state(JoinState::Ask),
                state(JoinState::Asked),
                state(JoinState::Member),
                state(JoinState::Unproven),
                state(JoinState::OtherDomain),
                state(JoinState::Removed),
                state(JoinState::Suspended),
                state(JoinState::Full),
                state(JoinState::Closed),
            ];
            [open.clone(), visitor, may_ask, closed].into_iter().chain(others).collect()
        }
    }
}
