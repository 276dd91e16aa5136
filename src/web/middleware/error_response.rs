//! Turns an error into a page or `application/problem+json`, as the request prefers.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{
            ACCEPT_ENCODING, ALLOW, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER,
            WWW_AUTHENTICATE,
        },
    },
    middleware::Next,
    web,
};

use percent_encoding::{CONTROLS, utf8_percent_encode};

use super::session::error_frame::ErrorFrame;
use crate::{
    locale,
    tenancy::memberships::SWITCHER_SIZE,
    web::{
        error::{AppError, Outside},
        request::{
            annotations::{log_failure, request_id},
            browser::wants_page,
        },
        session_cookie,
        state::AppState,
        ui::error_page::ErrorPage,
        urls,
        views::Layout,
    },
};

pub(super) mod draft;
mod words;

/// Writes the body of every error, including errors from libraries, and logs the causes
/// of those that are our fault, once.
pub async fn error_response<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let answer = next.call(req).await.map_err(unpresented)?;
    let Some(error) = answer.response().error() else {
        return Ok(answer.map_into_boxed_body());
    };
    let mut written = match error.as_error::<AppError>() {
        Some(ours) => explain(ours, answer.request()),
        None => explain(&AppError::of_library(error, answer.status()), answer.request()),
    };
    // Keep headers that were added on the way out, such as cookies and CORS.
    for (name, value) in answer.response().headers() {
        if ![CONTENT_TYPE, CONTENT_LENGTH].contains(name) {
            written.headers_mut().append(name.clone(), value.clone());
        }
    }
    Ok(answer.into_response(written))
}

fn explain(error: &AppError, req: &HttpRequest) -> HttpResponse {
    log_failure(error, req);
    write(error, req)
}

/// Maps a failure of a library's middleware. The request is lost at this point, so there
/// is no page and no request id; only the log has the cause.
fn unpresented(error: actix_web::Error) -> actix_web::Error {
    tracing::error!(error.cause = %error, "A request failed in a library");
    AppError::Internal(anyhow::anyhow!("{error}")).into()
}

fn write(error: &AppError, req: &HttpRequest) -> HttpResponse {
    let page = wants_page(req);
    match error {
        AppError::Unauthenticated if page && draft::of(req, error).is_empty() => to_sign_in(req),
        AppError::ReauthenticationRequired(back) if page => {
            redirect(303, &urls::step_up_then(back))
        }
        AppError::AccountClosing if page => redirect(303, urls::ACCOUNT_CLOSING),
        AppError::Moved(location) => redirect(308, location),
        _ => {
            let mut answer = HttpResponse::build(actix_web::ResponseError::status_code(error));
            if let Some(seconds) = error.retry_after() {
                answer.insert_header((RETRY_AFTER, seconds));
            }
            if matches!(error, AppError::Unauthenticated) {
                answer.insert_header((WWW_AUTHENTICATE, "Bearer"));
            }
            if let AppError::MethodNotAllowed(allowed) = error {
                answer.insert_header((ALLOW, allowed.as_str()));
            }
            if matches!(error, AppError::EncodedBody) {
                answer.insert_header((ACCEPT_ENCODING, "identity"));
            }
            match page.then(|| render(error, req)).flatten() {
                Some(html) => answer.content_type("text/html; charset=utf-8").body(html),
                None => answer.content_type("application/problem+json").body(json(error, req)),
            }
        }
    }
}

fn to_sign_in(req: &HttpRequest) -> HttpResponse {
    let path = req.uri().path_and_query().map_or("/", |path| path.as_str());
    if *req.method() == Method::GET && path != urls::DASHBOARD {
        return redirect(303, &urls::login_then(path));
    }
    match draft::page_before(req).filter(|_| *req.method() != Method::GET) {
        Some(before) => redirect(303, &urls::login_then(&before)),
        None => redirect(303, urls::LOGIN),
    }
}

/// Percent-encodes the location: it may contain an address, and headers only hold ASCII.
fn redirect(status: u16, location: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    let location = utf8_percent_encode(location, CONTROLS).to_string();
    HttpResponse::build(status).insert_header((LOCATION, location)).finish()
}

fn json(error: &AppError, req: &HttpRequest) -> String {
    serde_json::to_string(&error.problem(request_id(req))).unwrap_or_default()
}

fn render(error: &AppError, req: &HttpRequest) -> Option<String> {
    let state = req.app_data::<web::Data<AppState>>()?;
    let status = actix_web::ResponseError::status_code(error);
    // We don't know here whether the session is still valid; the linked page finds out.
    let signed_in = session_cookie::is_sent_with(req);
    let outside = match error {
        AppError::MembershipSuspended(outside)
        | AppError::OrganizationSuspended(outside)
        | AppError::MembershipEnded(outside) => Some(&**outside),
        _ => None,
    };
    let framed = req.extensions_mut().remove::<ErrorFrame>().map(|frame| frame.0);
    let page = ErrorPage {
        layout: Layout {
            title: words::title(error, req),
            ..framed.unwrap_or_else(|| unframed(outside, state, req))
        },
        status: status.as_u16(),
        title: words::title(error, req),
        message: words::message(error, req),
        code: error.code().to_owned(),
        request_id: request_id(req),
        retry_after_seconds: error.retry_after().map(u64::from),
        draft: draft::of(req, error),
        resend: draft::resend(req, error),
        what_next: words::what_next(error, req, state, signed_in),
        signed_in,
    };
    state.views.render(locale::spoken(), &page).ok()
}

/// Lays out the page for visitors, and for people who are no longer in the organization.
fn unframed(outside: Option<&Outside>, state: &AppState, req: &HttpRequest) -> Layout {
    let others = outside.map(|outside| outside.others.clone()).unwrap_or_default();
    Layout {
        user: outside.map(|outside| outside.caller.clone()),
        switcher_has_more: others.len() > SWITCHER_SIZE,
        switcher: others.into_iter().take(SWITCHER_SIZE).collect(),
        page: Layout::ERROR,
        neon_auth_url: crate::web::ui::layout::neon_auth_url(state),
        development: !state.config.server.environment.is_production(),
        request_path: req.path().to_owned(),
        ..Layout::default()
    }
}
