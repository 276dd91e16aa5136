//! Joining by the domain of one's address, and asking to.

use actix_web::HttpRequest;

use super::{
    asking::{self, Asked, NotAsked},
    counted,
};
use crate::{
    db::{Committed, UserConn, UserReader},
    tenancy::domains::{self, OfferError, OfferToTake},
    web::{
        access::{SignedIn, Writing},
        error::AppError,
        state::AppState,
    },
};

/// Opens the transaction of a person who takes an offer to them, or asks for it.
pub async fn open(
    req: &HttpRequest,
    state: &AppState,
    signed_in: Writing<SignedIn>,
    id: &str,
    asks: bool,
) -> Result<(SignedIn, OfferToTake), AppError> {
    counted::open(req, state, signed_in, async |db| find(db, id, asks).await).await
}

/// Finds an offer to the current user, who takes it or asks for it.
pub async fn find(db: &UserReader, id: &str, asks: bool) -> Result<Option<OfferToTake>, AppError> {
    let Ok(id) = id.parse() else { return Ok(None) };
    Ok(domains::find_to_take(db, id, asks).await?)
}

/// Adds the current user to the organization of the offer, and commits.
pub async fn join(
    db: UserConn,
    state: &AppState,
    found: &OfferToTake,
) -> Result<Committed, OfferError> {
    let db = counted::let_in(db, found.check()).await?;
    Ok(domains::accept(db, found, state.clock.now()).commit().await?)
}

/// Asks to join the organization of the offer.
pub async fn ask(
    req: &HttpRequest,
    state: &AppState,
    signed_in: SignedIn,
    found: &OfferToTake,
) -> Result<Asked, NotAsked> {
    let SignedIn { db, caller } = signed_in;
    let db = counted::let_in(db, found.check()).await.map_err(AppError::from)?;
    let db = domains::let_ask(db, found);
    asking::ask(req, state, db, &caller, (&found.offer).into()).await
}
