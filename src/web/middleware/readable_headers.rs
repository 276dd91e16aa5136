//! Makes every header readable before any code reads one.
//!
//! We share headers with others: sister applications set cookies on the parent domain,
//! proxies add hops, browsers send what they like. A single byte outside visible ASCII
//! makes a whole header unreadable as text, and then a session can neither be used nor
//! ended. With this middleware such a byte costs one cookie, or one character of any
//! other header, and nothing else.

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};

/// Rewrites headers that contain a byte outside visible ASCII; runs before everything
/// that reads a header.
pub async fn readable_headers<B: MessageBody>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    mend(req.headers_mut());
    next.call(req).await
}

fn mend(headers: &mut HeaderMap) {
    let unreadable: Vec<HeaderName> = headers
        .iter()
        .filter(|(name, value)| !is_readable(name, value.as_bytes()))
        .map(|(name, _)| name.clone())
        .collect();
    for name in unreadable {
        let values: Vec<_> = headers.get_all(&name).map(|value| mended(&name, value)).collect();
        headers.remove(&name);
        for value in values {
            headers.append(name.clone(), value);
        }
    }
}

fn is_readable(name: &HeaderName, value: &[u8]) -> bool {
    value.iter().copied().all(is_visible) && (*name != COOKIE || !holds_nul(value))
}

/// Repairs one value. An emptied header stays: its presence shows that a browser sent it.
fn mended(name: &HeaderName, value: &HeaderValue) -> HeaderValue {
    let bytes = if *name == COOKIE {
        let pairs = value.as_bytes().split(|byte| *byte == b';');
        pairs.filter(|pair| is_readable(name, pair)).collect::<Vec<_>>().join(&b';')
    } else {
        value.as_bytes().iter().map(|byte| if is_visible(*byte) { *byte } else { b'?' }).collect()
    };
    HeaderValue::from_bytes(&bytes).unwrap_or(HeaderValue::from_static(""))
}

fn is_visible(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

/// Whether it contains an encoded NUL. No text column holds one, so no cookie of ours does.
fn holds_nul(pair: &[u8]) -> bool {
    pair.windows(3).any(|three| three == b"%00")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended_text(name: &str, values: &[&[u8]]) -> Vec<String> {
        let name: HeaderName = name.parse().unwrap();
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_bytes(value).unwrap());
        }
        mend(&mut headers);
        headers.get_all(&name).map(|value| value.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_cookie_that_cannot_be_read_takes_no_other_along() {
        let sent: [&[u8]; 2] = ["jour=été; a=1; b=2".as_bytes(), b"c=3; d=\xe9; e=%00"];
        assert_eq!(mended_text("cookie", &sent), [" a=1; b=2", "c=3"]);
        assert_eq!(mended_text("cookie", &["jour=été".as_bytes()]), [""]);
        assert_eq!(mended_text("cookie", &[b"a=1; b=\"x y\""]), ["a=1; b=\"x y\""]);
    }

    #[test]
    fn in_other_headers_one_character_is_lost() {
        assert_eq!(mended_text("user-agent", &[b"Caf\xe9/1.0 (X11)"]), ["Caf?/1.0 (X11)"]);
        assert_eq!(
            mended_text("x-forwarded-for", &[b"198.51.100.7", b"\xff, 10.0.0.2"]),
            ["198.51.100.7", "?, 10.0.0.2"]
        );
    }
}
