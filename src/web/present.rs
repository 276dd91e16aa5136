//! Turns an error into a page or into `application/problem+json`, as asked.

use actix_web::{
    HttpMessage as _, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{ACCEPT, ALLOW, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    middleware::Next,
    web,
};

use super::{
    cookie,
    error::AppError,
    guard::return_to,
    pages::error::{ErrorPage, NextStep},
    request_log::RequestId,
    state::AppState,
    views::Layout,
};

/// Writes the body of every [`AppError`] and logs the causes of those that are
/// our fault, once.
pub async fn present<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let answer = next.call(req).await?;
    let Some(error) = answer.response().error().and_then(|e| e.as_error::<AppError>()) else {
        return Ok(answer.map_into_boxed_body());
    };
    log(error, answer.request());
    let mut written = write(error, answer.request());
    // Cookies, CORS: what was added on the way out.
    for (name, value) in answer.response().headers() {
        written.headers_mut().append(name.clone(), value.clone());
    }
    Ok(answer.into_response(written))
}

/// Logs the cause of an error that is our fault, for whoever answers it in a way of
/// their own.
pub fn log(error: &AppError, req: &HttpRequest) {
    if let AppError::Internal(cause) | AppError::Unavailable(cause) = error {
        let request_id = request_id(req);
        tracing::error!(request.id = request_id, error.code = error.code(), error.cause = ?cause, "A request failed");
    }
}

fn write(error: &AppError, req: &HttpRequest) -> HttpResponse {
    let page = wants_page(req);
    match error {
        AppError::Unauthenticated if page => to_sign_in(req),
        AppError::ReauthenticationRequired(back) if page => {
            redirect(303, &return_to::confirm(back))
        }
        AppError::AccountClosing if page => redirect(303, "/account/closing"),
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
                answer.insert_header((ALLOW, *allowed));
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
    if *req.method() == Method::GET && path != "/dashboard" {
        return redirect(303, &return_to::sign_in(path));
    }
    redirect(303, "/auth/login")
}

fn redirect(status: u16, location: &str) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    HttpResponse::build(status).insert_header((LOCATION, location)).finish()
}

/// Pages are for browsers; addresses under `/api/` and JSON bodies are programs'.
pub fn wants_page(req: &HttpRequest) -> bool {
    let header = |name| req.headers().get(name).and_then(|value| value.to_str().ok());
    let accepts_html = header(ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    let sends_json = header(CONTENT_TYPE).is_some_and(|sent| sent.starts_with("application/json"));
    accepts_html && !sends_json && !req.path().starts_with("/api/")
}

fn json(error: &AppError, req: &HttpRequest) -> String {
    serde_json::to_string(&error.problem(request_id(req))).unwrap_or_default()
}

fn render(error: &AppError, req: &HttpRequest) -> Option<String> {
    let state = req.app_data::<web::Data<AppState>>()?;
    let status = actix_web::ResponseError::status_code(error);
    // Whether it still counts is not known here; where it leads finds out.
    let signed_in = cookie::is_sent_with(req);
    let page = ErrorPage {
        layout: Layout {
            title: title(error).to_owned(),
            page: "error",
            neon_auth_url: super::chrome::neon_auth_url(state),
            development: !state.config.server.environment.is_production(),
            request_path: req.path().to_owned(),
            ..Layout::default()
        },
        status: status.as_u16(),
        title: title(error).to_owned(),
        message: message(error),
        code: error.code().to_owned(),
        request_id: request_id(req),
        retry_after_seconds: error.retry_after().map(u64::from),
        what_next: what_next(error, req, signed_in),
        signed_in,
    };
    state.views.render(&page).ok()
}

fn title(error: &AppError) -> &'static str {
    match error {
        AppError::Unauthenticated => "Sign in to continue",
        AppError::NotFound => "Nothing here",
        AppError::MethodNotAllowed(_) => "Not this way",
        AppError::EmailNotVerified => "Prove your address",
        AppError::ReauthenticationRequired(_) => "Confirm that it is you",
        AppError::AccountClosing => "Going to be deleted",
        AppError::Forbidden | AppError::CrossSite => "Not allowed",
        AppError::Suspended => "Account suspended",
        AppError::Conflict(_) => "Already changed",
        AppError::BadRequest(_) | AppError::UnsupportedMediaType => "Not understood",
        AppError::Invalid(_) => "Have another look",
        AppError::TooLarge => "Too large",
        AppError::TooSlow => "Too slow",
        AppError::TooMany(_) => "One moment",
        AppError::Moved(_) | AppError::Internal(_) => "Something went wrong",
        AppError::Unavailable(_) => "Back in a moment",
    }
}

/// What programs are told in a word, people are told in a sentence.
fn message(error: &AppError) -> String {
    let told = match error {
        AppError::NotFound => {
            "The address may be mistyped, the page may be gone, or it belongs to an organization \
             that you are not in."
        }
        AppError::Forbidden => {
            "Your role does not include this, or somebody keeps it private. An owner or an admin \
             of the organization can tell you which."
        }
        other => return other.to_string(),
    };
    told.to_owned()
}

fn what_next(error: &AppError, req: &HttpRequest, signed_in: bool) -> Vec<NextStep> {
    let step =
        |label: &str, href: &str| NextStep { label: label.to_owned(), href: href.to_owned() };
    match error {
        AppError::Unavailable(_) | AppError::Internal(_) if *req.method() == Method::GET => {
            vec![step("Try again", req.path()), step("Go to the start page", "/")]
        }
        AppError::Suspended => vec![step("Sign in as somebody else", "/auth/login")],
        _ if signed_in => vec![step("Go to your dashboard", "/dashboard")],
        _ => vec![step("Sign in", "/auth/login"), step("Go to the start page", "/")],
    }
}

fn request_id(req: &HttpRequest) -> String {
    req.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}
