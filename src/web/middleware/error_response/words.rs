//! Tells a reader what went wrong, and how to go on.

use actix_web::{HttpRequest, http::Method};

use crate::{
    locale::Text,
    text,
    web::{error::AppError, state::AppState, ui::error_page::NextStep, urls, views::SwitcherEntry},
};

/// Returns the error in a few words.
pub(super) fn title(error: &AppError, req: &HttpRequest) -> String {
    let title = match error {
        AppError::NotFound if is_shared_link(req) => text!("error-link"),
        AppError::MembershipSuspended(outside) => {
            text!("error-access-suspended", organization = &outside.organization)
        }
        AppError::OrganizationSuspended(outside) => {
            text!("error-organization-suspended", organization = &outside.organization)
        }
        AppError::MembershipEnded(outside) => {
            text!("error-membership-ended", organization = &outside.organization)
        }
        AppError::Unauthenticated if *req.method() != Method::GET => text!("error-session-ended"),
        AppError::Unauthenticated => text!("error-sign-in"),
        AppError::NotFound => text!("error-not-found"),
        AppError::MethodNotAllowed(_) => text!("error-method"),
        AppError::EmailNotVerified => text!("error-confirm-email"),
        AppError::ReauthenticationRequired(_) => text!("error-confirm-you"),
        AppError::AccountClosing => text!("error-closing"),
        AppError::Forbidden | AppError::CrossSite | AppError::CrossSiteCall => {
            text!("error-not-allowed")
        }
        AppError::Suspended => text!("error-suspended"),
        AppError::Conflict(_) => text!("error-changed"),
        AppError::LastOwner => text!("error-last-owner"),
        AppError::BadRequest(_) | AppError::UnsupportedMediaType | AppError::EncodedBody => {
            text!("error-not-understood")
        }
        AppError::Invalid(_) => text!("error-input"),
        AppError::TooLarge => text!("error-too-large"),
        AppError::TooSlow => text!("error-too-slow"),
        AppError::TooMany(_) => text!("error-moment"),
        AppError::Moved(_) | AppError::Internal(_) => text!("error-wrong"),
        AppError::OfAnotherProvider => text!("error-to-be-moved"),
        AppError::Unavailable(_) => text!("error-unavailable"),
    };
    title.into()
}

/// Whether the address is a link that somebody sent, and may have replaced since.
fn is_shared_link(req: &HttpRequest) -> bool {
    [urls::JOIN, urls::INVITATIONS].iter().any(|start| req.path().starts_with(start))
}

/// Returns the message for people: a full sentence where programs get a short phrase.
pub(super) fn message(error: &AppError, req: &HttpRequest) -> String {
    let message = match error {
        AppError::NotFound if is_shared_link(req) => {
            text!("error-link-more")
        }
        AppError::NotFound => {
            text!("error-not-found-more")
        }
        AppError::Unauthenticated if *req.method() != Method::GET => {
            text!("error-session-more")
        }
        AppError::Forbidden => {
            text!("error-forbidden-more")
        }
        AppError::MembershipSuspended(_) => {
            text!("error-access-suspended-more")
        }
        AppError::OrganizationSuspended(_) => {
            text!("error-organization-suspended-more")
        }
        AppError::MembershipEnded(_) => text!("error-membership-ended-more"),
        other => return other.to_string(),
    };
    message.into()
}

/// Returns ways to go on.
pub(super) fn what_next(
    error: &AppError,
    req: &HttpRequest,
    state: &AppState,
    signed_in: bool,
) -> Vec<NextStep> {
    let step = |label: Text, href: &str| NextStep { label: label.into(), href: href.to_owned() };
    match error {
        AppError::Unavailable(_) | AppError::Internal(_) if *req.method() == Method::GET => {
            vec![
                step(text!("error-try-again"), req.path()),
                step(text!("error-start-page"), urls::START),
            ]
        }
        // No form works under another host name, however often it's sent.
        AppError::CrossSite => {
            let ours = state.config.server.public_url.origin();
            vec![step(text!("error-go-on-at", ours = &ours), &ours)]
        }
        AppError::MembershipSuspended(outside)
        | AppError::OrganizationSuspended(outside)
        | AppError::MembershipEnded(outside) => {
            let open = |other: &SwitcherEntry| {
                step(text!("error-open", organization = &other.name), &other.href)
            };
            let all = step(text!("error-your-organizations"), urls::OWN_ORGANIZATIONS);
            outside.others.iter().take(3).map(open).chain([all]).collect()
        }
        // The form's own buttons come first.
        AppError::Unauthenticated if *req.method() != Method::GET => Vec::new(),
        AppError::Suspended => vec![step(text!("error-someone-else"), urls::LOGIN)],
        _ if signed_in => vec![step(text!("error-home"), urls::DASHBOARD)],
        _ => vec![
            step(text!("error-sign-in-button"), urls::LOGIN),
            step(text!("error-start-page"), urls::START),
        ],
    }
}
