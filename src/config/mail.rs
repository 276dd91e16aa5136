mod smtp;

use std::time::Duration;

pub use self::smtp::{Encryption, InvalidSmtpUrl, SmtpLogin, SmtpServer};
use super::Env;

/// The mail server and the sender's address.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `SMTP_URL`: `smtp://` or `smtps://` with user and password. If it's unset in
    /// development, mail stays in `/dev/mailbox`.
    pub smtp: Option<SmtpServer>,
    /// `MAIL_FROM`: the sender's address.
    pub from: String,
    /// Whether sent mail can still be read at `/dev/mailbox`: in development without a
    /// mail server.
    pub keeps_mail: bool,
    /// `MAIL_LOOK_SECS`: the time between two looks of a server without visitors for mail that
    /// another process has left.
    pub look: Duration,
}

impl MailConfig {
    pub(super) fn read(env: &mut Env, production: bool) -> Self {
        let smtp: Option<SmtpServer> = env.optional("SMTP_URL");
        let look = env.number("MAIL_LOOK_SECS", 60);
        if !(1..=3_600).contains(&look) {
            env.problem("MAIL_LOOK_SECS", "use 1 to 3600 seconds.");
        }
        Self {
            keeps_mail: smtp.is_none() && !production,
            smtp,
            look: Duration::from_secs(look),
            from: env.or("MAIL_FROM", String::from("Tenantry <no-reply@localhost>")),
        }
    }
}
