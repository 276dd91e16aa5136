//! Answers to links and offers, each of which counts like a preview.

use actix_web::HttpRequest;
use futures_util::try_join;

use crate::{
    db::{DbError, TenantConn, UserConn, UserReader},
    ids::UserId,
    web::{
        access::{SignedIn, Writing},
        error::AppError,
        request::preview_limit,
        state::AppState,
    },
};

/// Counts the request and opens its transaction with what `find` finds, in one round trip. The
/// count is kept if that is nothing.
pub async fn open<T>(
    req: &HttpRequest,
    state: &AppState,
    signed_in: Writing<SignedIn>,
    find: impl AsyncFn(&UserReader) -> Result<Option<T>, AppError>,
) -> Result<(SignedIn, T), AppError> {
    let reads = async |db: &UserReader| {
        Ok::<_, AppError>(try_join!(preview_limit::acceptance(req, state, db), find(db))?.1)
    };
    let (signed_in, found) = signed_in.open(reads).await?;
    if let Some(found) = found {
        return Ok((signed_in, found));
    }
    signed_in.db.close().await?;
    Err(AppError::NotFound)
}

/// Returns the transaction of a person who is let in; keeps the count of one who isn't.
pub async fn let_in<E: From<DbError>>(db: UserConn, verdict: Result<(), E>) -> Result<UserConn, E> {
    if let Err(refused) = verdict {
        db.close().await?;
        return Err(refused);
    }
    Ok(db)
}

/// Rolls back what was refused, and keeps the count.
pub async fn keep(
    req: &HttpRequest,
    state: &AppState,
    db: TenantConn,
    user: UserId,
) -> Result<(), AppError> {
    let db = db.again(&state.db, user).await?;
    preview_limit::acceptance(req, state, &*db).await?;
    Ok(db.close().await?)
}
