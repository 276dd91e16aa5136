//! The session cookie: our token and one-time notices, signed and encrypted.

use actix_session::{
    Session, SessionMiddleware,
    config::{CookieContentSecurity, PersistentSession, TtlExtensionPolicy},
    storage::CookieSessionStore,
};
use actix_web::{
    HttpRequest, HttpResponseBuilder,
    cookie::{Key, SameSite, time::Duration},
    http::header::{HeaderValue, SET_COOKIE},
};
use sha2::{Digest as _, Sha512};

use super::{error::AppError, request::cookies, views::Flash};
use crate::{
    config::Config,
    secret::{ExposeSecret as _, SecretString},
};

const TOKEN: &str = "t";
const NOTICES: &str = "n";
const ACCOUNT: &str = "a";
const FORGETFUL: &str = "f";
const WRONG_CODES: &str = "w";

/// The number of notices that wait for a page to show them.
const NOTICES_KEPT: usize = 5;

/// The longest notice, in characters of any script.
const NOTICE_LENGTH: usize = 240;

/// The bytes that all notices may take. Browsers drop a cookie above 4,096 bytes;
/// encryption turns three bytes into four, and the token takes its share.
const NOTICES_SIZE: usize = 2_000;

const OVER_TLS: &str = "__Host-tenantry";
const IN_THE_CLEAR: &str = "tenantry";

/// Whether the browser sent a session cookie, valid or not; for wording, never for access.
pub fn is_sent_with(req: &HttpRequest) -> bool {
    sent(req) > 0
}

/// Whether the browser sent a session cookie that couldn't be read, or that came after
/// another one: over plain HTTP a page on a path of the host may set a second one.
pub fn is_unread(req: &HttpRequest, session: &Session) -> bool {
    sent(req) > usize::from(!session.entries().is_empty())
}

fn sent(req: &HttpRequest) -> usize {
    let ours = |(name, _): &(String, String)| [OVER_TLS, IN_THE_CLEAR].contains(&name.as_str());
    cookies(req).iter().filter(|pair| ours(pair)).count()
}

/// Builds the middleware that reads and writes the cookie, which is `__Host-` over TLS.
pub fn middleware(config: &Config, secret: &SecretString) -> SessionMiddleware<CookieSessionStore> {
    let secure = config.server.public_url.is_https();
    let lifetime = PersistentSession::default()
        .session_ttl(Duration::seconds(config.sessions.ttl.num_seconds()))
        .session_ttl_extension_policy(TtlExtensionPolicy::OnStateChanges);
    SessionMiddleware::builder(CookieSessionStore::default(), key(secret))
        .cookie_name(name(config))
        .cookie_secure(secure)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_content_security(CookieContentSecurity::Private)
        .session_lifecycle(lifetime)
        .build()
}

/// Returns the name of the cookie.
pub fn name(config: &Config) -> String {
    let secure = config.server.public_url.is_https();
    String::from(if secure { OVER_TLS } else { IN_THE_CLEAR })
}

/// Derives 64 bytes for signing and encrypting, separate from other uses of the secret.
fn key(secret: &SecretString) -> Key {
    let mut hash = Sha512::new();
    hash.update(b"tenantry session cookie\0");
    hash.update(secret.expose_secret().as_bytes());
    Key::from(&hash.finalize())
}

/// Returns the session's token.
pub fn token(session: &Session) -> Option<String> {
    session.get(TOKEN).ok().flatten()
}

/// Starts a new session: nothing from the previous cookie stays. If the account was
/// proven just now, it is kept for [`take_account`] and never sent.
pub fn start(
    session: &Session,
    token: &str,
    account: Option<&str>,
    is_forgetful: bool,
) -> Result<(), AppError> {
    session.clear();
    session.renew();
    let kept = session.insert(TOKEN, token);
    let kept = kept.and_then(|()| account.map_or(Ok(()), |it| session.insert(ACCOUNT, it)));
    let kept =
        kept.and_then(|()| if is_forgetful { session.insert(FORGETFUL, true) } else { Ok(()) });
    kept.map_err(|error| AppError::Internal(error.into()))
}

