//! One SMTP conversation, step by step, so that we know which step the server refused.

use std::{fmt::Display, future::Future, time::Duration};

use lettre::{
    Address,
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Noop, Quit, Rcpt, Rset},
        extension::{ClientId, Extension, MailParameter},
        response::Response,
    },
};
use tokio::time::timeout;

use super::refusal::{Fault, Step, Undelivered};
use crate::{
    config::{Encryption, SmtpServer},
    secret::ExposeSecret as _,
};

/// The longest wait for the server.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The limit for connecting, and for the answer to each command.
    pub command: Duration,
    /// The limit for the answer to a whole message. A client that gives up too early
    /// sends it twice, because the server may have accepted it (RFC 5321, 4.5.3.2.6).
    pub message: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { command: Duration::from_secs(30), message: Duration::from_secs(600) }
    }
}

/// An open conversation, after encryption and sign-in.
pub(super) struct Conversation {
    connection: AsyncSmtpConnection,
    patience: Patience,
}

impl Conversation {
    /// Connects, encrypts and signs in, as configured in `server`.
    pub(super) async fn open(server: &SmtpServer, patience: Patience) -> Result<Self, Undelivered> {
        let hello = server.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        let connection = within(patience.command, Step::Connect, connect(server, &hello)).await?;
        let mut this = Self { connection, patience };
        this.encrypt(server, &hello).await?;
        this.sign_in(server).await?;
        Ok(this)
    }

    async fn encrypt(&mut self, server: &SmtpServer, hello: &ClientId) -> Result<(), Undelivered> {
        let wanted = match server.encryption {
            Encryption::Implicit | Encryption::None => false,
            Encryption::Required => true,
            Encryption::Opportunistic => self.connection.can_starttls(),
        };
        if !wanted {
            return Ok(());
        }
        if !self.connection.can_starttls() {
            let why = format!(
                "{server} offers no STARTTLS, and what is said to another machine is encrypted: \
                 write smtps:// or ?tls=none in SMTP_URL"
            );
            return Err(Undelivered::because(Step::Encrypt, Fault::Settings, &why));
        }
        let encrypted = async {
            self.connection.starttls(TlsParameters::new(server.host.clone())?, hello).await
        };
        within(self.patience.command, Step::Encrypt, encrypted).await
    }

    async fn sign_in(&mut self, server: &SmtpServer) -> Result<(), Undelivered> {
        let Some(login) = &server.login else { return Ok(()) };
        let password = login.password.expose_secret().to_owned();
        let login = Credentials::new(login.user.clone(), password);
        let signed_in = self.connection.auth(DEFAULT_MECHANISMS, &login);
        within(self.patience.command, Step::SignIn, signed_in).await.map(drop)
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.connection.is_encrypted()
    }

    /// Returns the previous conversation if the server is still there.
    pub(super) async fn go_on(open: Option<Self>) -> Option<Self> {
        let mut this = open.filter(|this| !this.connection.has_broken())?;
        this.say(Step::Connect, Noop).await.is_ok().then_some(this)
    }

    /// Asks whether mail from `sender` would be accepted, without sending any.
    pub(super) async fn ask(&mut self, sender: &Address) -> Result<(), Undelivered> {
        self.say(Step::Sender, Mail::new(Some(sender.clone()), Vec::new())).await?;
        self.say(Step::Connect, Rset).await.map(drop)
    }

    /// Hands over one message; `Ok` means that the server has accepted responsibility for
    /// it.
    pub(super) async fn send(
        &mut self,
        envelope: &Envelope,
        message: &[u8],
    ) -> Result<(), Undelivered> {
        let parameters = self.parameters(envelope)?;
        self.say(Step::Sender, Mail::new(envelope.from().cloned(), parameters)).await?;
        for recipient in envelope.to() {
            self.say(Step::Recipient, Rcpt::new(recipient.clone(), Vec::new())).await?;
        }
        self.say(Step::Content, Data).await?;
        let taken = self.connection.message(message);
        within(self.patience.message, Step::Content, taken).await.map(drop)
    }

    /// Returns the parameters of MAIL FROM. The message itself is always ASCII, but an
    /// address may not be.
    fn parameters(&self, envelope: &Envelope) -> Result<Vec<MailParameter>, Undelivered> {
        let mut addresses = envelope.from().into_iter().chain(envelope.to());
        if addresses.all(|address| AsRef::<str>::as_ref(address).is_ascii()) {
            return Ok(Vec::new());
        }
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Ok(vec![MailParameter::SmtpUtfEight]);
        }
        Err(Undelivered::malformed("the address is not ASCII and the server takes no other"))
    }

    pub(super) async fn end(mut self) {
        let _gone_anyway = self.say(Step::Connect, Quit).await;
    }

    async fn say(&mut self, step: Step, command: impl Display) -> Result<Response, Undelivered> {
        let answered = self.connection.command(command);
        within(self.patience.command, step, answered).await
    }
}

async fn connect(server: &SmtpServer, hello: &ClientId) -> Result<AsyncSmtpConnection, Error> {
    let tls = match server.encryption {
        Encryption::Implicit => Some(TlsParameters::new(server.host.clone())?),
        _ => None,
    };
    let address = (server.host.as_str(), server.port);
    AsyncSmtpConnection::connect_tokio1(address, None, hello, tls, None).await
}

/// Limits the time of `work`. After a timeout the conversation must not continue: a late
/// answer would be taken for the answer to the next command. Every caller drops it then.
async fn within<T>(
    limit: Duration,
    step: Step,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Undelivered> {
    match timeout(limit, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Undelivered::at(step, &error)),
        Err(_) => Err(Undelivered::in_silence(step, limit)),
    }
}
