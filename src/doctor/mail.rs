//! Whether mail leaves the house.

use super::Check;
use crate::{config::Config, mail::Transport};

const NAME: &str = "smtp";

pub(super) async fn check(config: &Config) -> Check {
    let production = config.server.environment.is_production();
    let transport = match Transport::new(&config.mail) {
        Ok(transport) => transport,
        Err(error) => {
            return Check::failed(NAME, "the variables cannot be used", error.to_string());
        }
    };
    match transport.probe().await {
        Ok(false) if production => Check::failed(
            NAME,
            "SMTP_URL is not set: invitations go nowhere",
            "Set SMTP_URL and MAIL_FROM.",
        ),
        Ok(false) => Check::skipped(NAME, "SMTP_URL is not set: mail is in /dev/mailbox"),
        Ok(true) if production && config.mail.from.contains("@localhost") => Check::failed(
            NAME,
            "mail would come from localhost, which receivers refuse",
            "Set MAIL_FROM to an address of your own domain.",
        ),
        Ok(true) => Check::passed(NAME, "the server takes our mail"),
        Err(reason) => Check::failed(
            NAME,
            reason,
            "Check host, port, login and smtp:// or smtps:// in SMTP_URL.",
        ),
    }
}
