//! The reasons why a message wasn't sent, and who is at fault.

use std::{fmt, time::Duration};

use lettre::transport::smtp::Error;

/// The reason why a message wasn't sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Undelivered {
    /// The person or thing at fault.
    pub(super) fault: Fault,
    /// Whether every other message would fail the same way.
    pub(super) concerns_all: bool,
    /// The server's answer, without anything it may have quoted from the message.
    pub(super) reason: String,
}

/// The subject of a refusal, which decides what happens to the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// This message will never be accepted.
    Message,
    /// The message may be accepted later.
    Passing,
    /// The server doesn't answer.
    Unreachable,
    /// Our configuration: the message may be accepted once someone has fixed that.
    Settings,
}

/// The step of a conversation that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Connecting, and the greeting.
    Connect,
    /// STARTTLS.
    Encrypt,
    /// AUTH.
    SignIn,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA and the message.
    Content,
}

impl Undelivered {
    /// Records the server's objection at `step`.
    pub(super) fn at(step: Step, error: &Error) -> Self {
        let (text, code) = (error.to_string(), error.status().map(u16::from));
        Self::because(step, step.fault(code, &text), &step.quotable(code, text))
    }

    /// Records that the server didn't answer at `step` within `limit`.
    pub(super) fn in_silence(step: Step, limit: Duration) -> Self {
        let fault = if step == Step::Content { Fault::Passing } else { Fault::Unreachable };
        Self::because(step, fault, &format!("no answer within {} s", limit.as_secs()))
    }

    /// Records an objection of our own.
    pub(super) fn because(step: Step, fault: Fault, why: &str) -> Self {
        let concerns_all = step.is_before_any_message() && fault != Fault::Message;
        Self { fault, concerns_all, reason: format!("{why} ({step})") }
    }

    /// Records a problem with the message that shows without asking any server.
    pub(super) fn malformed(reason: impl Into<String>) -> Self {
        Self { fault: Fault::Message, concerns_all: false, reason: reason.into() }
    }
}

impl Step {
    /// Classifies an answer, or the lack of one.
    fn fault(self, code: Option<u16>, text: &str) -> Fault {
        match (self, code) {
            (Self::Connect, Some(..500)) => Fault::Unreachable,
            (Self::Connect, None) if !text.contains("certificate") => Fault::Unreachable,
            // A refusal before any message concerns all of them. Without a code, the
            // cause is a missing common mechanism or an untrusted certificate.
            (Self::Connect | Self::Encrypt | Self::SignIn, Some(500..) | None)
            | (Self::Sender, Some(500..)) => Fault::Settings,
            (Self::Recipient | Self::Content, Some(code @ 500..)) => refused(code, text),
            _ => Fault::Passing,
        }
    }

    /// Returns the part of an answer that may be stored and logged. Once the server has
    /// the message, it may quote a code or a link from it, so only the numbers are kept
    /// then.
    fn quotable(self, code: Option<u16>, text: String) -> String {
        let Some(code) = code.filter(|_| self == Self::Content) else { return text };
        let enhanced = text.split_whitespace().find(|word| is_enhanced(word)).unwrap_or_default();
        format!("refused with {code} {enhanced}").trim_end().to_owned()
    }

    /// Whether this step is the same for all messages.
    fn is_before_any_message(self) -> bool {
        !matches!(self, Self::Recipient | Self::Content)
    }
}

/// Classifies a permanent refusal of a recipient or a message: RFC 4954 has the codes
/// about authentication, RFC 3463 the enhanced codes after them.
fn refused(code: u16, text: &str) -> Fault {
    if matches!(code, 530 | 534 | 535 | 538) {
        return Fault::Settings;
    }
    let ours = match enhanced(text) {
        // 5.1.7 and 5.1.8 are about the sender's address, the rest of 5.1 about the
        // recipient's. 5.7 is security and policy: relaying, SPF, a missing login.
        Some((subject, detail)) => subject == 7 || (subject == 1 && matches!(detail, 7 | 8)),
        // Old servers say it in words.
        None => text.to_ascii_lowercase().contains("relay"),
    };
    if ours { Fault::Settings } else { Fault::Message }
}

/// Returns subject and detail of the first `5.x.y` in an answer.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    text.split_whitespace().find_map(|word| {
        let (subject, detail) = word.strip_prefix("5.")?.split_once('.')?;
        Some((subject.parse().ok()?, detail.parse().ok()?))
    })
}

/// Whether a word is an enhanced status code (RFC 3463): class, subject and detail.
fn is_enhanced(word: &str) -> bool {
    let is_number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.split('.').count() == 3 && word.split('.').all(is_number)
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Encrypt => "STARTTLS",
            Self::SignIn => "AUTH",
            Self::Sender => "MAIL FROM",
            Self::Recipient => "RCPT TO",
            Self::Content => "DATA",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_about_the_content_may_quote_it_and_is_not_kept() {
        let said = |step: Step, code| step.quotable(code, String::from("5.7.1 spam: use 482913"));
        assert_eq!(said(Step::Content, Some(554)), "refused with 554 5.7.1");
        assert_eq!(said(Step::Content, None), "5.7.1 spam: use 482913");
        assert_eq!(said(Step::Sender, Some(550)), "5.7.1 spam: use 482913");
        let bare = Step::Content.quotable(Some(554), String::from("use 482913"));
        assert_eq!(bare, "refused with 554");
    }

    #[test]
    fn a_refusal_of_the_settings_is_not_one_of_the_message() {
        use Fault::{Message, Passing, Settings, Unreachable};
        use Step::{Connect, Content, Encrypt, Recipient, Sender, SignIn};
        for (step, code, text, fault) in [
            (Connect, None, "Connection refused", Unreachable),
            (Connect, Some(421), "4.3.2 not now", Unreachable),
            (Connect, Some(554), "5.7.1 no mail from you", Settings),
            (Connect, None, "invalid peer certificate: UnknownIssuer", Settings),
            (Encrypt, None, "invalid peer certificate: Expired", Settings),
            (Encrypt, Some(454), "4.7.0 TLS not available just now", Passing),
            (SignIn, Some(535), "5.7.8 authentication failed", Settings),
            (SignIn, Some(454), "4.7.0 temporary authentication failure", Passing),
            (SignIn, None, "No compatible authentication mechanism was found", Settings),
            (Sender, Some(530), "5.7.0 Must issue a STARTTLS command first", Settings),
            (Sender, Some(550), "5.7.1 Sender not allowed", Settings),
            (Sender, Some(553), "sender is not yours", Settings),
            (Sender, Some(452), "4.3.1 out of space", Passing),
            (Recipient, Some(550), "5.1.1 no such user", Message),
            (Recipient, Some(550), "no such user", Message),
            (Recipient, Some(552), "5.2.2 mailbox full", Message),
            (Recipient, Some(550), "5.7.1 Relaying denied", Settings),
            (Recipient, Some(554), "<a@b.example>: Relay access denied", Settings),
            (Recipient, Some(553), "5.1.8 sender's domain does not exist", Settings),
            (Recipient, Some(530), "authentication required", Settings),
            (Recipient, Some(451), "4.7.1 greylisted", Passing),
            (Content, Some(554), "5.7.1 message refused by policy", Settings),
            (Content, Some(554), "5.6.0 malformed", Message),
            (Content, None, "incomplete response", Passing),
        ] {
            let text = code.map_or_else(|| text.to_owned(), |code| format!("({code}): {text}"));
            assert_eq!(step.fault(code, &text), fault, "{step}: {text}");
        }
    }
}
