//! Reading what a write is about together with the authority to write, in one round trip.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::{
    caller::{self, note_caller},
    credential::PresentedCredential,
    entered::Entered,
    reading::Guard,
    visit::Visit,
};
use crate::{
    sessions::{Opened, ProviderCheck},
    web::{error::AppError, request::client_info},
};

/// A guard that judges when the rows of a write are read, since both travel together. A handler
/// gets at nothing without it.
pub struct Writing<G> {
    req: HttpRequest,
    guard: PhantomData<G>,
}

impl<G> FromRequest for Writing<G> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_known = PresentedCredential::by(req).is_some();
        let writing = Self { req: req.clone(), guard: PhantomData };
        ready(if is_known { Ok(writing) } else { Err(AppError::Unauthenticated) })
    }
}

impl<G: Guard> Writing<G> {
    /// Opens the request's transaction and returns what `reads` returns, which is called again
    /// if the provider has to be asked first. A refusal goes before an error of `reads`.
    pub async fn open<T, E>(
        self,
        reads: impl AsyncFn(&<G::Opened as Visit>::Reader) -> Result<T, E>,
    ) -> Result<(G::Opened, T), AppError>
    where
        AppError: From<E>,
    {
        let req = &self.req;
        let (slug, state) = (G::slug(req)?, caller::state(req)?);
        let shown = PresentedCredential::by(req).ok_or(AppError::Unauthenticated)?;
        let opened = shown.open_reading(req, state, slug, &reads).await?;
        let Opened { db, authority, read } = opened.ok_or(AppError::Unauthenticated)?;
        if authority.caller.provider_check != ProviderCheck::Fresh {
            drop(db);
            // Boxed: it's rare, and every request would carry it.
            let entered = Box::pin(G::Opened::extract(req)).await?;
            G::require(req, entered.viewer())?;
            let read = reads(entered.reader()).await?;
            return Ok((entered, read));
        }
        note_caller(req, &shown, &authority.caller)?;
        let db = db.serving(client_info::origin(req));
        let entered = G::Opened::enter(req, db, authority).await?;
        G::require(req, entered.viewer())?;
        Ok((entered, read?))
    }
}
