use actix_web::HttpRequest;

use super::counted;
use crate::{
    db::{Committed, DbError, TenantConn},
    identity::mails::{MailKind, WriteMail as _, joining::JoiningNotice},
    mail::{Mail, Quoted, batch},
    sessions::Caller,
    tenancy::{
        domains::DomainOffer,
        join_links::{JoinError, LinkPreview},
        join_requests::{self, AskError, CameBy, OwnRequest},
    },
    types::Mark,
    web::{commands::invitations::invite::shown_as, error::AppError, state::AppState, urls},
};

/// An organization, and what lets a person ask to join it.
pub(super) struct Way<'a> {
    name: &'a str,
    slug: &'a str,
    mark: &'a Mark,
    came_by: CameBy,
}

/// A request that is still to be committed.
pub struct Asked {
    /// The transaction, in the organization.
    pub db: TenantConn,
    /// The request.
    pub request: OwnRequest,
    mails: Vec<Mail>,
}

impl Asked {
    /// Commits the request, and tells those who decide as far as their mailboxes have room.
    pub async fn commit(self, state: &AppState) -> Result<Committed, DbError> {
        batch::commit_with(self.db, &state.limits, self.mails, self.request.created_at).await
    }
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

/// Asks to join the current tenant, whose admins are told with the commit, as many as are told:
/// the queue shows the request in any case. If the person may not ask, the rate limit has counted
/// them all the same.
pub(super) async fn ask(
    req: &HttpRequest,
    state: &AppState,
    db: TenantConn,
    caller: &Caller,
    way: Way<'_>,
) -> Result<Asked, NotAsked> {
    let (user, now) = (caller.user, state.clock.now());
    let (id, deciders) = match join_requests::ask(&db, &state.limits, user, way.came_by, now).await
    {
        Ok(asked) => asked,
        Err(AskError::Db(error)) => return Err(error.into()),
        Err(refused) => {
            counted::keep(req, state, db, user).await?;
            return Err(refused.into());
        }
    };
    let kind = MailKind::Joining(notice(caller, &way));
    let mails = deciders.iter().map(|to| state.mails.write(to, &kind));
    let mails = mails.collect::<Result<_, _>>().map_err(AppError::from)?;
    let request = OwnRequest {
        id,
        tenant_name: way.name.to_owned(),
        tenant_slug: way.slug.to_owned(),
        mark: way.mark.clone(),
        created_at: now,
    };
    Ok(Asked { db, request, mails })
}

fn notice(caller: &Caller, way: &Way<'_>) -> JoiningNotice {
    JoiningNotice::Asked {
        person: shown_as(caller),
        address: Quoted::address(caller.email.as_str()),
        tenant: Quoted::name(way.name),
        path: urls::join_requests(way.slug),
    }
}

impl<'a> From<&'a LinkPreview> for Way<'a> {
    fn from(link: &'a LinkPreview) -> Self {
        let (name, slug, mark) = (&link.tenant_name, &link.tenant_slug, &link.mark);
        Self { name, slug, mark, came_by: CameBy::Link }
    }
}

impl<'a> From<&'a DomainOffer> for Way<'a> {
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
