//! Ends a browser's sessions at the provider: when it signs out, and when it signs in anew.

use serde_json::json;

use super::{
    Hosted,
    proxy::{Proxy, cookies::CookieRules},
    validate::token::Token,
};
use crate::{
    db::{DbError, SystemConn},
    identity::{
        client::account::CookieJar,
        wire::{WireRequest, WireResponse},
    },
    secret::ExposeSecret as _,
    sessions::{Parent, ending},
    types::{ClientInfo, SubjectKey},
};

/// No browser has more session cookies with one name than this.
const MOST: usize = 8;

/// Passes a sign-out on once per session cookie. The provider ends the session of one
/// cookie per call, and a browser may send several with the same name, from other paths and
/// from parent domains. The first answer that isn't a success is returned.
pub(super) async fn all(proxy: &Proxy<'_>, request: WireRequest) -> WireResponse {
    let name = proxy.cookies.session_cookie();
    let (sessions, others): (Vec<_>, Vec<_>) =
        request.cookies.iter().cloned().partition(|(key, _)| key == name);
    let mut answer = None;
    for session in sessions.into_iter().take(MOST) {
        let cookies = others.iter().cloned().chain([session]).collect();
        let one = proxy.pass(request.clone().with_cookies(cookies)).await;
        if !one.is_success() {
            return one;
        }
        answer = Some(one);
    }
    match answer {
        Some(answer) => answer,
        None => proxy.pass(request).await,
    }
}

/// Passes a call on. If it begins a session, the browser's previous ones end.
pub(super) async fn former(proxy: &Proxy<'_>, request: WireRequest) -> WireResponse {
    let (jar, client) = (request.cookies.clone(), request.client.clone());
    let answer = proxy.pass(request).await;
    let begun = answer.set_cookies.iter().find_map(|cookie| {
        let (name, value) = cookie.split(';').next()?.split_once('=')?;
        (name == proxy.cookies.session_cookie()).then(|| plain(value)).flatten()
    });
    if let Some(begun) = begun.filter(|_| answer.is_success()) {
        end(proxy, former_of(proxy.cookies, &jar, Some(&begun)), client).await;
    }
    answer
}

impl Hosted {
    /// Ends the sessions that these cookies belong to, except the one that `kept` names.
    pub(in crate::identity) async fn end_former(
        &self,
        jar: &CookieJar,
        kept: &Parent,
        client: ClientInfo,
    ) {
        let kept = match kept {
            Parent::Session { replay: Some(replay), .. } => plain(replay.expose_secret()),
            Parent::Session { replay: None, .. } | Parent::Token { .. } => None,
        };
        end(&self.proxy(), former_of(&self.cookies, jar, kept.as_deref()), client).await;
    }
}

impl Hosted {
    /// Ends the session that a program's credential derives from, and the tokens that name
    /// none. Returns `false` if the session goes on at the provider.
    pub(in crate::identity) async fn end_shown(
        &self,
        subject: &SubjectKey,
        parent: &Parent,
        client: ClientInfo,
    ) -> Result<bool, DbError> {
        let mut is_done = true;
        if let Parent::Session { replay, .. } = parent {
            let name = self.cookies.session_cookie().to_owned();
            let value = replay.as_ref().map(|it| it.expose_secret().to_owned());
            let jar = vec![(name, value.unwrap_or_default())];
            let request = WireRequest::post("/sign-out", &json!({}), client).with_cookies(jar);
            is_done = all(&self.proxy(), request).await.is_success();
        }
        let now = self.clock.now();
        let end = async |db: &SystemConn| ending::ended_by_subject(db, subject, now).await;
        self.db.as_system("sign-out", end).await?;
        Ok(is_done)
    }
}

/// Returns the session cookies in `jar` that belong to a session other than `kept`.
fn former_of(rules: &CookieRules, jar: &CookieJar, kept: Option<&str>) -> CookieJar {
    let is_former = |(name, value): &&(String, String)| {
        name == rules.session_cookie() && plain(value).is_some_and(|it| Some(&*it) != kept)
    };
    jar.iter().filter(is_former).cloned().collect()
}

/// Ends the sessions. An outage doesn't undo the new sign-in, so it is only logged.
async fn end(proxy: &Proxy<'_>, former: CookieJar, client: ClientInfo) {
    if former.is_empty() {
        return;
    }
    let request = WireRequest::post("/sign-out", &json!({}), client).with_cookies(former);
    let answer = all(proxy, request).await;
    if !answer.is_success() {
        tracing::warn!(http.status = answer.status, "A browser's former session goes on there");
    }
}

fn plain(value: &str) -> Option<String> {
    match Token::parse(value)? {
        Token::Opaque(token) => Some(token.plain().to_owned()),
        Token::Jwt(_) => None,
    }
}
