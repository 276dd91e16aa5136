//! One Sync for the statements of a transaction that are sent together.
//!
//! The driver ends each statement with a Sync, at which the server sends its answer at once: a
//! page of ten statements wakes both sides ten times. Between statements of one transaction that
//! serves nothing, so only the last one keeps its Sync, which is COMMIT where that leaves with
//! them, and the driver gets the answers that it expects: `ReadyForQuery` after each statement
//! and, after one that fails, the refusal of those that the server skips (PostgreSQL,
//! Frontend/Backend Protocol: Pipelining).

use std::collections::VecDeque;

use super::{
    server_messages::{ERROR, Message, READY},
    units::{Form, SYNC, Unit, units},
};

/// A connection's statements on their way, and its state.
#[derive(Default)]
pub(super) struct Pipeline {
    /// The answers that the driver expects, in their order.
    expected: VecDeque<Answer>,
    /// The transaction's state after the last answer.
    is_open: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// The server ends it.
    Whole,
    /// We end it: its Sync wasn't sent.
    Joined,
    /// As `Joined`, to a text that was sent as a statement.
    Begin,
    /// As `Whole`, to a text that was sent as a statement.
    Commit,
}

impl Answer {
    /// Whether the server ends it.
    fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::Commit)
    }
}

/// `ReadyForQuery` in an open transaction, and in a failed one.
const OPEN: &[u8] = b"Z\0\0\0\x05T";
const FAILED: &[u8] = b"Z\0\0\0\x05E";

/// The server's own refusal of a statement after one that failed.
const SKIPPED: &[u8] = b"E\0\0\0\x6bSERROR\0VERROR\0C25P02\0\
    Mcurrent transaction is aborted, commands ignored until end of transaction block\0\0";

impl Pipeline {
    /// Takes what the driver sends, and appends to `out` what the server gets.
    pub(super) fn send(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let Some(units) = units(bytes) else { return out.extend_from_slice(bytes) };
        // Otherwise the state is not known, and nothing is joined.
        let is_settled = self.expected.is_empty();
        let mut is_open = self.is_open;
        let mut units = units.into_iter().peekable();
        while let Some(unit) = units.next() {
            let next = units.peek().map(|next| next.form);
            let is_followed = next == Some(Form::Execution)
                || (next == Some(COMMIT) && unit.form == Form::Execution);
            if let Form::Query(text) = unit.form {
                is_open = text.starts_with(b"BEGIN");
            }
            self.send_unit(unit, is_settled && is_open && is_followed, out);
        }
    }

    fn send_unit(&mut self, unit: Unit<'_>, joins: bool, out: &mut Vec<u8>) {
        match unit.form {
            Form::Execution if joins => {
                out.extend_from_slice(unit.bytes.split_at(unit.bytes.len() - SYNC).0);
                self.expected.push_back(Answer::Joined);
            }
            // One that does more than to begin goes as text.
            Form::Query(text) if joins && !text.contains(&b';') => {
                statement(text, out);
                self.expected.push_back(Answer::Begin);
            }
            COMMIT if self.expected.back() == Some(&Answer::Joined) => {
                statement(b"COMMIT\0", out);
                out.extend_from_slice(b"S\0\0\0\x04");
                self.expected.push_back(Answer::Commit);
            }
            form => {
                out.extend_from_slice(unit.bytes);
                if form != Form::Unanswered {
                    self.expected.push_back(Answer::Whole);
                }
            }
        }
    }

    /// Whether the driver must not see a message of this kind: it has sent no statement.
    pub(super) fn drops(&self, kind: u8) -> bool {
        matches!(kind, b'1' | b'2')
            && matches!(self.expected.front(), Some(Answer::Begin | Answer::Commit))
    }

    /// Takes a message of the server, and appends to `answers` what follows it for the driver.
    pub(super) fn receive(&mut self, message: &Message, answers: &mut Vec<u8>) {
        let is_joined = self.expected.front().is_some_and(|first| !first.is_whole());
        match message.kind {
            READY => {
                self.is_open = message.body == b"T";
                self.expected.pop_front();
            }
            b'C' | b'I' | b's' if is_joined => {
                answers.extend_from_slice(OPEN);
                self.expected.pop_front();
            }
            ERROR if is_joined && message.field(b'V') == Some("ERROR") => self.fail(answers),
            _ => {}
        }
    }

    /// Ends the answer to the statement that failed, and answers those that are skipped.
    fn fail(&mut self, answers: &mut Vec<u8>) {
        answers.extend_from_slice(FAILED);
        self.expected.pop_front();
        for answer in &self.expected {
            answers.extend_from_slice(SKIPPED);
            if answer.is_whole() {
                break;
            }
            answers.extend_from_slice(FAILED);
        }
        while self.expected.front().is_some_and(|first| !first.is_whole()) {
            self.expected.pop_front();
        }
    }
}

/// COMMIT, which ends the statements that it leaves with.
const COMMIT: Form<'_> = Form::Query(b"COMMIT\0");

/// Appends the text, with its zero, as a statement without a name: Parse, Bind and Execute.
fn statement(text: &[u8], out: &mut Vec<u8>) {
    let length = u32::try_from(4 + 1 + text.len() + 2).unwrap_or(u32::MAX);
    out.push(b'P');
    out.extend_from_slice(&length.to_be_bytes());
    out.push(0);
    out.extend_from_slice(text);
    out.extend_from_slice(&[0, 0]);
    out.extend_from_slice(b"B\0\0\0\x0c\0\0\0\0\0\0\0\0E\0\0\0\x09\0\0\0\0\0");
}

