//! How a message leaves the house.

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
    outbox::Letter,
    refusal::Undelivered,
};
use crate::config::{MailConfig, SmtpServer};

/// Where mail goes.
pub enum Transport {
    /// Nowhere: it stays in the outbox, for `/dev/mailbox`.
    Mailbox {
        /// Whether its text stays, too.
        keeps_letters: bool,
    },
    /// To an SMTP server.
    Smtp(Box<Smtp>),
}

/// An SMTP server, and the conversation with it between two messages.
pub struct Smtp {
    server: SmtpServer,
    from: Mailbox,
    patience: Patience,
    open: Mutex<Option<Conversation>>,
}

/// Why no mail can be sent with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum InvalidTransport {
    /// The sender cannot be read.
    #[error("MAIL_FROM: write an address, such as Acme <no-reply@acme.example>")]
    From,
}

/// A mail server that would take our mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probed {
    /// Whether nobody in between can read it.
    pub encrypted: bool,
    /// Whether it knows who we are.
    pub signed_in: bool,
}

impl Transport {
    /// The transport that the configuration names.
    pub fn new(config: &MailConfig) -> Result<Self, InvalidTransport> {
        Self::with(config, Patience::default())
    }

    /// [`Transport::new`], with another patience.
    pub fn with(config: &MailConfig, patience: Patience) -> Result<Self, InvalidTransport> {
        let from = config.from.parse().map_err(|_| InvalidTransport::From)?;
        let Some(server) = config.smtp.clone() else {
            return Ok(Self::Mailbox { keeps_letters: config.keeps_letters });
        };
        let open = Mutex::new(None);
        Ok(Self::Smtp(Box::new(Smtp { server, from, patience, open })))
    }

    /// Asks the mail server, if there is one, whether it would take our mail: as far
    /// as the sender's name, with encryption and login.
    ///
    /// # Errors
    /// What the server, or the way to it, objects to.
    pub async fn probe(&self) -> Result<Option<Probed>, String> {
        let Self::Smtp(smtp) = self else { return Ok(None) };
        smtp.probe().await.map(Some).map_err(|refused| refused.reason)
    }

    /// Whether delivered messages may stay readable in the outbox.
    pub(super) fn keeps_letters(&self) -> bool {
        matches!(self, Self::Mailbox { keeps_letters: true })
    }

    pub(super) async fn deliver(&self, letter: &Letter) -> Result<(), Undelivered> {
        let Self::Smtp(smtp) = self else { return Ok(()) };
        smtp.deliver(letter).await
    }

    /// Says goodbye to the server.
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

    /// A conversation that failed, or whose end was not waited for, is not gone on with.
    async fn deliver(&self, letter: &Letter) -> Result<(), Undelivered> {
        let message = message(letter, &self.from)?;
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

/// So that no holiday notice answers it: RFC 3834, and what Exchange reads.
const FROM_A_MACHINE: [(HeaderName, &str); 2] = [
    (HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated"),
    (HeaderName::new_from_ascii_str("X-Auto-Response-Suppress"), "All"),
];

/// The Message-ID is the row's id, so a repeated delivery is recognised as one.
fn message(letter: &Letter, from: &Mailbox) -> Result<Message, Undelivered> {
    let to = letter.recipient.parse().map_err(|_| Undelivered::malformed("no such address"))?;
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let mut message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(&letter.subject)
        .message_id(Some(id))
        .multipart(MultiPart::alternative_plain_html(
            letter.body_text.clone(),
            letter.body_html.clone(),
        ))
        .map_err(|error| Undelivered::malformed(error.to_string()))?;
    for (name, value) in FROM_A_MACHINE {
        message.headers_mut().insert_raw(HeaderValue::new(name, value.to_owned()));
    }
    Ok(message)
}
