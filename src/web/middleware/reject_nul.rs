//! What no text column can hold is refused where it comes in.
//!
//! PostgreSQL stores every character but NUL. It reaches us in three spellings: `%00`
//! in addresses and forms, `\u0000` in JSON, and as it is. A path that has one names
//! nothing; a query or a body that has one is refused, whatever field it is in.
//! (Headers cannot carry one; of cookies [`super::readable_headers`] takes care.)

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};

use crate::web::error::AppError;

/// Refuses an address with a NUL in it.
pub async fn storable_address<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let has_nul = |text: &str| text.contains("%00");
    if has_nul(req.uri().path()) {
        return Ok(req.error_response(AppError::NotFound));
    }
    if req.uri().query().is_some_and(has_nul) {
        let message = "The address has a part that cannot be read.";
        return Ok(req.error_response(AppError::BadRequest(message)));
    }
    Ok(next.call(req).await?.map_into_boxed_body())
}

/// Refuses a body with a NUL in it.
pub fn body(req: &HttpRequest, body: &[u8]) -> Result<(), AppError> {
    let kind = req.content_type();
    // Also what calls itself `application/vnd.api+json`: nobody reads it as a form.
    let is_json = kind
        .get(kind.len().saturating_sub(4)..)
        .is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let escaped = if is_json { json_escapes_nul(body) } else { form_escapes_nul(body) };
    if escaped || body.contains(&0) {
        return Err(AppError::BadRequest("The input has a character that cannot be kept."));
    }
    Ok(())
}

fn form_escapes_nul(body: &[u8]) -> bool {
    body.windows(3).any(|three| three == b"%00")
}

/// Whether `\u0000` is in it, with a backslash that is not itself escaped.
fn json_escapes_nul(mut rest: &[u8]) -> bool {
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let escape = rest.get(at + 1..).unwrap_or_default();
        if escape.starts_with(b"u0000") {
            return true;
        }
        rest = escape.get(1..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_escape_is_a_nul() {
        assert!(json_escapes_nul(br#"{"a":"x\u0000y"}"#));
        assert!(json_escapes_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!json_escapes_nul(br#"{"a":"C:\\u0000"}"#));
        assert!(!json_escapes_nul(b"100%00"));
        assert!(form_escapes_nul(b"a=x%00y") && !form_escapes_nul(b"a=x%2500"));
    }
}
