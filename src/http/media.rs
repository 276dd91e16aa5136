//! Parses media types in headers (RFC 9110 §8.3 and §12.5.1), in one place. Headers are
//! bytes, since other parties write them too.

/// The type of JSON.
pub const JSON: &str = "application/json";

/// The type of a form without files.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// The type of a page.
pub const HTML: &str = "text/html";

/// Whether a `Content-Type` names `media`, whatever its parameters and capitalization.
pub fn is(content_type: &[u8], media: &str) -> bool {
    let essence = content_type.split(|byte| *byte == b';').next().unwrap_or_default();
    essence.trim_ascii().eq_ignore_ascii_case(media.as_bytes())
}

/// Whether an `Accept` names `wanted`, with a quality no lower than that of `other`. A
/// wildcard doesn't count, since programs send it without expecting a page.
pub fn accepts(accept: &[u8], wanted: &str, other: &str) -> bool {
    let quality = quality(accept, wanted);
    quality > 0 && quality >= self::quality(accept, other)
}

/// Returns the quality in thousandths; 0 if the type isn't named.
fn quality(accept: &[u8], media: &str) -> u16 {
    let named = accept.split(|byte| *byte == b',').filter(|range| is(range, media));
    named.map(weight).max().unwrap_or(0)
}

/// Returns the `q` of a media range; 1 if it's missing or unreadable.
fn weight(range: &[u8]) -> u16 {
    let parameters = range.split(|byte| *byte == b';').skip(1).map(<[u8]>::trim_ascii);
    let mut weights = parameters.filter_map(|it| it.strip_prefix(b"q=").or(it.strip_prefix(b"Q=")));
    weights.find_map(thousandths).unwrap_or(1000)
}

/// Parses `0`, `1` or a fraction of at most three digits.
fn thousandths(text: &[u8]) -> Option<u16> {
    let (whole, fraction) = match text {
        [whole @ (b'0' | b'1')] => (whole, &[][..]),
        [whole @ (b'0' | b'1'), b'.', fraction @ ..] if fraction.len() <= 3 => (whole, fraction),
        _ => return None,
    };
    let padded = fraction.iter().chain([b'0'; 3].iter()).take(3);
    let digits = [whole].into_iter().chain(padded);
    let mut value = digits.map(|digit| digit.is_ascii_digit().then(|| u16::from(digit - b'0')));
    let sum = value.try_fold(0_u16, |sum, digit| Some(sum * 10 + digit?))?;
    Some(sum.min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_capitals_do_not_change_a_type() {
        for same in [
            "application/json",
            "application/json; charset=utf-8",
            "application/json;charset=UTF-8",
            "Application/JSON",
            " application/json ;",
        ] {
            assert!(is(same.as_bytes(), JSON), "{same:?}");
        }
        for other in ["application/jsonp", "application/json-seq", "text/plain; application/json"] {
            assert!(!is(other.as_bytes(), JSON), "{other:?}");
        }
    }

    #[test]
    fn the_better_liked_type_is_sent() {
        let page = |accept: &str| accepts(accept.as_bytes(), HTML, JSON);
        assert!(page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(page("Text/HTML;q=0.5"));
        assert!(page("application/json;q=0.4, text/html;q=0.41"));
        assert!(!page("application/json, text/html;q=0.9"));
        assert!(!page("text/html;q=0"));
        assert!(!page("text/html;q=0.000"));
        assert!(!page("text/htmlx"));
        assert!(!page("*/*"));
        assert!(!page(""));
        assert!(accepts(b"\xff, text/html", HTML, JSON), "one bad byte spoils nothing else");
    }
}
