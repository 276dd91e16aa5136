//! Every error that a handler can return, in one place.

mod features;
pub mod provider;

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;

use crate::{
    db::DbError,
    identity::mails::Unwritten,
    locale::Text,
    text,
    web::views::{FieldError, FieldErrors, Person, SwitcherEntry},
};

/// Every error that a handler can return.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// No one is signed in; pages redirect to sign-in instead.
    #[error("{}", text!("app-unauthenticated"))]
    Unauthenticated,
    /// Also covers things that the caller may not know exist.
    #[error("{}", text!("nothing-here"))]
    NotFound,
    /// The path exists, the method doesn't; holds the allowed methods.
    #[error("{}", text!("app-method-not-allowed"))]
    MethodNotAllowed(String),
    /// The body has a media type that this address doesn't accept.
    #[error("{}", text!("app-media-type"))]
    UnsupportedMediaType,
    /// The body is compressed, by any method.
    #[error("{}", text!("app-encoded"))]
    EncodedBody,
    /// The password was right, but the mailbox isn't proven yet.
    #[error("{}", text!("app-email-not-verified"))]
    EmailNotVerified,
    /// The action is sensitive and the last sign-in too long ago; pages redirect to the
    /// step-up and then back to this path.
    #[error("{}", text!("app-reauthentication-required"))]
    ReauthenticationRequired(String),
    /// The account is being deleted; pages redirect to where that can be undone.
    #[error("{}", text!("app-account-closing"))]
    AccountClosing,
    /// The address has changed; holds the new one.
    #[error("{}", text!("app-moved"))]
    Moved(String),
    /// The caller is known but lacks permission.
    #[error("{}", text!("not-allowed"))]
    Forbidden,
    /// The request didn't come from one of our own pages.
    #[error("{}", text!("app-cross-site"))]
    CrossSite,
    /// A program's call with a cookie, not from a trusted page.
    #[error(
        "This call has a cookie and doesn’t come from a page that is trusted. A program sends \
         the session’s token instead: `Authorization: Bearer`."
    )]
    CrossSiteCall,
    /// The caller's membership of the organization is suspended.
    #[error("{}", text!("app-membership-suspended"))]
    MembershipSuspended(Box<Outside>),
    /// An operator suspended the organization.
    #[error("{}", text!("app-organization-suspended"))]
    OrganizationSuspended(Box<Outside>),
    /// The caller was a member of the organization once. Programs can't tell it from an
    /// organization that doesn't exist.
    #[error("{}", text!("nothing-here"))]
    MembershipEnded(Box<Outside>),
    /// The user may not use this installation.
    #[error("{}", text!("account-suspended-here"))]
    Suspended,
    /// The provider's key belongs to another provider's user here.
    #[error("{}", text!("app-of-another-provider"))]
    OfAnotherProvider,
    /// The request contradicts the stored state.
    #[error("{0}")]
    Conflict(String),
    /// The change would leave the organization without an owner.
    #[error("{}", text!("last-owner"))]
    LastOwner,
    /// The input can't be read at all.
    #[error("{0}")]
    BadRequest(Text),
    /// The input can be read but is invalid.
    #[error("{}", text!("app-invalid"))]
    Invalid(FieldErrors),
    /// The body is larger than any of our forms.
    #[error("{}", text!("app-too-large"))]
    TooLarge,
    /// The body didn't arrive in time.
    #[error("{}", text!("app-too-slow"))]
    TooSlow,
    /// Too many attempts; holds the seconds to wait.
    #[error("{}", text!("app-too-many"))]
    TooMany(u32),
    /// A fault of ours.
    #[error("{}", text!("app-internal"))]
    Internal(#[source] anyhow::Error),
    /// The database or the provider is unreachable.
    #[error("{}", text!("app-unavailable"))]
    Unavailable(#[source] anyhow::Error),
}

/// An organization that the caller may know by name but not open, and the ones that they
/// can open.
#[derive(Debug)]
pub struct Outside {
    /// The name of the organization.
    pub organization: String,
    /// The caller.
    pub caller: Person,
    /// The caller's organizations.
    pub others: Vec<SwitcherEntry>,
}

impl AppError {
    /// Returns a stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "unauthenticated",
            Self::NotFound | Self::MembershipEnded(_) => "not_found",
            Self::MembershipSuspended(_) => "membership_suspended",
            Self::OrganizationSuspended(_) => "organization_suspended",
            Self::MethodNotAllowed(_) => "method_not_allowed",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::EncodedBody => "unsupported_content_encoding",
            Self::EmailNotVerified => "email_not_verified",
            Self::ReauthenticationRequired(_) => "reauthentication_required",
            Self::AccountClosing => "account_closing",
            Self::Moved(_) => "moved",
            Self::Forbidden => "forbidden",
            Self::CrossSite | Self::CrossSiteCall => "cross_site",
            Self::Suspended => "suspended",
            Self::OfAnotherProvider => "other_provider",
            Self::Conflict(_) | Self::LastOwner => "conflict",
            Self::BadRequest(_) => "bad_request",
            Self::Invalid(_) => "invalid",
            Self::TooLarge => "too_large",
            Self::TooSlow => "too_slow",
            Self::TooMany(_) => "too_many_requests",
            Self::Internal(_) => "internal",
            Self::Unavailable(_) => "unavailable",
        }
    }

    /// Replaces a library's error with one of ours: its text may reveal too much, and no
    /// one can look it up.
    pub fn of_library(error: &actix_web::Error, status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Self::TooSlow,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            _ if error.as_error::<actix_cors::CorsError>().is_some() => {
                Self::BadRequest(text!("app-other-origin"))
            }
            status if status.is_client_error() => {
                tracing::debug!(error.cause = %error, "A request could not be read");
                Self::BadRequest(text!("app-unread"))
            }
            _ => Self::Internal(anyhow::anyhow!("{error}")),
        }
    }

    /// Returns the seconds after which a retry makes sense, if it does.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Unavailable(_) => Some(5),
            _ => None,
        }
    }

    /// Builds the body for programs (RFC 9457); it never contains a cause.
    pub fn problem(&self, request_id: String) -> Problem {
        let errors = match self {
            Self::Invalid(errors) => errors.clone(),
            _ => FieldErrors::default(),
        };
        let status = self.status_code();
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: self.to_string(),
            code: self.code(),
            request_id,
            errors,
        }
    }
}

