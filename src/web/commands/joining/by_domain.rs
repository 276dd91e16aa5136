//! Joining by the domain of one's address, and asking to.

use crate::{
    db::{Committed, TenantConn, UserConn},
    sessions::Caller,
    tenancy::{
        domains::{self, DomainOffer, OfferError},
        join_requests::OwnRequest,
    },
    web::{
        commands::joining::asking::{self, Asked, NotAsked},
        error::AppError,
        state::AppState,
    },
};

/// Finds an offer to the current user.
pub async fn find(db: &UserConn, id: &str) -> Result<DomainOffer, AppError> {
    let id = id.parse().map_err(|_| AppError::NotFound)?;
    domains::offer(db, id).await?.ok_or(AppError::NotFound)
}

/// Adds the current user to the organization of `offer`, and commits.
pub async fn join(
    db: UserConn,
    state: &AppState,
    offer: &DomainOffer,
) -> Result<Committed, OfferError> {
    let db = domains::accept(db, offer, state.clock.now()).await?;
    Ok(db.commit().await?)
}

/// Asks to join the organization of `offer`.
pub async fn ask(
    db: UserConn,
    state: &AppState,
    caller: &Caller,
    offer: &DomainOffer,
) -> Result<(TenantConn, OwnRequest), NotAsked> {
    let db = domains::let_ask(db, offer).await.map_err(AppError::from)?;
    let request = asking::ask(&db, state, caller, Asked::from(offer)).await?;
    Ok((db, request))
}
