//! Divides the driver's messages into units, which the server answers one by one.

/// One or more messages that have one answer, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'a> {
    /// Its bytes.
    pub(super) bytes: &'a [u8],
    /// Its form.
    pub(super) form: Form<'a>,
}

/// The form of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    /// Bind, Execute and Sync: a prepared statement.
    Execution,
    /// A text with its zero.
    Query(&'a [u8]),
    /// Others that end with a Sync: a statement is prepared or forgotten.
    Synced,
    /// Messages without an answer of their own.
    Unanswered,
}

/// The length of a Sync, in bytes.
pub(super) const SYNC: usize = 5;

/// Divides `bytes`. Returns `None` for what isn't made of whole messages with a kind, as at the
/// start of a connection.
pub(super) fn units(bytes: &[u8]) -> Option<Vec<Unit<'_>>> {
    let (mut units, mut start, mut end) = (Vec::new(), 0, 0);
    let mut kinds = Vec::new();
    while end < bytes.len() {
        let (kind, length) = head(bytes.get(end..)?)?;
        let body = bytes.get(end + 5..end + length)?;
        end += length;
        kinds.push(kind);
        let form = match (kind, kinds.as_slice()) {
            (b'S', [b'B', b'E', b'S']) => Form::Execution,
            (b'S', _) => Form::Synced,
            (b'Q', [_]) => Form::Query(body),
            (b'P' | b'B' | b'D' | b'E' | b'C', _) => continue,
            (_, [_]) => Form::Unanswered,
            _ => return None,
        };
        units.push(Unit { bytes: bytes.get(start..end)?, form });
        start = end;
        kinds.clear();
    }
    kinds.is_empty().then_some(units)
}

/// Returns the kind of the message at the start, and its whole length.
fn head(bytes: &[u8]) -> Option<(u8, usize)> {
    let (kind, rest) = bytes.split_first().filter(|(kind, _)| kind.is_ascii_alphabetic())?;
    let length = u32::from_be_bytes(*rest.first_chunk()?);
    Some((*kind, usize::try_from(length).ok()?.checked_add(1).filter(|length| *length >= 5)?))
}

#[cfg(test)]
mod tests {
    use super::{super::server_messages::tests::message, *};

    #[test]
    fn what_the_driver_sends_is_divided_where_it_is_answered() {
        let execution = [message(b'B', b"s0"), message(b'E', b""), message(b'S', b"")].concat();
        let query = message(b'Q', b"BEGIN\0");
        let prepared = [message(b'P', b"s1"), message(b'D', b""), message(b'S', b"")].concat();
        let all = [&*query, &execution, &prepared, &*message(b'X', b"")].concat();
        let forms: Vec<_> = units(&all).unwrap().iter().map(|unit| unit.form).collect();
        assert_eq!(
            forms,
            [Form::Query(b"BEGIN\0"), Form::Execution, Form::Synced, Form::Unanswered]
        );
        let sizes: usize = units(&all).unwrap().iter().map(|unit| unit.bytes.len()).sum();
        assert_eq!(sizes, all.len());
    }

    #[test]
    fn what_is_not_whole_is_not_divided() {
        let startup = [&[0, 0, 0, 8][..], &[0, 3, 0, 0]].concat();
        assert_eq!(units(&startup), None);
        let execution = [message(b'B', b"s0"), message(b'E', b"")].concat();
        assert_eq!(units(&execution), None, "no Sync");
        assert_eq!(units(&message(b'Q', b"BEGIN\0")[..8]), None, "cut");
        assert_eq!(units(&[b'Q', 0, 0, 0, 0]), None, "shorter than its length");
        assert_eq!(units(b""), Some(vec![]));
    }
}
