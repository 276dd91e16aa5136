use secrecy::SecretString;

use super::Env;

/// How mail leaves the house.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `SMTP_URL`: `smtp://`, `smtps://` with user and password; unset in
    /// development, mail stays in `/dev/mailbox`.
    pub smtp_url: Option<SecretString>,
    /// `MAIL_FROM`: the sender's address.
    pub from: String,
}

impl MailConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            smtp_url: env.secret("SMTP_URL"),
            from: env.or("MAIL_FROM", String::from("Tenantry <no-reply@localhost>")),
        }
    }
}