/// An error as programs read it (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    status: u16,
    /// A sentence for people.
    detail: String,
    /// A stable code for programs.
    code: &'static str,
    /// The id that finds the log line.
    request_id: String,
    /// The problems of each field, if `code` is `invalid`.
    #[serde(skip_serializing_if = "FieldErrors::is_empty")]
    #[schema(value_type = Vec<FieldError>, required = false)]
    errors: FieldErrors,
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::NotFound | Self::MembershipEnded(_) => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::UnsupportedMediaType | Self::EncodedBody => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Moved(_) => StatusCode::PERMANENT_REDIRECT,
            Self::Forbidden
            | Self::CrossSite
            | Self::CrossSiteCall
            | Self::Suspended
            | Self::MembershipSuspended(_)
            | Self::OrganizationSuspended(_)
            | Self::OfAnotherProvider
            | Self::EmailNotVerified
            | Self::ReauthenticationRequired(_)
            | Self::AccountClosing => StatusCode::FORBIDDEN,
            Self::Conflict(_) | Self::LastOwner => StatusCode::CONFLICT,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Leaves the body to `present`, which has seen the request.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

impl From<DbError> for AppError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(cause) => Self::Unavailable(anyhow::anyhow!(cause)),
            DbError::Constraint { .. } => {
                tracing::warn!(error.cause = %error, "A constraint refused a row");
                Self::Conflict(text!("app-changed").into())
            }
            DbError::Unstorable(_) => {
                tracing::warn!(error.cause = %error, "A value could not be stored");
                Self::BadRequest(text!("app-unstorable"))
            }
            DbError::Query(cause) => Self::Internal(cause.into()),
        }
    }
}

impl From<Unwritten> for AppError {
    fn from(error: Unwritten) -> Self {
        Self::Internal(error.into())
    }
}

/// Only what is written to memory fails this way.
impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        Self::Internal(error.into())
    }
}

impl From<tera::Error> for AppError {
    fn from(error: tera::Error) -> Self {
        Self::Internal(error.into())
    }
}
