//! How a message leaves the house.

use std::time::Duration;

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{Mailbox, MultiPart},
};

use super::outbox::Letter;
use crate::{
    config::MailConfig,
    secret::{ExposeSecret as _, SecretString},
};

/// How long one conversation with the SMTP server may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where mail goes.
pub enum Transport {
    /// Nowhere: it stays in the outbox, for `/dev/mailbox`.
    Mailbox,
    /// To an SMTP server.
    Smtp {
        /// Keeps connections open between messages.
        mailer: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// The sender.
        from: Mailbox,
    },
}

/// Why no mail can be sent with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTransport {
    /// The URL cannot be read.
    #[error("SMTP_URL: write smtp://user:password@host:port or smtps://…")]
    Url,
    /// The sender cannot be read.
    #[error("MAIL_FROM: write an address, such as Acme <no-reply@acme.example>")]
    From,
}

/// Why a message did not leave.
#[derive(Debug)]
pub(super) struct Undelivered {
    /// What the server said; no message text.
    pub(super) reason: String,
    /// Whether trying again is pointless.
    pub(super) permanent: bool,
}

impl Transport {
    /// The transport that the configuration names.
    pub fn new(config: &MailConfig) -> Result<Self, InvalidTransport> {
        let from = config.from.parse().map_err(|_| InvalidTransport::From)?;
        match &config.smtp_url {
            None => Ok(Self::Mailbox),
            Some(url) => Ok(Self::Smtp { mailer: Box::new(mailer(url)?), from }),
        }
    }

    /// Whether there is a mail server; asks it whether it would take our mail.
    ///
    /// # Errors
    /// What the server, or the way to it, objects to.
    pub async fn probe(&self) -> Result<bool, String> {
        let Self::Smtp { mailer, .. } = self else { return Ok(false) };
        match mailer.test_connection().await {
            Ok(true) => Ok(true),
            Ok(false) => Err(String::from("the server does not answer as a mail server does")),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Whether delivered messages may stay readable in the outbox.
    pub(super) fn keeps_bodies(&self) -> bool {
        matches!(self, Self::Mailbox)
    }

    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), Undelivered> {
        let Self::Smtp { mailer, from } = self else { return Ok(()) };
        let message = message(letter, from)?;
        mailer.send(message).await.map(drop).map_err(|error| Undelivered {
            permanent: error.is_permanent(),
            reason: error.to_string(),
        })
    }
}

fn mailer(url: &SecretString) -> Result<AsyncSmtpTransport<Tokio1Executor>, InvalidTransport> {
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret());
    Ok(builder.map_err(|_| InvalidTransport::Url)?.timeout(Some(TIMEOUT)).build())
}

/// The Message-ID is the row's id, so a repeated delivery is recognised as one.
fn message(letter: &Letter, from: &Mailbox) -> Result<Message, Undelivered> {
    let malformed = |reason: String| Undelivered { reason, permanent: true };
    let to = letter.recipient.parse().map_err(|_| malformed(String::from("no such address")))?;
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&letter.subject)
        .message_id(Some(id))
        .multipart(MultiPart::alternative_plain_html(
            letter.body_text.clone(),
            letter.body_html.clone(),
        ))
        .map_err(|error| malformed(error.to_string()))
}
