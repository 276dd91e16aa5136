//! Refuses input that no text column can hold, where it enters.
//!
//! PostgreSQL stores every character but NUL. A NUL reaches us in three spellings: `%00`
//! in addresses and forms, `\u0000` in JSON, and raw. A path that contains one is a 404;
//! a query or body that contains one is refused, whatever the field. (Headers can't carry
//! one; [`super::readable_headers`] takes care of cookies.)

use actix_web::{HttpMessage as _, HttpRequest};

use crate::web::error::AppError;

/// Refuses an address that contains a NUL.
pub fn check_address(req: &HttpRequest) -> Result<(), AppError> {
    let has_nul = |text: &str| text.contains("%00");
    if has_nul(req.uri().path()) {
        return Err(AppError::NotFound);
    }
    if req.uri().query().is_some_and(has_nul) {
        return Err(AppError::BadRequest(crate::text!("app-address-unread")));
    }
    Ok(())
}

/// Refuses a body that contains a NUL.
pub fn check_body(req: &HttpRequest, body: &[u8]) -> Result<(), AppError> {
    let kind = req.content_type();
    // Includes types such as `application/vnd.api+json`: nothing reads those as a form.
    let is_json = kind
        .get(kind.len().saturating_sub(4)..)
        .is_some_and(|end| end.eq_ignore_ascii_case("json"));
    let escaped = if is_json { json_escapes_nul(body) } else { form_escapes_nul(body) };
    if escaped || body.contains(&0) {
        return Err(AppError::BadRequest(crate::text!("app-bad-character")));
    }
    Ok(())
}

fn form_escapes_nul(body: &[u8]) -> bool {
    body.windows(3).any(|three| three == b"%00")
}

/// Whether the text contains `\u0000` with a backslash that isn't itself escaped.
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
