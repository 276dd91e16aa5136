//! The link by which people join an organization, at `/join/{token}`.

use actix_web::{HttpResponse, http::header::REFERRER_POLICY, web};
use serde::Serialize;

use crate::{
    db::DbError,
    sessions::Caller,
    tenancy::{
        join_links::{self, JoinError, LinkPreview},
        memberships,
    },
    web::{
        access::{MaybeSignedIn, SignedIn},
        error::AppError,
        request::preview_limit,
        ui::{Answer, Ui},
        urls,
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
    /// The organization's slug: for its color, and for members.
    pub tenant_slug: String,
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
    /// The reader is a member already.
    Member,
    /// The reader's address isn't proven.
    Unproven,
    /// The link is for other addresses.
    OtherDomain,
    /// Somebody removed the reader from the organization.
    Removed,
    /// An admin suspended the reader's access to the organization.
    Suspended,
    /// The link no longer works.
    Closed,
}

impl Page for JoinPage {
    const TEMPLATE: &'static str = "pages/join.html";
}

/// `GET /join/{token}`: names the organization and changes nothing.
pub async fn show(visitor: MaybeSignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let caller = visitor.0.as_ref();
    preview_limit::preview(&ui.req, &ui.state).await?;
    let (link, is_member) = look(&ui, caller, &token).await?.ok_or(AppError::NotFound)?;
    let state = match (caller, is_member) {
        (_, true) => JoinState::Member,
        (Some(caller), false) => JoinState::of(&check(&link, caller, &ui)),
        // Whoever signs in may turn out to be somebody else.
        (None, false) if link.is_open(ui.now()) => JoinState::Open,
        (None, false) => JoinState::Closed,
    };
    let page = JoinPage::new(&ui, &token, &link, caller, state);
    answer(&ui, HttpResponse::Ok(), &page)
}

/// `POST /join/{token}/acceptance`. A second press of the button succeeds as well.
pub async fn accept(signed_in: SignedIn, ui: Ui, token: web::Path<String>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    preview_limit::acceptance(&ui.req, &ui.state, &db).await?;
    let Some(link) = join_links::preview(&db, &token).await? else {
        // Keep what the rate limit counted.
        db.close().await?;
        return Err(AppError::NotFound);
    };
    let joined = match check(&link, &caller, &ui) {
        Ok(()) => join_links::accept(db, &link, &token, ui.now()).await,
        Err(_) if memberships::is_member(&db, &link.tenant_slug).await? => {
            db.close().await?;
            Err(JoinError::AlreadyMember)
        }
        Err(refused) => {
            db.close().await?;
            Err(refused)
        }
    };
    let dashboard = urls::dashboard(&link.tenant_slug);
    match joined {
        Ok(db) => {
            let text = format!("You have joined {}.", link.tenant_name);
            ui.done(&dashboard, text, db.commit().await?)
        }
        Err(JoinError::Db(error)) => Err(error.into()),
        Err(JoinError::AlreadyMember) => ui.go(&dashboard),
        Err(refused) => {
            let state = JoinState::of(&Err(refused));
            let page = JoinPage::new(&ui, &token, &link, Some(&caller), state);
            answer(&ui, HttpResponse::Conflict(), &page)
        }
    }
}

/// Finds the link, and whether the caller is a member of its organization.
async fn look(
    ui: &Ui,
    caller: Option<&Caller>,
    token: &str,
) -> Result<Option<(LinkPreview, bool)>, DbError> {
    let db = &ui.state.db;
    let Some(caller) = caller else {
        let found = db.as_system("preview a link", async |db| join_links::preview(db, token).await);
        return Ok(found.await?.map(|link| (link, false)));
    };
    db.as_user(caller.user, async |db| {
        let Some(link) = join_links::preview(db, token).await? else { return Ok(None) };
        let is_member = memberships::is_member(db, &link.tenant_slug).await?;
        Ok(Some((link, is_member)))
    })
    .await
}

fn check(link: &LinkPreview, caller: &Caller, ui: &Ui) -> Result<(), JoinError> {
    join_links::check(link, &caller.email, caller.email_verified, ui.now())
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
            state,
            signed_in: caller.is_some(),
        }
    }
}

impl JoinState {
    fn of(verdict: &Result<(), JoinError>) -> Self {
        match verdict {
            Ok(()) => Self::Open,
            Err(JoinError::AlreadyMember) => Self::Member,
            Err(JoinError::Unproven) => Self::Unproven,
            Err(JoinError::OtherDomain) => Self::OtherDomain,
            Err(JoinError::Removed) => Self::Removed,
            Err(JoinError::Suspended) => Self::Suspended,
            Err(JoinError::Closed | JoinError::Db(_)) => Self::Closed,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{JoinPage, JoinState};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for JoinPage {
        fn samples() -> Vec<Self> {
            let open = Self {
                layout: Layout::sample_signed_in("Join an organization", "join"),
                token: "4f1d".to_owned(),
                tenant_name: LONG_NAME.to_owned(),
                tenant_slug: "acme".to_owned(),
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
            let closed = Self { state: JoinState::Closed, ..visitor.clone() };
            let others = [
                state(JoinState::Member),
                state(JoinState::Unproven),
                state(JoinState::OtherDomain),
                state(JoinState::Removed),
                state(JoinState::Suspended),
                state(JoinState::Closed),
            ];
            [open.clone(), visitor, closed].into_iter().chain(others).collect()
        }
    }
}
