//! Keeps the text typed into a form that is refused as a whole, so that nobody loses it.

use actix_web::{
    HttpMessage as _, HttpRequest,
    http::header::REFERER,
    web::{Bytes, Data},
};
use url::form_urlencoded::parse;

use crate::locale::Text;
use crate::web::{
    access::return_to,
    error::AppError,
    state::AppState,
    ui::error_page::{Draft, Resend, SentField},
    urls,
};

/// A form as it was sent.
struct SentForm(Bytes);

/// The fields that aren't shown again.
const SECRETS: [&str; 4] = ["password", "current_password", "otp", "code"];

/// Keeps the form of a page inside until the request is answered. Copying the bytes only
/// counts one more reader of them.
pub(in crate::web::middleware) fn keep(req: &HttpRequest, body: &Bytes) {
    let is_inside =
        [urls::ORGANIZATIONS, urls::ACCOUNT].iter().any(|it| req.path().starts_with(it));
    if is_inside && !body.is_empty() {
        req.extensions_mut().insert(SentForm(body.clone()));
    }
}

/// Returns what was typed, for a page that says why none of it was stored.
pub(super) fn of(req: &HttpRequest, error: &AppError) -> Vec<Draft> {
    let refused = matches!(
        error,
        AppError::Forbidden
            | AppError::NotFound
            | AppError::MembershipSuspended(_)
            | AppError::OrganizationSuspended(_)
            | AppError::MembershipEnded(_)
    );
    let sent = fields(req).filter(|_| refused || is_worth_another_try(error)).unwrap_or_default();
    let typed = |(name, label): (&'static str, &'static str)| {
        let (_, text) = sent.iter().find(|(sent, _)| sent == name)?;
        let text = text.trim();
        let (label, text) = (Text::new(label).into(), text.to_owned());
        let is_long = text.contains('\n') || text.len() > 80;
        (!text.is_empty()).then_some(Draft { name, label, text, is_long })
    };
    Draft::FIELDS.into_iter().filter_map(typed).collect()
}

/// Returns the form that sends the same again, if it may succeed later and holds no secret.
pub(super) fn resend(req: &HttpRequest, error: &AppError) -> Option<Resend> {
    let sent = fields(req).filter(|_| is_worth_another_try(error))?;
    if sent.iter().any(|(name, _)| SECRETS.contains(&name.as_str())) {
        return None;
    }
    let is_shown = |name: &str| Draft::FIELDS.iter().any(|(shown, _)| *shown == name);
    let hidden = sent.into_iter().filter(|(name, text)| !is_shown(name) || text.trim().is_empty());
    let hidden = hidden.map(|(name, value)| SentField { name, value }).collect();
    let signs_in = matches!(error, AppError::Unauthenticated);
    let sign_in = signs_in.then(|| urls::login_then(page_before(req).as_deref().unwrap_or("/")));
    Some(Resend { action: req.path().to_owned(), hidden, sign_in })
}

fn is_worth_another_try(error: &AppError) -> bool {
    matches!(error, AppError::Unauthenticated | AppError::Unavailable(_) | AppError::TooMany(_))
}

fn fields(req: &HttpRequest) -> Option<Vec<(String, String)>> {
    let extensions = req.extensions();
    let SentForm(body) = extensions.get()?;
    Some(parse(body).into_owned().collect())
}

/// Returns the path of our page that sent the form, as far as the browser says so.
pub(super) fn page_before(req: &HttpRequest) -> Option<String> {
    let state = req.app_data::<Data<AppState>>()?;
    let referer = req.headers().get(REFERER)?.to_str().ok()?;
    let path = referer.strip_prefix(state.config.server.public_url.origin().as_str())?;
    let path = return_to::local(path)?;
    (!path.starts_with(urls::AUTH)).then(|| path.to_owned())
}
