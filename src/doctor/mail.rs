//! Checks that mail can be sent.

use super::Check;
use crate::{
    config::{Config, Encryption},
    mail::{Probed, Transport},
};

const NAME: &str = "smtp";

pub(super) async fn check(config: &Config) -> Check {
    let production = config.server.environment.is_production();
    let transport = match Transport::new(&config.mail) {
        Ok(transport) => transport,
        Err(error) => {
            return Check::failed(NAME, "the variables can't be used", error.to_string());
        }
    };
    match transport.probe().await {
        Ok(None) if production => Check::failed(
            NAME,
            "SMTP_URL isn't set: invitations go nowhere",
            "Set SMTP_URL and MAIL_FROM.",
        ),
        Ok(None) => Check::skipped(NAME, "SMTP_URL isn't set: mail is in /dev/mailbox"),
        Ok(Some(_)) if from_nowhere(config).is_some() => local(),
        Ok(Some(probed)) => Check::passed(NAME, seen(config, probed)),
        Err(reason) => Check::failed(
            NAME,
            reason,
            "Check host, port, login and smtp:// or smtps:// in SMTP_URL, and MAIL_FROM.",
        ),
    }
}

/// Fails for a sender that receivers refuse; asks nobody.
pub(super) fn from_nowhere(config: &Config) -> Option<Check> {
    let sends = config.server.environment.is_production() && config.mail.smtp.is_some();
    (sends && config.mail.from.contains("@localhost")).then(local)
}

fn local() -> Check {
    Check::failed(
        NAME,
        "mail would come from localhost, which receivers refuse",
        "Set MAIL_FROM to an address of your own domain.",
    )
}

fn seen(config: &Config, probed: Probed) -> String {
    let asked = config.mail.smtp.as_ref().map(|server| server.encryption);
    let way = match (probed.encrypted, asked) {
        (true, _) => "encrypted",
        (false, Some(Encryption::Opportunistic)) => "in the clear: it offers no STARTTLS",
        (false, _) => "in the clear",
    };
    let login = if probed.signed_in { ", signed in" } else { "" };
    format!("the server takes our mail ({way}{login})")
}