#[cfg(test)]
mod tests {
    use super::{
        super::server_messages::{ServerMessages, tests::message},
        *,
    };

    fn execution() -> Vec<u8> {
        [message(b'B', b"s0"), message(b'E', b""), message(b'S', b"")].concat()
    }

    /// Returns the kinds of messages that the server gets.
    fn sent(pipeline: &mut Pipeline, messages: &[&[u8]]) -> String {
        let mut out = Vec::new();
        pipeline.send(&messages.concat(), &mut out);
        kinds(&out)
    }

    fn kinds(mut bytes: &[u8]) -> String {
        let (mut parsed, mut kinds) = (ServerMessages::default(), String::new());
        while !bytes.is_empty() {
            let (next, message) = parsed.read(bytes, &mut Vec::new(), |_| false);
            kinds.extend(message.map(|message| char::from(message.kind)));
            bytes = next;
        }
        assert!(parsed.is_between_messages());
        kinds
    }

    /// Returns the kinds of messages that the driver gets for those of the server.
    fn received(pipeline: &mut Pipeline, messages: &[Vec<u8>]) -> String {
        let (mut parsed, mut answers) = (ServerMessages::default(), Vec::new());
        for bytes in messages {
            let (_, whole) = parsed.read(bytes, &mut answers, |kind| pipeline.drops(kind));
            pipeline.receive(&whole.unwrap(), &mut answers);
        }
        kinds(&answers)
    }

    fn done() -> Vec<u8> {
        message(b'C', b"SELECT 1\0")
    }

    fn ready(state: &[u8]) -> Vec<u8> {
        message(b'Z', state)
    }

    fn error(severity: &str) -> Vec<u8> {
        message(b'E', format!("SFEHLER\0V{severity}\0C57014\0Mabgebrochen\0\0").as_bytes())
    }

    #[test]
    fn a_page_has_one_sync_which_is_its_commits() {
        let mut pipeline = Pipeline::default();
        let (begin, commit) = (message(b'Q', b"BEGIN READ ONLY\0"), message(b'Q', b"COMMIT\0"));
        let page = [&*begin, &execution(), &execution(), &execution(), &*commit];
        assert_eq!(sent(&mut pipeline, &page), "PBEBEBEBEPBES");

        let bound = || message(b'2', b"");
        let answers = [
            message(b'1', b""),
            bound(),
            done(),
            bound(),
            message(b'D', b""),
            done(),
            bound(),
            done(),
            bound(),
            done(),
            message(b'1', b""),
            bound(),
            done(),
            ready(b"I"),
        ];
        assert_eq!(received(&mut pipeline, &answers), "CZ2DCZ2CZ2CZCZ");
        assert!(pipeline.expected.is_empty() && !pipeline.is_open);
    }

    #[test]
    fn only_what_is_in_a_transaction_shares_its_sync() {
        let mut pipeline = Pipeline::default();
        let two = [&*execution(), &execution()];
        assert_eq!(sent(&mut pipeline, &two), "BESBES", "each is a transaction of its own");
        received(&mut pipeline, &[done(), ready(b"I"), done(), ready(b"I")]);

        let begin = message(b'Q', b"BEGIN; SET LOCAL app.tenant_id = 'x'\0");
        assert_eq!(sent(&mut pipeline, &[&*begin]), "Q");
        assert_eq!(sent(&mut pipeline, &two), "BESBES", "it may still fail");
        let opened = [done(), done(), ready(b"T"), done(), ready(b"T"), done(), ready(b"T")];
        received(&mut pipeline, &opened);
        assert_eq!(sent(&mut pipeline, &two), "BEBES");
        received(&mut pipeline, &[done(), done(), ready(b"T")]);

        let prepared = [message(b'P', b"s1"), message(b'D', b""), message(b'S', b"")].concat();
        let mixed = [&*execution(), &prepared, &execution(), &*message(b'Q', b"COMMIT\0")];
        assert_eq!(sent(&mut pipeline, &mixed), "BESPDSBEPBES");
    }

    #[test]
    fn after_one_that_fails_the_others_are_refused_as_the_server_would() {
        let mut pipeline = Pipeline::default();
        let begin = message(b'Q', b"BEGIN\0");
        let commit = message(b'Q', b"COMMIT\0");
        let page = [&*begin, &execution(), &execution(), &execution(), &*commit];
        assert_eq!(sent(&mut pipeline, &page), "PBEBEBEBEPBES");
        let answers = [done(), error("ERROR"), ready(b"E")];
        assert_eq!(received(&mut pipeline, &answers), "CZEZEZEZEZ", "COMMIT is refused as well");

        assert_eq!(sent(&mut pipeline, &page), "PBEBEBEBEPBES");
        let refused = [done(), done(), done(), done(), error("ERROR"), ready(b"I")];
        assert_eq!(received(&mut pipeline, &refused), "CZCZCZCZEZ", "by a deferred constraint");

        assert_eq!(sent(&mut pipeline, &page[..4]), "PBEBEBEBES");
        let last = [done(), done(), done(), error("ERROR"), ready(b"E")];
        assert_eq!(received(&mut pipeline, &last), "CZCZCZEZ", "it has its own Sync");
    }

    #[test]
    fn a_server_that_goes_away_answers_nothing_else() {
        let mut pipeline = Pipeline::default();
        sent(&mut pipeline, &[&*message(b'Q', b"BEGIN\0"), &execution(), &execution()]);
        assert_eq!(received(&mut pipeline, &[done(), error("FATAL")]), "CZE");
    }
}
