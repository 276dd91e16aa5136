use futures_util::future::try_join_all;

use crate::{
    db::{DbError, TenantConn},
    identity::mails::{MailKind, WriteMail as _, joining::JoiningNotice},
    mail::{Quoted, outbox},
    sessions::Caller,
    tenancy::{
        domains::DomainOffer,
        join_links::{JoinError, LinkPreview},
        join_requests::{self, AskError, CameBy, OwnRequest},
    },
    types::Mark,
    web::{error::AppError, state::AppState, urls},
};

/// An organization, and what lets a person ask to join it.
pub(super) struct Asked<'a> {
    name: &'a str,
    slug: &'a str,
    mark: &'a Mark,
    came_by: CameBy,
}

/// The reason why a person couldn't ask to join.
#[derive(Debug, thiserror::Error)]
pub enum NotAsked {
    /// The link doesn't let them.
    #[error(transparent)]
    Link(#[from] JoinError),
    /// Their earlier requests stand in the way.
    #[error(transparent)]
    Request(#[from] AskError),
    /// Something else went wrong.
    #[error(transparent)]
    Failed(#[from] AppError),
}

/// Asks to join the current tenant and tells its admins, as many as are told and as far as
/// their mailboxes have room: the queue shows the request in any case.
pub(super) async fn ask(
    db: &TenantConn,
    state: &AppState,
    caller: &Caller,
    asked: Asked<'_>,
) -> Result<OwnRequest, NotAsked> {
    let now = state.clock.now();
    let id = join_requests::ask(db, &state.limits, asked.came_by, now).await?;
    let notice = JoiningNotice::Asked {
        person: if caller.name.is_empty() {
            Quoted::address(caller.email.as_str())
        } else {
            Quoted::name(caller.name.as_str())
        },
        address: Quoted::address(caller.email.as_str()),
        tenant: Quoted::name(asked.name),
        path: urls::join_requests(asked.slug),
    };
    let kind = MailKind::Joining(notice);
    let told = join_requests::deciders(db).await?;
    let mails: Result<Vec<_>, _> = told.iter().map(|to| state.mails.write(to, &kind)).collect();
    let mails = mails.map_err(AppError::from)?;
    try_join_all(mails.into_iter().map(|mail| outbox::enqueue(db, &state.limits, mail, now)))
        .await?;
    Ok(OwnRequest {
        id,
        tenant_name: asked.name.to_owned(),
        tenant_slug: asked.slug.to_owned(),
        mark: asked.mark.clone(),
        created_at: now,
    })
}

impl<'a> From<&'a LinkPreview> for Asked<'a> {
    fn from(link: &'a LinkPreview) -> Self {
        let (name, slug, mark) = (&link.tenant_name, &link.tenant_slug, &link.mark);
        Self { name, slug, mark, came_by: CameBy::Link }
    }
}

impl<'a> From<&'a DomainOffer> for Asked<'a> {
    fn from(offer: &'a DomainOffer) -> Self {
        let (name, slug, mark) = (&offer.tenant_name, &offer.tenant_slug, &offer.mark);
        Self { name, slug, mark, came_by: CameBy::Domain }
    }
}

impl From<DbError> for NotAsked {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<NotAsked> for AppError {
    fn from(error: NotAsked) -> Self {
        match error {
            NotAsked::Link(refused) => refused.into(),
            NotAsked::Request(refused) => refused.into(),
            NotAsked::Failed(error) => error,
        }
    }
}
