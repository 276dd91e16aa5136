//! Reading a page together with the authority to read it, in one round trip.

use std::{
    future::{Ready, ready},
    marker::PhantomData,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::{
    Allowed, Member, Permission, SignedIn, Viewer,
    caller::{self, note_caller, reject_closing},
    credential::PresentedCredential,
    entered::Entered,
    outside, recent_sign_in,
    visit::Visit,
};
use crate::{
    sessions::{Authority, Caller, Flown, ProviderCheck},
    web::error::AppError,
};

/// The guard `G`, and a proof of identity within ten minutes (ASVS 7.5.1). Everyone else is
/// asked to confirm, and comes back.
pub struct Recent<G>(PhantomData<G>);

/// A guard that proves something about the caller.
pub trait Guard: 'static {
    /// The extractor that proves the same in a transaction that stays open.
    type Opened: Entered;

    /// Returns the slug of the organization in the URL, if the guard is about one.
    fn slug(req: &HttpRequest) -> Result<Option<&str>, AppError>;

    /// Admits or refuses the caller.
    fn admit(
        req: &HttpRequest,
        authority: Authority,
    ) -> impl Future<Output = Result<<Self::Opened as Visit>::Viewer, AppError>>;

    /// Refuses a visitor who lacks what the guard asks for beyond admission.
    fn require(_: &HttpRequest, _: &<Self::Opened as Visit>::Viewer) -> Result<(), AppError> {
        Ok(())
    }
}

/// A guard that judges when the page is read, since both travel together. A handler gets at
/// nothing without it.
pub struct Reading<G> {
    req: HttpRequest,
    guard: PhantomData<G>,
}

impl<G> FromRequest for Reading<G> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_known = PresentedCredential::by(req).is_some();
        let reading = Self { req: req.clone(), guard: PhantomData };
        ready(if is_known { Ok(reading) } else { Err(AppError::Unauthenticated) })
    }
}

impl<G: Guard> Visit for Reading<G> {
    type Reader = <G::Opened as Visit>::Reader;
    type Viewer = <G::Opened as Visit>::Viewer;

    async fn read<T, E>(
        self,
        reads: impl AsyncFn(&Self::Reader) -> Result<T, E>,
    ) -> Result<(Self::Viewer, T), AppError>
    where
        AppError: From<E>,
    {
        let req = &self.req;
        let slug = G::slug(req)?;
        let shown = PresentedCredential::by(req).ok_or(AppError::Unauthenticated)?;
        let flown = shown.read(req, caller::state(req)?, slug, &reads).await?;
        let Flown { authority, read } = flown.ok_or(AppError::Unauthenticated)?;
        let Some(read) = read.filter(|_| authority.caller.provider_check == ProviderCheck::Fresh)
        else {
            // Boxed: it's rare, and every request would carry it.
            let again = Box::pin(async { G::Opened::extract(req).await?.read(reads).await });
            let (viewer, read) = again.await?;
            return G::require(req, &viewer).map(|()| (viewer, read));
        };
        note_caller(req, &shown, &authority.caller)?;
        let viewer = G::admit(req, authority).await?;
        G::require(req, &viewer)?;
        Ok((viewer, read?))
    }
}

impl Guard for Member {
    type Opened = Self;

    fn slug(req: &HttpRequest) -> Result<Option<&str>, AppError> {
        caller::slug(req).map(Some)
    }

    async fn admit(req: &HttpRequest, authority: Authority) -> Result<Viewer, AppError> {
        let Authority { caller, tenant } = authority;
        reject_closing(&caller)?;
        let Some(tenant) = tenant else {
            let slug = caller::slug(req)?;
            let db = caller::state(req)?.db.open_as_user(caller.user).await?;
            return Err(outside::classify(req, &db, &caller, slug).await?);
        };
        Ok(Viewer::noted(req, caller, tenant))
    }
}

impl<P: Permission> Guard for Allowed<P> {
    type Opened = Member;

    fn slug(req: &HttpRequest) -> Result<Option<&str>, AppError> {
        Member::slug(req)
    }

    async fn admit(req: &HttpRequest, authority: Authority) -> Result<Viewer, AppError> {
        Member::admit(req, authority).await
    }

    fn require(_: &HttpRequest, viewer: &Viewer) -> Result<(), AppError> {
        if viewer.role.may(P::NEEDED) { Ok(()) } else { Err(AppError::Forbidden) }
    }
}

impl Guard for SignedIn {
    type Opened = Self;

    fn slug(_: &HttpRequest) -> Result<Option<&str>, AppError> {
        Ok(None)
    }

    async fn admit(_: &HttpRequest, authority: Authority) -> Result<Caller, AppError> {
        reject_closing(&authority.caller)?;
        Ok(authority.caller)
    }
}

impl<G: Guard> Guard for Recent<G>
where
    <G::Opened as Visit>::Viewer: AsRef<Caller>,
{
    type Opened = G::Opened;

    fn slug(req: &HttpRequest) -> Result<Option<&str>, AppError> {
        G::slug(req)
    }

    async fn admit(
        req: &HttpRequest,
        authority: Authority,
    ) -> Result<<G::Opened as Visit>::Viewer, AppError> {
        G::admit(req, authority).await
    }

    fn require(req: &HttpRequest, viewer: &<G::Opened as Visit>::Viewer) -> Result<(), AppError> {
        G::require(req, viewer)?;
        recent_sign_in::require_here(req, viewer.as_ref())
    }
}

impl AsRef<Self> for Caller {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsRef<Caller> for Viewer {
    fn as_ref(&self) -> &Caller {
        &self.caller
    }
}
