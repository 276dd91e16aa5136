//! The link by which people join an organization, at `/join/{token}`.

pub mod answers;

use actix_web::{HttpResponse, http::header::REFERRER_POLICY, web};
use futures_util::try_join;
use serde::Serialize;

use crate::{
    db::DbError,
    sessions::Caller,
    tenancy::{
        join_links::{self, JoinError, LinkPreview},
        join_requests, memberships,
    },
    types::Mark,
    web::{
        access::MaybeSignedIn,
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

/// The state of a link for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum JoinState {
    /// The reader can join.
    Open,
    /// The reader can ask to join.
    Ask,
    /// The reader has asked to join.
    Asked,
    /// The reader is a member already.
    Member,
    /// The reader's address isn't proven.
    Unproven,
    /// The link is for other addresses.
    OtherDomain,
    /// Somebody removed the reader from the organization; they can ask to come back.
    Removed,
    /// An admin suspended the reader's access to the organization.
    Suspended,
    /// The organization has no room for another member.
    Full,
    /// The link no longer works.
    Closed,
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "pages/join.html";
}

/// A link, and how the caller stands to its organization.
struct Seen {
    link: LinkPreview,
    is_member: bool,
    is_suspended: bool,
    was_removed: bool,
    has_asked: bool,
}

/// `GET /join/{token}`: names the organization and changes nothing.
pub async fn show(visitor: MaybeSignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let seen = look(&ui, caller, &token).await?.ok_or(AppError::NotFound)?;
    let link = &seen.link;
    let state = match caller {
        _ if seen.is_member => JoinState::Member,
        _ if seen.is_suspended => JoinState::Suspended,
        _ if seen.has_asked => JoinState::Asked,
        Some(caller) => match JoinState::of(link, &check(link, caller, &ui)) {
            JoinState::Open if seen.was_removed => JoinState::Removed,
            state => state,
        },
        // The person who signs in may turn out to be somebody else.
        None if link.is_open(ui.now()) => JoinState::of(link, &Ok(())),
        None => JoinState::Closed,
    };
    let page = JoinPage::new(&ui, &token, link, caller, state);
    answer(&ui, HttpResponse::Ok(), &page)
}

/// Finds the link, and how the caller stands to its organization.
async fn look(ui: &Ui, caller: Option<&Caller>, token: &str) -> Result<Option<Seen>, DbError> {
    let db = &ui.state.db;
    let Some(caller) = caller else {
        let found = db.as_system("preview a link", async |db| join_links::preview(db, token).await);
        let seen = |link| Seen {
            link,
            is_member: false,
            is_suspended: false,
            was_removed: false,
            has_asked: false,
        };
        return Ok(found.await?.map(seen));
    };
    db.as_user(caller.user, async |db| {
        let Some(link) = join_links::preview(db, token).await? else { return Ok(None) };
        let (is_member, suspended, was_removed, has_asked) = try_join!(
            memberships::is_member(db, &link.tenant_slug),
            memberships::suspended_from(db, &link.tenant_slug),
            memberships::was_removed(db, link.tenant),
            join_requests::has_open(db, link.tenant),
        )?;
        let is_suspended = suspended.is_some();
        Ok(Some(Seen { link, is_member, is_suspended, was_removed, has_asked }))
    })
    .await
}

fn check(link: &LinkPreview, caller: &Caller, ui: &Ui) -> Result<(), JoinError> {
    join_links::check(link, caller.email.as_str(), caller.email_verified, ui.now())
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
        let page = ("Join an organization", "join");
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

impl JoinState {
    fn of(link: &LinkPreview, verdict: &Result<(), JoinError>) -> Self {
        match verdict {
            Ok(()) if link.settings.needs_approval => Self::Ask,
            Ok(()) => Self::Open,
            Err(JoinError::NeedsApproval) => Self::Ask,
            Err(JoinError::AlreadyMember) => Self::Member,
            Err(JoinError::Unproven) => Self::Unproven,
            Err(JoinError::OtherDomain) => Self::OtherDomain,
            Err(JoinError::Removed) => Self::Removed,
            Err(JoinError::Suspended) => Self::Suspended,
            Err(JoinError::Full) => Self::Full,
            Err(JoinError::Closed | JoinError::Db(_)) => Self::Closed,
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
                layout: Layout::sample_signed_in("Join an organization", "join"),
                token: "4f1d".to_owned(),
                tenant_name: LONG_NAME.to_owned(),
                tenant_slug: "acme".to_owned(),
                mark: Mark { hue: Some(3), logo: None },
                state: JoinState::Open,
                signed_in: true,
            };
            let visitor = Self {
                layout: Layout::sample_visitor("Join an organization", "join"),
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
