//! Extractors for the caller: a handler's argument list is its access rule.

use std::ops::Deref;

use actix_session::SessionExt as _;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

use super::{
    credential::{PresentedCredential, is_bearer_request},
    outside::{self, renamed},
};
use crate::{
    db::{SystemConn, TenantConn, UserConn},
    locale,
    sessions::{Authority, Caller, TenantMember},
    todos::Actor,
    types::Role,
    web::{
        error::AppError,
        request::{
            annotations::{ActingMember, ByUser, Extended, InTenant},
            client_info, is_read,
        },
        session_cookie,
        state::AppState,
        urls,
    },
};

/// Declares that a handler is open to everyone.
pub struct Anyone;

/// The caller, if signed in; for pages that then look different.
pub struct MaybeSignedIn(pub Option<Caller>);

/// The caller, for handlers that read nothing else: one statement, no transaction.
pub struct Authenticated(pub Caller);

/// The caller, with the transaction that looked them up.
pub struct SignedIn {
    /// The transaction, scoped to the caller.
    pub db: UserConn,
    /// The signed-in user.
    pub caller: Caller,
}

/// The caller as a member of the tenant in the URL, with the transaction that looked them
/// up.
pub struct Member {
    /// The transaction, scoped to the tenant.
    pub db: TenantConn,
    viewer: Viewer,
}

/// The caller as a member of the tenant in the URL.
#[derive(Clone)]
pub struct Viewer {
    /// The signed-in user.
    pub caller: Caller,
    /// The tenant in the URL.
    pub tenant: TenantMember,
    /// The caller's role in the tenant.
    pub role: Role,
}

impl Deref for Member {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

/// Opens the request's transaction with the authority statement. Sends no statement
/// without a credential.
async fn open(
    req: &HttpRequest,
    slug: Option<&str>,
) -> Result<Option<(SystemConn, Authority)>, AppError> {
    let Some(shown) = PresentedCredential::by(req) else { return Ok(None) };
    let Some((db, authority)) = shown.open(req, state(req)?, slug).await? else { return Ok(None) };
    note_caller(req, &shown, &authority.caller)?;
    Ok(Some((db.serving(client_info::origin(req)), authority)))
}

/// Like `open`, for handlers that read nothing else.
pub async fn caller(req: &HttpRequest) -> Result<Option<Caller>, AppError> {
    let Some(shown) = PresentedCredential::by(req) else { return Ok(None) };
    let caller = shown.caller(req, state(req)?).await?;
    if let Some(caller) = &caller {
        note_caller(req, &shown, caller)?;
    }
    Ok(caller)
}

/// Refuses a caller whose account is being deleted: they may only undo the deletion.
pub(crate) fn reject_closing(caller: &Caller) -> Result<(), AppError> {
    match caller.deletion_due_at {
        Some(_) => Err(AppError::AccountClosing),
        None => Ok(()),
    }
}

/// Notes the caller for the log, speaks their language, and sends the cookie again when the session was extended.
pub(super) fn note_caller(
    req: &HttpRequest,
    shown: &PresentedCredential,
    caller: &Caller,
) -> Result<(), AppError> {
    req.extensions_mut().insert(ByUser(caller.user));
    if let Some(language) = caller.language {
        locale::speak(language);
    }
    if let (true, false, PresentedCredential::Ours(token)) =
        (caller.refreshed, is_bearer_request(req), shown)
    {
        session_cookie::refresh_cookie(&req.get_session(), token)?;
        req.extensions_mut().insert(Extended);
    }
    Ok(())
}

pub(super) fn state(req: &HttpRequest) -> Result<&web::Data<AppState>, AppError> {
    req.app_data().ok_or_else(|| AppError::Internal(anyhow::anyhow!("the app has no state")))
}

impl FromRequest for Anyone {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

impl FromRequest for MaybeSignedIn {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Ok(Self(caller(&req).await?)) })
    }
}

impl FromRequest for Authenticated {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = caller(&req).await?.ok_or(AppError::Unauthenticated)?;
            reject_closing(&caller)?;
            Ok(Self(caller))
        })
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let (db, authority) = open(&req, None).await?.ok_or(AppError::Unauthenticated)?;
            Self::enter(db, authority)
        })
    }
}

