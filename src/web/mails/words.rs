//! Fills in the templates. Codes and links leave their secret types only here.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::Mails;
use crate::{
    identity::mails::{
        MailKind, MailedCode, MailedInvitation, MailedLink,
        joining::JoiningNotice,
        membership::MailedMembership,
        notices::{AccountNotice, EventContext},
        organizations::OrganizationMail,
    },
    locale::{self, Format, Text},
    secret::ExposeSecret as _,
    text,
    web::{messages, urls},
};

impl Mails {
    pub(super) fn words(&self, kind: &MailKind) -> Value {
        match kind {
            MailKind::VerificationCode(code)
            | MailKind::UnaskedCode(code)
            | MailKind::NewAddressCode(code) => of_code(code),
            MailKind::ResetCode(code, button) => self.of_reset(code, button.as_ref()),
            MailKind::ResetLink(link)
            | MailKind::VerificationLink(link)
            | MailKind::MagicLink(link) => of_link(link),
            MailKind::AccountExists => json!({ "link": self.link(urls::LOGIN) }),
            MailKind::Notice(notice, context) => self.of_notice(notice, context),
            MailKind::Invitation(invitation) => self.of_invitation(invitation),
            MailKind::Organization(mail) => self.of_organization(mail),
            MailKind::Membership(changed) => self.of_membership(changed),
            MailKind::Joining(notice) => self.of_joining(notice),
            MailKind::DomainCode(code) => json!({
                "code": code.code.expose_secret(),
                "minutes": code.minutes,
                "tenant_name": code.tenant_name,
            }),
            MailKind::Operator(mail) => json!({
                "title": Text::new(mail.news.title()),
                "what": mail.news.what(),
                "organization": mail.organization,
                "reason": mail.reason,
            }),
            MailKind::InvitationAnswered(answer) => json!({
                "tenant_name": answer.tenant_name,
                "invited": answer.invited,
                "has_joined": answer.has_joined,
                "link": self.link(&answer.path),
            }),
        }
    }

    fn of_reset(&self, code: &MailedCode, button: Option<&MailedLink>) -> Value {
        json!({
            "code": code.code.expose(),
            "minutes": code.minutes,
            "link": self.link(urls::RESET_PASSWORD),
            "button": button.map(|it| it.link.expose_secret()).unwrap_or_default(),
            "button_minutes": button.map(|it| it.minutes).unwrap_or_default(),
        })
    }

    fn of_notice(&self, notice: &AccountNotice, context: &EventContext) -> Value {
        let (path, label) = notice.action();
        json!({
            "title": Text::new(notice.title()),
            "what": notice.what(),
            "when": moment(context.at),
            "device": messages::device(&context.device),
            "ip": context.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            "advice": notice.advice(),
            "link": self.link(path),
            "label": label,
        })
    }

    fn of_joining(&self, notice: &JoiningNotice) -> Value {
        let (path, label) = notice.action();
        let name = |(label, words)| json!({ "label": label, "words": words });
        json!({
            "title": Text::new(notice.title()),
            "what": notice.what(),
            "names": notice.names().into_iter().map(name).collect::<Vec<_>>(),
            "link": self.link(path),
            "label": label,
        })
    }

    fn of_invitation(&self, invitation: &MailedInvitation) -> Value {
        json!({
            "tenant_name": invitation.tenant_name,
            "inviter": invited_by(invitation),
            "role": invitation.role.as_str(),
            "expires": moment(invitation.expires_at),
            "link": self.link(invitation.path.expose_secret()),
        })
    }

    fn of_organization(
        &self,
        OrganizationMail { tenant_name, news, .. }: &OrganizationMail,
    ) -> Value {
        let (path, label) = news.action().unzip();
        let (relation, person) = news.person().unzip();
        json!({
            "title": Text::new(news.title()),
            "what": news.what(),
            "tenant_name": tenant_name,
            "relation": relation,
            "person": person,
            "link": path.map(|path| self.link(path)).unwrap_or_default(),
            "label": label.map(String::from).unwrap_or_default(),
        })
    }

    fn of_membership(&self, changed: &MailedMembership) -> Value {
        json!({
            "title": Text::new(changed.news.title()),
            "what": changed.news.what(),
            "tenant_name": changed.tenant_name,
            "by": changed.by,
            "link": self.link(urls::OWN_ORGANIZATIONS),
        })
    }
}

/// Returns the inviter's name and proven address.
fn invited_by(invitation: &MailedInvitation) -> String {
    let MailedInvitation { inviter_name, inviter_address, .. } = invitation;
    match (inviter_name, inviter_address) {
        (Some(name), Some(address)) => format!("{name}, {address}"),
        (Some(one), None) | (None, Some(one)) => one.to_string(),
        (None, None) => text!("mail-nameless").into(),
    }
}

fn moment(at: DateTime<Utc>) -> String {
    let format = Format::of(locale::spoken());
    format.datetime(&at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default()
}

fn of_code(code: &MailedCode) -> Value {
    json!({ "code": code.code.expose(), "minutes": code.minutes })
}

fn of_link(link: &MailedLink) -> Value {
    json!({ "link": link.link.expose_secret(), "minutes": link.minutes })
}
