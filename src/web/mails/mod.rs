//! Renders the mails from `templates/mail`: each as plain text that stands alone, and the same
//! in HTML.

#[cfg(test)]
mod tests;
mod words;

use rust_embed::Embed;
use tera::{Context, Tera};

use crate::{
    identity::mails::{MailKind, Unwritten, WriteMail},
    mail::Mail,
    web::views,
};

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

    fn render(&self, recipient: &str, kind: &MailKind) -> Result<Mail, tera::Error> {
        let mut context = Context::from_serialize(&self.words(kind))?;
        context.insert("public_url", &self.public_url);
        context.insert("accent", accent(kind));
        let head = kind.head();
        let render =
            |extension: &str| self.tera.render(&format!("{}.{extension}", head.template), &context);
        Ok(Mail {
            recipient: recipient.to_owned(),
            subject: head.subject,
            sender: head.sender,
            body_text: render("txt")?,
            body_html: render("html")?,
        })
    }

    /// Returns the absolute URL of `path`.
    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

/// Returns the color of the mail's edge and button: the organization's on an invitation to it.
fn accent(kind: &MailKind) -> &'static str {
    match kind {
        MailKind::Invitation(invitation) => invitation.accent,
        _ => views::ACCENT,
    }
}

impl WriteMail for Mails {
    fn write(&self, recipient: &str, kind: &MailKind) -> Result<Mail, Unwritten> {
        self.render(recipient, kind).map_err(|error| {
            tracing::error!(error.cause = %error, "A mail's template failed");
            Unwritten
        })
    }
}
