//! Sends messages.

use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use tokio::sync::Mutex;

use super::{
    conversation::{Conversation, Patience},
    outbox::QueuedMail,
    refusal::Undelivered,
};
use crate::config::{MailConfig, SmtpServer};

/// The destination of mail.
pub enum Transport {
    /// None: mail stays in the outbox, for `/dev/mailbox`.
    Mailbox {
        /// Whether its text is kept, too.
        keeps_mail: bool,
    },
    /// An SMTP server.
    Smtp(Box<Smtp>),
}

/// An SMTP server, and the conversation with it that stays open between two messages.
pub struct Smtp {
    server: SmtpServer,
    from: Mailbox,
    patience: Patience,
    open: Mutex<Option<Conversation>>,
}

/// The reason why this configuration can't send mail.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTransport {
    /// `MAIL_FROM` isn't a valid address.
    #[error("MAIL_FROM: write an address, such as Acme <no-reply@acme.example>")]
    From,
}

/// The result of probing a mail server that would accept our mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probed {
    /// Whether the connection is encrypted.
    pub encrypted: bool,
    /// Whether we signed in.
    pub signed_in: bool,
}

impl Transport {
    /// Creates the configured transport.
    pub fn new(config: &MailConfig) -> Result<Self, InvalidTransport> {
        Self::with(config, Patience::default())
    }

    /// Like [`Transport::new`], with other time limits.
    pub fn with(config: &MailConfig, patience: Patience) -> Result<Self, InvalidTransport> {
        let from = config.from.parse().map_err(|_| InvalidTransport::From)?;
        let Some(server) = config.smtp.clone() else {
            return Ok(Self::Mailbox { keeps_mail: config.keeps_mail });
        };
        let open = Mutex::new(None);
        Ok(Self::Smtp(Box::new(Smtp { server, from, patience, open })))
    }

    /// Asks the mail server, if there is one, whether it would accept our mail: goes as
    /// far as the sender's address, with encryption and login.
    ///
    /// # Errors
    /// The objection of the server, or the failure on the way to it.
    pub async fn probe(&self) -> Result<Option<Probed>, String> {
        let Self::Smtp(smtp) = self else { return Ok(None) };
        smtp.probe().await.map(Some).map_err(|refused| refused.reason)
    }

    /// Whether delivered messages may stay readable in the outbox.
    pub(super) fn keeps_mail(&self) -> bool {
        matches!(self, Self::Mailbox { keeps_mail: true })
    }

    pub(super) async fn deliver(&self, mail: &QueuedMail) -> Result<(), Undelivered> {
        let Self::Smtp(smtp) = self else { return Ok(()) };
        smtp.deliver(mail).await
    }

    /// Ends the conversation with the server politely.
    pub(super) async fn close(&self) {
        if let Self::Smtp(smtp) = self
            && let Some(conversation) = smtp.open.lock().await.take()
        {
            conversation.end().await;
        }
    }
}

impl Smtp {
    async fn probe(&self) -> Result<Probed, Undelivered> {
        let mut conversation = Conversation::open(&self.server, self.patience).await?;
        let encrypted = conversation.is_encrypted();
        conversation.ask(&self.from.email).await?;
        conversation.end().await;
        Ok(Probed { encrypted, signed_in: self.server.login.is_some() })
    }

    /// Sends a message. A conversation that failed or was interrupted isn't used again.
    async fn deliver(&self, mail: &QueuedMail) -> Result<(), Undelivered> {
        let message = message(mail, &self.from)?;
        let mut open = self.open.lock().await;
        let mut conversation = match Conversation::go_on(open.take()).await {
            Some(conversation) => conversation,
            None => Conversation::open(&self.server, self.patience).await?,
        };
        conversation.send(message.envelope(), &message.formatted()).await?;
        *open = Some(conversation);
        Ok(())
    }
}

/// Keeps out-of-office replies away: RFC 3834, and the header that Exchange reads.
const FROM_A_MACHINE: [(HeaderName, &str); 2] = [
    (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
    (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All"),
];

/// Builds the message. The Message-ID is the row's id, so that a repeated delivery is
/// recognized.
fn message(mail: &QueuedMail, from: &Mailbox) -> Result<Message, Undelivered> {
    let to = mail.recipient.parse().map_err(|_| Undelivered::malformed("no such address"))?;
    let id = format!("<{}@{}>", mail.id, from.email.domain());
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&mail.subject)
        .message_id(Some(id))
        .multipart(MultiPart::alternative_plain_html(
            mail.body_text.clone(),
            mail.body_html.clone(),
        ))
        .map_err(|error| Undelivered::malformed(error.to_string()))?;
    for (name, value) in FROM_A_MACHINE {
        message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
    }
    Ok(message)
}
