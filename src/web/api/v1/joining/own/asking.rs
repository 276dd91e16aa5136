//! Requests to join, whichever way they come.

use actix_web::{HttpRequest, HttpResponse};

use super::own_requests::OwnRequestView;
use crate::{
    db::UserReader,
    web::{
        access::{SignedIn, Writing},
        api::creation::{Answer, Creation},
        commands::joining::{asking::Asked, counted},
        error::AppError,
        state::AppState,
    },
};

/// A request as it is opened.
pub(super) enum Opened<T> {
    /// It was answered before.
    Answered(HttpResponse),
    /// It's the first with its key, and about this.
    Found(SignedIn, T),
}

/// Counts a request, and opens its transaction with what `find` finds, unless it was answered
/// before.
pub(super) async fn open<T>(
    req: &HttpRequest,
    state: &AppState,
    signed_in: Writing<SignedIn>,
    sent: &Creation,
    find: impl AsyncFn(&UserReader) -> Result<Option<T>, AppError>,
) -> Result<Opened<T>, AppError> {
    let find = async |db: &UserReader| match sent.answered(db, state).await? {
        Some(answer) => Ok(Some(Err(answer))),
        None => Ok(find(db).await?.map(Ok)),
    };
    match counted::open(req, state, signed_in, find).await? {
        (signed_in, Ok(found)) => Ok(Opened::Found(signed_in, found)),
        (signed_in, Err(answer)) => {
            signed_in.db.close().await?;
            Ok(Opened::Answered(answer))
        }
    }
}

/// Keeps the answer that the request was made.
pub(super) async fn answer(
    sent: &Creation,
    state: &AppState,
    asked: &Asked,
) -> Result<Answer, AppError> {
    let view = OwnRequestView::from(asked.request.clone());
    sent.created(&asked.db, state, None, view).await
}
