use super::{Env, SmtpServer};

/// How mail leaves the house.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `SMTP_URL`: `smtp://`, `smtps://` with user and password; unset in
    /// development, mail stays in `/dev/mailbox`.
    pub smtp: Option<SmtpServer>,
    /// `MAIL_FROM`: the sender's address.
    pub from: String,
    /// Whether letters that have left may be read afterwards, at `/dev/mailbox`:
    /// in development without a mail server.
    pub keeps_letters: bool,
}

impl MailConfig {
    pub(super) fn read(env: &mut Env, production: bool) -> Self {
        let smtp: Option<SmtpServer> = env.optional("SMTP_URL");
        Self {
            keeps_letters: smtp.is_none() && !production,
            smtp,
            from: env.or("MAIL_FROM", String::from("Tenantry <no-reply@localhost>")),
        }
    }
}
