//! Joining by a link, and asking to.

use crate::{
    db::{Committed, TenantConn, UserConn},
    sessions::Caller,
    tenancy::{
        join_links::{self, JoinError, LinkPreview},
        join_requests::OwnRequest,
        memberships,
    },
    web::{
        commands::joining::asking::{self, Asked, NotAsked},
        error::AppError,
        state::AppState,
    },
};

/// A link that a person follows, and its token.
pub struct Followed {
    /// The link.
    pub link: LinkPreview,
    token: String,
}

/// Finds the link that contains `token`.
pub async fn find(db: &UserConn, token: &str) -> Result<Followed, AppError> {
    let link = join_links::preview(db, token).await?.ok_or(AppError::NotFound)?;
    Ok(Followed { link, token: token.to_owned() })
}

/// Adds the caller to the link's organization, and commits.
pub async fn join(
    db: UserConn,
    state: &AppState,
    caller: &Caller,
    Followed { link, token }: &Followed,
) -> Result<Committed, JoinError> {
    match check(state, caller, link) {
        Ok(()) => {
            let db = join_links::accept(db, link, token, state.clock.now()).await?;
            Ok(db.commit().await?)
        }
        Err(refused) => {
            let role = memberships::role_in(&db, &link.tenant_slug).await?;
            Err(role.map_or(refused, JoinError::AlreadyMember))
        }
    }
}

/// Asks to join the link's organization.
pub async fn ask(
    db: UserConn,
    state: &AppState,
    caller: &Caller,
    Followed { link, token }: &Followed,
) -> Result<(TenantConn, OwnRequest), NotAsked> {
    check(state, caller, link)?;
    let db = join_links::let_ask(db, link, token, state.clock.now()).await?;
    let request = asking::ask(&db, state, caller, Asked::from(link)).await?;
    Ok((db, request))
}

fn check(state: &AppState, caller: &Caller, link: &LinkPreview) -> Result<(), JoinError> {
    join_links::check(link, caller.email.as_str(), caller.email_verified, state.clock.now())
}
