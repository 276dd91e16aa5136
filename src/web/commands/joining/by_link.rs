//! Joining by a link, and asking to.

use actix_web::HttpRequest;

use super::{
    asking::{self, Asked, NotAsked},
    counted,
};
use crate::{
    db::{Committed, UserConn, UserReader},
    sessions::Caller,
    tenancy::join_links::{self, JoinError, LinkToUse},
    web::{
        access::{SignedIn, Writing},
        error::AppError,
        state::AppState,
    },
};

/// Opens the transaction of a person who joins, or asks to, by the link that contains `token`.
pub async fn open(
    req: &HttpRequest,
    state: &AppState,
    signed_in: Writing<SignedIn>,
    token: &str,
    asks: bool,
) -> Result<(SignedIn, LinkToUse), AppError> {
    let find = async |db: &_| find(db, state, token, asks).await;
    counted::open(req, state, signed_in, find).await
}

/// Finds the link that contains `token`, for a person who joins, or asks to.
pub async fn find(
    db: &UserReader,
    state: &AppState,
    token: &str,
    asks: bool,
) -> Result<Option<LinkToUse>, AppError> {
    Ok(join_links::find_to_use(db, token, asks, state.clock.now()).await?)
}

/// Adds the caller to the link's organization, and commits.
pub async fn join(
    db: UserConn,
    state: &AppState,
    caller: &Caller,
    found: &LinkToUse,
) -> Result<Committed, JoinError> {
    let db = let_in(db, state, caller, found).await?;
    Ok(join_links::accept(db, found, state.clock.now()).commit().await?)
}

/// Asks to join the link's organization.
pub async fn ask(
    req: &HttpRequest,
    state: &AppState,
    signed_in: SignedIn,
    found: &LinkToUse,
) -> Result<Asked, NotAsked> {
    let SignedIn { db, caller } = signed_in;
    let db = let_in(db, state, &caller, found).await?;
    let db = join_links::let_ask(db, found, state.clock.now());
    asking::ask(req, state, db, &caller, (&found.link).into()).await
}

async fn let_in(
    db: UserConn,
    state: &AppState,
    caller: &Caller,
    found: &LinkToUse,
) -> Result<UserConn, JoinError> {
    let now = state.clock.now();
    counted::let_in(db, found.check(caller.email.as_str(), caller.email_verified, now)).await
}
