//! Answers each reader in their language.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue, VARY},
    middleware::Next,
};

use crate::{
    locale,
    web::{request::browser, urls},
};

/// Runs the request in the language that the browser asks for; the guard that looks up the
/// caller changes it to the one that they have chosen. Programs are told in English.
pub async fn choose<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let language = browser::language(req.request());
    if req.path().starts_with(urls::API) {
        return locale::speaking_to_program(language, next.call(req)).await;
    }
    let answered = async {
        let mut answer = next.call(req).await?;
        describe(answer.headers_mut());
        Ok(answer)
    };
    locale::speaking(language, answered).await
}

/// Says which language a page is in, and that others get it in another one.
fn describe(headers: &mut HeaderMap) {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("text/html") {
        let spoken = HeaderValue::from_static(locale::spoken().tag());
        headers.insert(CONTENT_LANGUAGE, spoken);
        headers.append(VARY, HeaderValue::from_name(ACCEPT_LANGUAGE));
    }
}
