//! The mails about the user's own account: one pair of templates for all of them.

use serde::Serialize;
use tera::Context;

use super::Mails;
use crate::{
    identity::notices::{AccountNotice, EventContext},
    mail::Mail,
};

#[derive(Serialize)]
struct Words<'a> {
    title: &'a str,
    what: String,
    when: String,
    device: &'a str,
    ip: String,
    advice: &'a str,
    link: String,
    label: &'a str,
}

impl Mails {
    /// Renders the mail that tells `recipient` about an event on the account.
    pub fn notice(
        &self,
        recipient: &str,
        notice: &AccountNotice,
        circumstances: &EventContext,
    ) -> Result<Mail, tera::Error> {
        let (path, label) = notice.action();
        let words = Words {
            title: notice.title(),
            what: notice.what(),
            when: circumstances.at.format("%-d %B %Y, %H:%M UTC").to_string(),
            device: &circumstances.device,
            ip: circumstances.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            advice: notice.advice(),
            link: self.link(path),
            label,
        };
        let context = Context::from_serialize(&words)?;
        self.render(recipient, notice.title(), "account_notice", context)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_mail_says_what_happened_where_and_what_to_do() {
        let mails = Mails::load(String::from("https://app.example")).unwrap();
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let ip = "192.0.2.7".parse().ok();
        let circumstances = EventContext { device: String::from("<b>Firefox"), ip, at };
        let undo = Some(String::from("/auth/undo-email-change/abc"));
        let notice = AccountNotice::EmailChanged { to: String::from("a••@example.com"), undo };
        let mail = mails.notice("ada@example.com", &notice, &circumstances).unwrap();
        for words in ["a••@example.com", "192.0.2.7", "15 January 2027", "/undo-email-change/abc"]
        {
            assert!(mail.body_text.contains(words), "{words}: {}", mail.body_text);
        }
        assert!(mail.body_html.contains("&lt;b&gt;Firefox") && !mail.body_html.contains("<b>"));
    }
}
