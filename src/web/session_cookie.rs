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

use super::{error::AppError, request::cookies, views::Notice};
use crate::{
    config::Config,
    secret::{ExposeSecret as _, SecretString},
};

const TOKEN: &str = "t";
const NOTICES: &str = "n";
const ACCOUNT: &str = "a";
const FORGETFUL: &str = "f";

/// How many notices wait for a page that shows them.
const NOTICES_KEPT: usize = 5;

/// How many characters of a notice are shown, in whichever script.
const NOTICE_LENGTH: usize = 240;

/// How many bytes they may take. Browsers drop a cookie of more than 4,096; encrypting
/// makes four bytes of three, and the token has its share.
const NOTICES_SIZE: usize = 2_000;

const OVER_TLS: &str = "__Host-tenantry";
const IN_THE_CLEAR: &str = "tenantry";

/// Whether the browser sent a session cookie, good or not; for words, never for access.
pub fn is_sent_with(req: &HttpRequest) -> bool {
    sent(req) > 0
}

/// Whether the browser sent a session cookie that nothing could be read in, or that stood
/// behind another one: over plain HTTP a page on a path of the host may set a second.
pub fn is_unread(req: &HttpRequest, session: &Session) -> bool {
    sent(req) > usize::from(!session.entries().is_empty())
}

fn sent(req: &HttpRequest) -> usize {
    let ours = |(name, _): &(String, String)| [OVER_TLS, IN_THE_CLEAR].contains(&name.as_str());
    cookies(req).iter().filter(|pair| ours(pair)).count()
}

/// Reads and writes the cookie, which is `__Host-` over TLS.
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

/// What the cookie is called.
pub fn name(config: &Config) -> String {
    let secure = config.server.public_url.is_https();
    String::from(if secure { OVER_TLS } else { IN_THE_CLEAR })
}

/// 64 bytes for signing and encrypting, apart from other uses of the secret.
fn key(secret: &SecretString) -> Key {
    let mut hash = Sha512::new();
    hash.update(b"tenantry session cookie\0");
    hash.update(secret.expose_secret().as_bytes());
    Key::from(&hash.finalize())
}

/// The session's token.
pub fn token(session: &Session) -> Option<String> {
    session.get(TOKEN).ok().flatten()
}

/// Starts a new session: nothing of what was in the cookie before stays. Whose it
/// is, where that was proven just now, is kept for [`take_account`] and never sent.
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

/// Whether the browser is to forget the session when it closes.
pub fn is_forgetful(session: &Session) -> bool {
    session.get(FORGETFUL).ok().flatten().unwrap_or(false)
}

/// Whose session has begun in this request, once.
pub fn take_account(session: &Session) -> Option<String> {
    session.remove_as(ACCOUNT).and_then(Result::ok)
}

/// Sends the cookie again with a later expiry.
pub fn send_again(session: &Session, token: &str) -> Result<(), AppError> {
    session.insert(TOKEN, token).map_err(|error| AppError::Internal(error.into()))
}

/// Forgets whose session it was, for what is still to be said to whoever it was.
pub fn forget(session: &Session) {
    session.clear();
    session.renew();
}

/// Tells the browser to forget the cookie.
pub fn end(session: &Session) {
    session.purge();
}

/// Shows `notice` on the next page, after those that have not been shown yet. What a
/// browser keeps is bounded: the oldest go first, and a long one is cut.
pub fn notify(session: &Session, notice: Notice) {
    let mut notices: Vec<Notice> = session.get(NOTICES).ok().flatten().unwrap_or_default();
    notices.push(notice.cut_at(NOTICE_LENGTH));
    while notices.len() > NOTICES_KEPT || size(&notices) > NOTICES_SIZE {
        notices.remove(0);
    }
    if let Err(error) = session.insert(NOTICES, notices) {
        tracing::debug!(error.cause = %error, "A notice was lost");
    }
}

/// What the notices take of the cookie before it is encrypted: JSON within JSON.
fn size(notices: &[Notice]) -> usize {
    let json = serde_json::to_string(notices).unwrap_or_default();
    serde_json::to_string(&json).map_or(usize::MAX, |text| text.len())
}

/// The notices for this page, once.
pub fn take_notices(session: &Session) -> Vec<Notice> {
    // To take what is not there counts as a change, and a change sends the cookie again.
    if !session.contains_key(NOTICES) {
        return Vec::new();
    }
    session.remove_as(NOTICES).and_then(Result::ok).unwrap_or_default()
}

/// Passes the provider's cookies on, one header each.
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

    use crate::web::{session_cookie::*, views::NoticeKind};

    #[test]
    fn the_last_notices_are_kept_and_take_a_bounded_share_of_the_cookie() {
        for text in ["“Ada” has joined.", &"\"\\".repeat(300), &"\u{1f3e0}".repeat(300)] {
            let session = TestRequest::default().to_srv_request().get_session();
            for number in 0..60 {
                notify(&session, Notice::success(format!("{number} {text}")));
            }
            let kept: Vec<Notice> = session.get(NOTICES).unwrap().unwrap();
            assert!(size(&kept) <= NOTICES_SIZE && kept.len() <= NOTICES_KEPT);
            let last = kept.last().unwrap();
            assert!(last.text.starts_with("59 ") && last.kind == NoticeKind::Success);
        }
    }
}
