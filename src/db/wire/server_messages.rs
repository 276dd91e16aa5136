//! Parses the server's side of the protocol, as far as needed.

/// The length of a message's kind and length fields, in bytes.
const HEAD: usize = 5;

/// Longer than any error worth remembering, in bytes.
const LONGEST: usize = 16 * 1024;

/// A connection's position in the stream of messages.
#[derive(Default)]
pub(super) struct ServerMessages {
    head: Vec<u8>,
    /// The bytes of the current message that are still to come.
    rest: usize,
    is_dropped: bool,
    current: Message,
}

/// A message that has arrived.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Its kind, a letter.
    pub(super) kind: u8,
    /// Its body; empty but for errors and [`READY`].
    pub(super) body: Vec<u8>,
}

/// The kind of an error.
pub(super) const ERROR: u8 = b'E';

/// The kind of the message that ends the answer to a Sync.
pub(super) const READY: u8 = b'Z';

impl ServerMessages {
    /// Continues with `bytes` up to the end of a message, and copies them to `kept` unless
    /// `drops` its kind. Returns the bytes that follow, and the message once it's whole.
    pub(super) fn read<'a>(
        &mut self,
        bytes: &'a [u8],
        kept: &mut Vec<u8>,
        drops: impl Fn(u8) -> bool,
    ) -> (&'a [u8], Option<Message>) {
        let mut next = bytes;
        if self.head.len() < HEAD {
            next = self.head(next);
            if self.head.len() < HEAD {
                return (next, None);
            }
            self.is_dropped = drops(self.current.kind);
            if !self.is_dropped {
                kept.extend_from_slice(&self.head);
            }
        }
        let next = self.body(next, kept);
        if self.rest > 0 {
            return (next, None);
        }
        self.head.clear();
        (next, Some(std::mem::take(&mut self.current)))
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
            self.current.kind = *kind;
        }
        next
    }

    fn body<'a>(&mut self, bytes: &'a [u8], kept: &mut Vec<u8>) -> &'a [u8] {
        let (body, next) = bytes.split_at(self.rest.min(bytes.len()));
        self.rest -= body.len();
        let Message { kind, body: wanted } = &mut self.current;
        if matches!(*kind, ERROR | READY) && wanted.len() < LONGEST {
            wanted.extend_from_slice(body);
        }
        if !self.is_dropped {
            kept.extend_from_slice(body);
        }
        next
    }
}

impl Message {
    /// Returns a field of an error: a list of fields, each a letter and a zero-terminated text.
    pub(super) fn field(&self, letter: u8) -> Option<&str> {
        let mut fields = self.body.split(|byte| *byte == 0);
        let text = fields.find_map(|field| field.strip_prefix(&[letter]))?;
        std::str::from_utf8(text).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    impl ServerMessages {
        pub(in crate::db::wire) fn is_between_messages(&self) -> bool {
            self.head.is_empty()
        }
    }

    pub(in crate::db::wire) fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[kind], &length[..], body].concat()
    }

    #[test]
    fn messages_are_found_however_they_arrive_and_some_are_dropped() {
        let rows = message(b'D', b"E no error, a row");
        let error = message(b'E', b"SFEHLER\0VERROR\0C53100\0MPlatte voll: E, M und C\0\0");
        let ready = message(b'Z', b"T");
        let stream = [&*message(b'1', b""), &rows, &*message(b'2', b"x"), &error, &ready].concat();
        for size in [1, 2, 3, 7, 64, stream.len()] {
            let (mut messages, mut kept) = (ServerMessages::default(), Vec::new());
            let mut found = Vec::new();
            for mut chunk in stream.chunks(size) {
                while !chunk.is_empty() {
                    let (next, message) =
                        messages.read(chunk, &mut kept, |kind| matches!(kind, b'1' | b'2'));
                    found.extend(message);
                    chunk = next;
                }
            }
            assert_eq!(kept, [&*rows, &error, &ready].concat(), "{size}");
            let kinds: Vec<_> = found.iter().map(|message| char::from(message.kind)).collect();
            assert_eq!(kinds, ['1', 'D', '2', 'E', 'Z'], "{size}");
            assert_eq!(found[3].field(b'M'), Some("Platte voll: E, M und C"), "{size}");
            assert_eq!(found[3].field(b'C'), Some("53100"), "{size}");
            assert_eq!((found[1].body.len(), &*found[4].body), (0, &b"T"[..]), "{size}");
        }
    }
}
