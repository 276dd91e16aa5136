//! Parses the server's side of the protocol, as far as needed to see its errors.

use std::{sync::Arc, time::Instant};

use super::{
    sqlstate::{self, SqlState},
    stale_plans::Watch,
};

/// The length of a message's kind and length fields, in bytes.
const HEAD: usize = 5;

/// Longer than any error worth remembering, in bytes.
const LONGEST: usize = 16 * 1024;

/// A connection's position in the stream of messages.
pub(in crate::db) struct Messages {
    watch: Arc<Watch>,
    opened: Instant,
    head: Vec<u8>,
    /// The bytes of the current message that are still to come.
    rest: usize,
    /// The current message, if it's an error.
    error: Option<Vec<u8>>,
}

impl Messages {
    pub(in crate::db) fn new(watch: Arc<Watch>) -> Self {
        Self { watch, opened: Instant::now(), head: Vec::with_capacity(HEAD), rest: 0, error: None }
    }

    /// Continues with `bytes`; anything but an error is skipped by its length.
    pub(in crate::db) fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            bytes = if self.rest > 0 { self.body(bytes) } else { self.head(bytes) };
        }
    }

    fn body<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let (body, next) = bytes.split_at(self.rest.min(bytes.len()));
        self.rest -= body.len();
        if let Some(error) = &mut self.error
            && error.len() < LONGEST
        {
            error.extend_from_slice(body);
        }
        if self.rest == 0
            && let Some(error) = self.error.take()
        {
            self.note(&error);
        }
        next
    }

    fn head<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let missing = HEAD - self.head.len();
        let (head, next) = bytes.split_at(missing.min(bytes.len()));
        self.head.extend_from_slice(head);
        if let [kind, length @ ..] = self.head.as_slice()
            && let Ok(length) = <[u8; 4]>::try_from(length)
        {
            // The length counts itself.
            let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            self.rest = length.saturating_sub(4);
            self.error = (*kind == b'E').then(Vec::new);
            self.head.clear();
        }
        next
    }

    /// An error is a list of fields, each a letter and a zero-terminated text.
    fn note(&self, error: &[u8]) {
        let field = |letter: u8| {
            let mut fields = error.split(|byte| *byte == 0);
            let text = fields.find_map(|field| field.strip_prefix(&[letter]))?;
            std::str::from_utf8(text).ok()
        };
        if let (Some(message), Some(state)) = (field(b'M'), field(b'C').and_then(SqlState::new)) {
            self.watch.heard(state, self.opened);
            sqlstate::heard(message, state);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[kind], &length[..], body].concat()
    }

    #[test]
    fn errors_are_found_between_other_messages_however_they_arrive() {
        let error = b"SFEHLER\0VERROR\0C53100\0MPlatte voll: E, M und C\0\0";
        let stream = [
            message(b'D', b"E no error, a row"),
            message(b'Z', b""),
            message(b'E', error),
            message(b'I', b"x"),
            message(b'E', b"C57014\0Mabgebrochen\0\0"),
        ]
        .concat();
        for size in [1, 2, 3, 7, 64, stream.len()] {
            sqlstate::heard("Platte voll: E, M und C", SqlState::new("00000").unwrap());
            sqlstate::heard("abgebrochen", SqlState::new("00000").unwrap());
            let mut messages = Messages::new(Arc::default());
            stream.chunks(size).for_each(|chunk| messages.read(chunk));
            assert_eq!(sqlstate::of("Platte voll: E, M und C"), SqlState::new("53100"), "{size}");
            assert_eq!(sqlstate::of("abgebrochen"), SqlState::new("57014"), "{size}");
        }
    }
}