impl FromRequest for Member {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { Self::of(&req).await })
    }
}

impl SignedIn {
    /// Admits or refuses the caller of the transaction.
    pub(super) fn enter(db: SystemConn, authority: Authority) -> Result<Self, AppError> {
        let Authority { caller, .. } = authority;
        reject_closing(&caller)?;
        Ok(Self { db: db.scoped_to_user(caller.user), caller })
    }

    /// Commits, does work that takes a while without a connection, and continues on another
    /// one.
    pub async fn meanwhile<T>(
        self,
        state: &AppState,
        work: impl Future<Output = T>,
    ) -> Result<(Self, T), AppError> {
        let Self { db, caller } = self;
        let origin = db.origin().clone();
        db.close().await?;
        let done = work.await;
        let db = state.db.open_as_user(caller.user).await?.serving(origin);
        Ok((Self { db, caller }, done))
    }
}

impl Viewer {
    /// Returns who changes a todo.
    pub fn actor(&self) -> Actor {
        Actor { user: self.caller.user, role: self.role }
    }

    /// Notes the member with the request.
    pub(super) fn noted(req: &HttpRequest, caller: Caller, tenant: TenantMember) -> Self {
        let role = tenant.role;
        req.extensions_mut().insert(InTenant(tenant.id));
        let acting = ActingMember { tenant: tenant.id, user: caller.user, role };
        req.extensions_mut().insert(acting);
        Self { caller, tenant, role }
    }
}

impl Member {
    /// Returns the same member in a new transaction on the same connection, to render the
    /// page again: the changes of the refused request are rolled back first.
    pub async fn again(self, state: &AppState) -> Result<Self, AppError> {
        let db = self.db.again(&state.db, self.viewer.caller.user).await?;
        Ok(Self { db, ..self })
    }

    /// Commits, does work that takes a while without a connection, and continues on another
    /// one. The caller checks the permission again.
    pub async fn meanwhile<T>(
        self,
        state: &AppState,
        work: impl Future<Output = T>,
    ) -> Result<(Self, T), AppError> {
        let Self { db, viewer } = self;
        let origin = db.origin().clone();
        db.close().await?;
        let done = work.await;
        let db = state.db.open_as_user(viewer.caller.user).await?.serving(origin);
        Ok((Self { db: db.enter(viewer.tenant.id).await?, viewer }, done))
    }

    /// Separates the member from the transaction.
    pub fn into_parts(self) -> (TenantConn, Viewer) {
        (self.db, self.viewer)
    }

    async fn of(req: &HttpRequest) -> Result<Self, AppError> {
        let opened = open(req, Some(slug(req)?)).await?;
        let (db, authority) = opened.ok_or(AppError::Unauthenticated)?;
        Self::enter(req, db, authority).await
    }

    /// Admits or refuses the caller of the transaction.
    pub(super) async fn enter(
        req: &HttpRequest,
        db: SystemConn,
        Authority { caller, tenant }: Authority,
    ) -> Result<Self, AppError> {
        reject_closing(&caller)?;
        let Some(tenant) = tenant else {
            let db = db.scoped_to_user(caller.user);
            return Err(outside::classify(req, &db, &caller, slug(req)?).await?);
        };
        let db = db.scoped_to_tenant(tenant.id);
        Ok(Self { db, viewer: Viewer::noted(req, caller, tenant) })
    }
}

/// Returns the slug in the URL; one with capitals leads to the same address without them.
pub(super) fn slug(req: &HttpRequest) -> Result<&str, AppError> {
    let slug = req.match_info().get("slug").unwrap_or_default();
    in_small_letters(req, slug).map_or(Ok(slug), |low| Err(AppError::Moved(low)))
}

/// Returns the address in lower case: slugs have no capitals, but people type them.
fn in_small_letters(req: &HttpRequest, slug: &str) -> Option<String> {
    if !is_read(req.method()) || !slug.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let path = req.uri().path_and_query()?.as_str();
    let page = path.starts_with(urls::ORGANIZATIONS).then_some(path)?;
    renamed(page, slug, &slug.to_ascii_lowercase())
}
