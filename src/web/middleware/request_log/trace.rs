//! The trace that a request belongs to, as a proxy in front says (W3C Trace Context).

use actix_web::{HttpRequest, http::header::HeaderMap};

use crate::web::request::client_info::is_from_proxy;

/// The trace and the span in it of which a proxy made the request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parent<'a> {
    /// The trace's id, 32 hex digits.
    pub(super) trace: &'a str,
    /// The id of the proxy's span, 16 hex digits.
    pub(super) span: &'a str,
    /// Whether the trace is recorded.
    pub(super) is_sampled: bool,
}

/// Returns the trace's id, if one of our proxies named one.
pub(super) fn trace_id(req: &HttpRequest) -> Option<&str> {
    parent(req).map(|parent| parent.trace)
}

/// Returns what one of our proxies says.
pub(super) fn parent(req: &HttpRequest) -> Option<Parent<'_>> {
    if is_from_proxy(req) { in_headers(req.headers()) } else { None }
}

fn in_headers(headers: &HeaderMap) -> Option<Parent<'_>> {
    let parent = headers.get("traceparent")?.to_str().ok()?;
    let mut parts = parent.split('-');
    let (version, trace, span, flags) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let sound = is_hex(version, 2) && is_hex(span, 16) && is_hex(flags, 2) && version != "ff";
    let named = is_hex(trace, 32) && trace.bytes().any(|b| b != b'0');
    let is_sampled = flags.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']);
    (sound && named).then_some(Parent { trace, span, is_sampled })
}

fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn read(parent: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        let name = HeaderName::from_static("traceparent");
        headers.insert(name, HeaderValue::from_str(parent).unwrap());
        in_headers(&headers).map(|parent| parent.trace.to_owned())
    }

    #[test]
    fn the_id_is_taken_from_a_sound_header_only() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(read(&format!("00-{trace}-00f067aa0ba902b7-01")).as_deref(), Some(trace));
        for wrong in [
            "",
            "00-4bf9-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            &format!("ff-{trace}-00f067aa0ba902b7-01"),
            &format!("00-{trace}-00f067aa0ba902b7"),
            &format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
