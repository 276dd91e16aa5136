//! Sessions that end when the browser closes: with `rememberMe` off, neither our cookie
//! nor the provider's outlives the browser.

use actix_session::SessionExt as _;
use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderMap, HeaderValue, SET_COOKIE},
    middleware::Next,
    web,
};

use crate::web::{session_cookie, state::AppState};

/// Marks a request whose session ends with the browser.
struct Forgetful;

/// Notes such a session while the session can still be read.
pub(super) fn note(req: &HttpRequest) {
    if session_cookie::is_forgetful(&req.get_session()) {
        req.extensions_mut().insert(Forgetful);
    }
}

/// Removes the age from such a session's cookies, ours and the provider's.
pub async fn forget_with_the_browser<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let mut answer = next.call(req).await?;
    let names = {
        let req = answer.request();
        let state = req.app_data::<web::Data<AppState>>();
        let state = state.filter(|_| req.extensions().contains::<Forgetful>());
        state.map(|state| {
            [session_cookie::name(&state.config), state.identity.session_cookie().to_owned()]
        })
    };
    if let Some(names) = names {
        take_age(answer.headers_mut(), &names);
    }
    Ok(answer)
}

fn take_age(headers: &mut HeaderMap, names: &[String; 2]) {
    let all: Vec<HeaderValue> = headers.remove(SET_COOKIE).collect();
    for value in all {
        let without = value.to_str().ok().and_then(|text| without_age(text, names));
        let value = without.and_then(|text| HeaderValue::from_str(&text).ok()).unwrap_or(value);
        headers.append(SET_COOKIE, value);
    }
}

/// Returns the cookie without its age; `None` for other cookies and for one being deleted.
fn without_age(cookie: &str, names: &[String; 2]) -> Option<String> {
    let (name, _) = cookie.split_once('=')?;
    let is_one = names.iter().any(|it| it == name);
    let is_age = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default().trim();
        ["max-age", "expires"].iter().any(|age| name.eq_ignore_ascii_case(age))
    };
    let ends = cookie.split(';').any(|part| part.trim().eq_ignore_ascii_case("max-age=0"));
    let kept: Vec<&str> = cookie.split(';').filter(|part| !is_age(part)).collect();
    (is_one && !ends).then(|| kept.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_is_taken_off_these_cookies_only() {
        let names = [String::from("tenantry"), String::from("better-auth.session_token")];
        let without = |cookie| without_age(cookie, &names);
        assert_eq!(without("tenantry=a; Path=/; Max-Age=60").unwrap(), "tenantry=a; Path=/");
        assert_eq!(without("tenantry=; Path=/; Max-Age=0"), None);
        assert_eq!(without("tenantry_device=a; Max-Age=60"), None);
    }
}
