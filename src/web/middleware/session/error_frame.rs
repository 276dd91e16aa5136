//! Lays out error pages for people whose session is there, so that they stand between the
//! same menus as any other page.

use actix_web::{
    FromRequest as _, HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use crate::web::{
    access::{Member, Reading, SignedIn, nothing},
    error::AppError,
    request::browser::wants_page,
    ui::Ui,
    urls,
    views::Layout,
};

/// The layout of an error page that is about to be written.
pub struct ErrorFrame(pub Layout);

/// Keeps the layout with the request, for the error page: only here the session can be read.
pub async fn lay_out<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let answer = next.call(req).await?;
    let error = answer.response().error().and_then(|error| error.as_error::<AppError>());
    if error.is_some_and(is_framed) && wants_page(answer.request()) {
        let req = answer.request();
        // Boxed: it's rare, and every request would carry it.
        if let Some(layout) = Box::pin(layout(req)).await {
            req.extensions_mut().insert(ErrorFrame(layout));
        }
    }
    Ok(answer)
}

/// Whether the error is about the request alone: after an outage or too many requests nothing
/// more is asked of the database.
fn is_framed(error: &AppError) -> bool {
    matches!(
        error,
        AppError::NotFound
            | AppError::MethodNotAllowed(_)
            | AppError::Forbidden
            | AppError::Conflict(_)
            | AppError::LastOwner
            | AppError::BadRequest(_)
            | AppError::Invalid(_)
    )
}

/// Returns the layout of the organization in the address or, for those who aren't in it, of
/// their own pages.
async fn layout(req: &HttpRequest) -> Option<Layout> {
    let ui = Ui::extract(req).await.ok()?;
    let title = || (crate::text!("error-wrong"), Layout::ERROR);
    if req.path().starts_with(urls::ORGANIZATIONS) {
        let member = Reading::<Member>::extract(req).await.ok()?;
        if let Ok((_, layout, ())) = ui.organization(title(), member, nothing).await {
            return Some(layout);
        }
    }
    let signed_in = Reading::<SignedIn>::extract(req).await.ok()?;
    let (_, layout, ()) = ui.own(title(), signed_in, nothing).await.ok()?;
    Some(layout)
}
