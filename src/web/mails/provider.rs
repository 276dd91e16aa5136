//! The mail texts: each as plain text that stands alone, and the same in HTML.

use rust_embed::Embed;
use serde::Serialize;
use tera::{Context, Tera};

use super::Quoted;
use crate::mail::Mail;

/// The mail templates.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/mail"]
struct Templates;

/// Renders mails.
#[derive(Clone, Debug)]
pub struct Mails {
    tera: Tera,
    public_url: String,
}

/// The subject matter of a mail.
#[derive(Clone, Serialize)]
#[serde(untagged)]
pub enum MailTemplate<'a> {
    /// A code that proves the mailbox.
    VerificationCode {
        /// The six digits.
        code: &'a str,
        /// The code's lifetime in minutes.
        minutes: i64,
    },
    /// A code that sets a new password.
    ResetCode {
        /// The six digits.
        code: &'a str,
        /// The code's lifetime in minutes.
        minutes: i64,
        /// The page to enter the code on.
        link: String,
        /// A link that needs no code; may be empty.
        button: &'a str,
        /// The link's lifetime in minutes.
        button_minutes: i64,
    },
    /// A code that proves a new mailbox.
    NewAddressCode {
        /// The six digits.
        code: &'a str,
        /// The code's lifetime in minutes.
        minutes: i64,
    },
    /// A link that proves the mailbox.
    VerificationLink(MailedLink<'a>),
    /// A link that sets a new password.
    ResetLink(MailedLink<'a>),
    /// A link that signs in.
    MagicLink(MailedLink<'a>),
    /// A notice that someone signed up with an address that already has an account.
    AccountExists {
        /// The sign-in page.
        link: String,
    },
    /// An invitation to an organization.
    Invitation {
        /// The organization's name.
        tenant_name: Quoted,
        /// The name of the member who invites.
        inviter_name: Quoted,
        /// The role that the invited person gets.
        role: &'a str,
        /// The page that answers the invitation.
        link: String,
    },
}

/// A link that opens a page with a button.
#[derive(Clone, Serialize)]
pub struct MailedLink<'a> {
    /// The absolute URL.
    pub link: &'a str,
    /// The link's lifetime in minutes.
    pub minutes: i64,
}

impl MailTemplate<'_> {
    fn template(&self) -> &'static str {
        match self {
            Self::VerificationCode { .. } => "verification_code",
            Self::ResetCode { .. } => "reset_code",
            Self::NewAddressCode { .. } => "new_address_code",
            Self::VerificationLink(_) => "verification_link",
            Self::ResetLink(_) => "reset_link",
            Self::MagicLink(_) => "magic_link",
            Self::AccountExists { .. } => "account_exists",
            Self::Invitation { .. } => "invitation",
        }
    }

    /// Returns the subject. It holds only our own words: no code, which lock screens and
    /// logs would show, and nothing that another person wrote.
    fn subject(&self) -> &'static str {
        match self {
            Self::VerificationCode { .. } => "Your code for Tenantry",
            Self::ResetCode { .. } | Self::ResetLink(_) => "Set a new password for Tenantry",
            Self::VerificationLink(_) => "Confirm your address for Tenantry",
            Self::MagicLink(_) => "Sign in to Tenantry",
            Self::NewAddressCode { .. } => "Your code for a new address",
            Self::AccountExists { .. } => "You have an account at Tenantry already",
            Self::Invitation { .. } => "Invitation to an organization on Tenantry",
        }
    }
}

impl Mails {
    /// Parses the templates; links start with `public_url`.
    pub fn load(public_url: String) -> Result<Self, tera::Error> {
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        let sources = Templates::iter().filter_map(|name| {
            let file = Templates::get(&name)?;
            Some((name.to_string(), String::from_utf8_lossy(&file.data).into_owned()))
        });
        tera.add_raw_templates(sources.collect::<Vec<_>>())?;
        Ok(Self { tera, public_url })
    }

    /// Renders the mail to `recipient`.
    pub fn write(&self, recipient: &str, letter: &MailTemplate<'_>) -> Result<Mail, tera::Error> {
        let context = Context::from_serialize(letter)?;
        self.render(recipient, letter.subject(), letter.template(), context)
    }

    /// Renders a mail from a pair of templates.
    pub(in crate::web) fn render(
        &self,
        recipient: &str,
        subject: &'static str,
        template: &str,
        mut context: Context,
    ) -> Result<Mail, tera::Error> {
        context.insert("public_url", &self.public_url);
        let render =
            |extension: &str| self.tera.render(&format!("{template}.{extension}"), &context);
        Ok(Mail {
            recipient: recipient.to_owned(),
            subject,
            body_text: render("txt")?,
            body_html: render("html")?,
        })
    }

    /// Returns the absolute URL of `path`.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_people_is_inert_in_a_mail() {
        let mails = Mails::load(String::from("https://app.example")).unwrap();
        let letter = MailTemplate::Invitation {
            tenant_name: Quoted::name("Acme & <b>Sons</b> https://evil.example"),
            inviter_name: Quoted::name("Ada\n\nYour access ends: www.evil.example"),
            role: "member",
            link: mails.link("/invitations/abc"),
        };
        let mail = mails.write("ada@example.com", &letter).unwrap();
        assert!(mail.body_html.contains("“Acme &amp; b Sons b https evil example”"));
        assert!(mail.body_text.starts_with("You are invited to an organization on Tenantry"));
        assert!(mail.body_text.contains("“Ada Your access ends www evil example”"));
        assert!(mail.body_text.contains("https://app.example/invitations/abc"));
        for body in [&mail.body_text, &mail.body_html] {
            assert!(!body.contains("evil.example"), "{body}");
        }
        assert_eq!(mail.subject, "Invitation to an organization on Tenantry");
    }
}