/// Whether the browser must forget the session when it closes.
pub fn is_forgetful(session: &Session) -> bool {
    session.get(FORGETFUL).ok().flatten().unwrap_or(false)
}

/// Takes the account whose session began in this request; a second call returns `None`.
pub fn take_account(session: &Session) -> Option<String> {
    session.remove_as(ACCOUNT).and_then(Result::ok)
}

/// Sends the cookie again with a later expiry.
pub fn refresh_cookie(session: &Session, token: &str) -> Result<(), AppError> {
    session.insert(TOKEN, token).map_err(|error| AppError::Internal(error.into()))
}

/// Drops the session but keeps the cookie, so that notices can still be shown.
pub fn forget(session: &Session) {
    session.clear();
    session.renew();
}

/// Counts a wrong code for the address in this browser, and returns the number so far. It says
/// the same of addresses without an account.
pub fn count_wrong_code(session: &Session, email: &str) -> u32 {
    let counted: Option<(String, u32)> = session.get(WRONG_CODES).ok().flatten();
    let before = counted.filter(|(of, _)| of == email).map_or(0, |(_, number)| number);
    if let Err(error) = session.insert(WRONG_CODES, (email, before + 1)) {
        tracing::debug!(error.cause = %error, "A wrong code wasn't counted");
    }
    before + 1
}

/// Begins to count anew: another code was sent.
pub fn forget_wrong_codes(session: &Session) {
    if session.contains_key(WRONG_CODES) {
        session.remove(WRONG_CODES);
    }
}

/// Tells the browser to delete the cookie.
pub fn end(session: &Session) {
    session.purge();
}

/// Shows `notice` on the next page, after those not shown yet. Their total size is
/// bounded: the oldest are dropped first, and a long one is cut.
pub fn notify(session: &Session, notice: Flash) {
    let mut notices: Vec<Flash> = session.get(NOTICES).ok().flatten().unwrap_or_default();
    notices.push(notice.cut_at(NOTICE_LENGTH));
    while notices.len() > NOTICES_KEPT || size(&notices) > NOTICES_SIZE {
        notices.remove(0);
    }
    if let Err(error) = session.insert(NOTICES, notices) {
        tracing::debug!(error.cause = %error, "A notice was lost");
    }
}

/// Returns the notices' size in the cookie before encryption: JSON within JSON.
fn size(notices: &[Flash]) -> usize {
    let json = serde_json::to_string(notices).unwrap_or_default();
    serde_json::to_string(&json).map_or(usize::MAX, |text| text.len())
}

/// Takes the notices for this page.
pub fn take_notices(session: &Session) -> Vec<Flash> {
    // Removing a missing key counts as a change, and a change sends the cookie again.
    if !session.contains_key(NOTICES) {
        return Vec::new();
    }
    session.remove_as(NOTICES).and_then(Result::ok).unwrap_or_default()
}

/// Forwards the provider's cookies, one header each.
pub fn forward(answer: &mut HttpResponseBuilder, set_cookies: &[String]) {
    for cookie in set_cookies {
        if let Ok(value) = HeaderValue::from_str(cookie) {
            answer.append_header((SET_COOKIE, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_session::SessionExt as _;
    use actix_web::test::TestRequest;

    use crate::web::{session_cookie::*, views::FlashKind};

    #[test]
    fn the_last_notices_are_kept_and_take_a_bounded_share_of_the_cookie() {
        for text in ["“Ada” has joined.", &"\"\\".repeat(300), &"\u{1f3e0}".repeat(300)] {
            let session = TestRequest::default().to_srv_request().get_session();
            for number in 0..60 {
                let text = format!("{number} {text}");
                notify(&session, Flash { kind: FlashKind::Success, text });
            }
            let kept: Vec<Flash> = session.get(NOTICES).unwrap().unwrap();
            assert!(size(&kept) <= NOTICES_SIZE && kept.len() <= NOTICES_KEPT);
            let last = kept.last().unwrap();
            assert!(last.text.starts_with("59 ") && last.kind == FlashKind::Success);
        }
    }
}
