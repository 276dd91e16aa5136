//! Who calls, as handler arguments: a handler's argument list is its access rule.

use actix_session::SessionExt as _;
use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::AUTHORIZATION, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

use crate::{
    db::{SystemConn, TenantConn, UserConn},
    sessions::{Authority, Caller, Sessions, TenantMember},
    tenancy::{Role, tenants},
    web::{cookie, error::AppError, state::AppState},
};

/// Says that a handler is open to everyone.
pub struct Anyone;

/// The caller, if there is one; for pages that look different then.
pub struct MaybeSignedIn(pub Option<Caller>);

/// The caller, with the transaction that read who it is.
pub struct SignedIn {
    /// Sees what belongs to the caller.
    pub db: UserConn,
    /// Who calls.
    pub caller: Caller,
}

/// The caller as a member of the tenant in the URL, with the transaction that
/// read it.
pub struct Member {
    /// Sees the tenant's rows.
    pub db: TenantConn,
    /// Who calls.
    pub caller: Caller,
    /// Where.
    pub tenant: TenantMember,
    /// As what.
    pub role: Role,
}

/// Opens the request's transaction with the authority statement. Without a
/// well-formed token no statement is sent.
async fn open(
    req: &HttpRequest,
    slug: Option<&str>,
) -> Result<Option<(SystemConn, Authority)>, AppError> {
    let Some(token) = token(req) else { return Ok(None) };
    let state = state(req)?;
    let opened = state.sessions.open(&token, slug).await?;
    if opened.as_ref().is_some_and(|(_, authority)| authority.caller.refreshed) {
        cookie::send_again(&req.get_session(), &token)?;
    }
    Ok(opened)
}

/// The session's token: programs send it as a bearer under `/api/`, browsers in
/// the cookie. A request with a bearer is not judged by its cookie.
fn token(req: &HttpRequest) -> Option<String> {
    let bearer = req.headers().get(AUTHORIZATION).filter(|_| req.path().starts_with("/api/"));
    let token = match bearer {
        Some(value) => value.to_str().ok()?.strip_prefix("Bearer ")?.to_owned(),
        None => cookie::token(&req.get_session())?,
    };
    Sessions::is_well_formed(&token).then_some(token)
}

fn state(req: &HttpRequest) -> Result<&web::Data<AppState>, AppError> {
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
        Box::pin(async move {
            let Some((db, authority)) = open(&req, None).await? else { return Ok(Self(None)) };
            db.commit().await?;
            Ok(Self(Some(authority.caller)))
        })
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let opened = open(&req, None).await?;
            let (db, Authority { caller, .. }) = opened.ok_or(AppError::Unauthenticated)?;
            Ok(Self { db: db.scoped_to_user(caller.user), caller })
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

impl Member {
    async fn of(req: &HttpRequest) -> Result<Self, AppError> {
        let slug = req.match_info().get("slug").unwrap_or_default();
        let opened = open(req, Some(slug)).await?;
        let (db, Authority { caller, tenant }) = opened.ok_or(AppError::Unauthenticated)?;
        let Some(tenant) = tenant else {
            return Err(elsewhere(req, &db.scoped_to_user(caller.user), slug).await?);
        };
        let role =
            tenant.role.parse().map_err(|error| AppError::Internal(anyhow::Error::new(error)))?;
        Ok(Self { db: db.scoped_to_tenant(tenant.id), caller, tenant, role })
    }
}

/// Members who follow an old link are led to the new one; for everybody else an
/// unknown, a foreign and a former slug are the same nothing.
async fn elsewhere(req: &HttpRequest, db: &UserConn, slug: &str) -> Result<AppError, AppError> {
    let Some(present) = tenants::present_slug(db, slug).await? else {
        return Ok(AppError::NotFound);
    };
    let path = req.uri().path_and_query().map_or("", |path| path.as_str());
    Ok(AppError::Moved(path.replacen(&format!("/{slug}/"), &format!("/{present}/"), 1)))
}
