//! Who calls, as handler arguments: a handler's argument list is its access rule.

use actix_session::SessionExt as _;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, dev::Payload, web};
use futures_util::future::{LocalBoxFuture, Ready, ready};

use super::credential::{Shown, is_program};
use crate::{
    db::{SystemConn, TenantConn, UserConn},
    sessions::{Authority, Caller, TenantMember},
    tenancy::tenants,
    types::Role,
    web::{
        error::AppError,
        request::{
            annotations::{Extended, InTenant},
            is_read,
        },
        session_cookie,
        state::AppState,
    },
};

/// Says that a handler is open to everyone.
pub struct Anyone;

/// The caller, if there is one; for pages that look different then.
pub struct MaybeSignedIn(pub Option<Caller>);

/// The caller, where nothing else is read: one statement, no transaction.
pub struct Known(pub Caller);

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
/// credential no statement is sent.
async fn open(
    req: &HttpRequest,
    slug: Option<&str>,
) -> Result<Option<(SystemConn, Authority)>, AppError> {
    let Some(shown) = Shown::by(req) else { return Ok(None) };
    let opened = shown.open(req, state(req)?, slug).await?;
    if let Some((_, authority)) = &opened {
        send_again(req, &shown, &authority.caller)?;
    }
    Ok(opened)
}

/// `open` where nothing else is read.
pub async fn caller(req: &HttpRequest) -> Result<Option<Caller>, AppError> {
    let Some(shown) = Shown::by(req) else { return Ok(None) };
    let caller = shown.caller(req, state(req)?).await?;
    if let Some(caller) = &caller {
        send_again(req, &shown, caller)?;
    }
    Ok(caller)
}

/// Who asked to be deleted may take that back and nothing else.
pub(crate) fn stays(caller: &Caller) -> Result<(), AppError> {
    match caller.deletion_due_at {
        Some(_) => Err(AppError::AccountClosing),
        None => Ok(()),
    }
}

/// A session that was extended takes its cookie along.
fn send_again(req: &HttpRequest, shown: &Shown, caller: &Caller) -> Result<(), AppError> {
    if let (true, false, Shown::Ours(token)) = (caller.refreshed, is_program(req), shown) {
        session_cookie::send_again(&req.get_session(), token)?;
        req.extensions_mut().insert(Extended);
    }
    Ok(())
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
        Box::pin(async move { Ok(Self(caller(&req).await?)) })
    }
}

impl FromRequest for Known {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let caller = caller(&req).await?.ok_or(AppError::Unauthenticated)?;
            stays(&caller)?;
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
            let opened = open(&req, None).await?;
            let (db, Authority { caller, .. }) = opened.ok_or(AppError::Unauthenticated)?;
            stays(&caller)?;
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
    /// The same member in a new transaction on the same connection, to draw the page
    /// again: what a refused request has done so far is taken back first.
    pub async fn again(self, state: &AppState) -> Result<Self, AppError> {
        let db = self.db.again(&state.db, self.caller.user).await?;
        Ok(Self { db, ..self })
    }

    async fn of(req: &HttpRequest) -> Result<Self, AppError> {
        let slug = req.match_info().get("slug").unwrap_or_default();
        if let Some(low) = in_small_letters(req, slug) {
            return Err(AppError::Moved(low));
        }
        let opened = open(req, Some(slug)).await?;
        let (db, Authority { caller, tenant }) = opened.ok_or(AppError::Unauthenticated)?;
        stays(&caller)?;
        let Some(tenant) = tenant else {
            return Err(elsewhere(req, &db.scoped_to_user(caller.user), slug).await?);
        };
        req.extensions_mut().insert(InTenant(tenant.id));
        let role =
            tenant.role.parse().map_err(|error| AppError::Internal(anyhow::Error::new(error)))?;
        Ok(Self { db: db.scoped_to_tenant(tenant.id), caller, tenant, role })
    }
}

/// No organization has capitals in its address; what people type has.
fn in_small_letters(req: &HttpRequest, slug: &str) -> Option<String> {
    if !is_read(req.method()) || !slug.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let path = req.uri().path_and_query()?.as_str();
    let page = path.starts_with("/o/").then_some(path)?;
    renamed(page, slug, &slug.to_ascii_lowercase())
}

/// Members who follow an old link are led to the new one; for everybody else an
/// unknown, a foreign and a former slug are the same nothing.
async fn elsewhere(req: &HttpRequest, db: &UserConn, slug: &str) -> Result<AppError, AppError> {
    let present = tenants::present_slug(db, slug).await?;
    let path = req.uri().path_and_query().map_or("", |path| path.as_str());
    let moved = present.and_then(|present| renamed(path, slug, &present));
    Ok(moved.map_or(AppError::NotFound, AppError::Moved))
}

/// The same path in the organization's present place.
fn renamed(path: &str, slug: &str, present: &str) -> Option<String> {
    let mount = ["/o/", "/api/v1/tenants/"].into_iter().find(|mount| path.starts_with(mount))?;
    let rest = path.strip_prefix(mount)?.strip_prefix(slug)?;
    (rest.is_empty() || rest.starts_with(['/', '?'])).then(|| format!("{mount}{present}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_links_lead_to_the_same_page_of_the_new_slug() {
        let renamed = |path| renamed(path, "acme", "new");
        assert_eq!(renamed("/o/acme/todos?filter=open").unwrap(), "/o/new/todos?filter=open");
        assert_eq!(renamed("/api/v1/tenants/acme").unwrap(), "/api/v1/tenants/new");
        assert_eq!(renamed("/o/acmes/todos"), None);
    }
}
