//! Renders the mails from `templates/mail`: each letter is written once, and rendered as plain
//! text that stands alone and as HTML.

#[cfg(test)]
mod tests;
mod words;

use rust_embed::Embed;
use tera::{Context, Kwargs, State, Tera};

use crate::{
    identity::mails::{MailKind, Unwritten, WriteMail},
    locale::{self, Catalog, Each, Language},
    mail::{Letter, Mail, Subject},
    web::views,
};

/// The mail templates.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/templates/mail"]
struct Templates;

/// Renders mails.
#[derive(Clone, Debug)]
pub struct Mails {
    engines: Each<Engine>,
    public_url: String,
}

/// The templates in one language.
#[derive(Clone, Debug)]
struct Engine {
    html: Tera,
    text: Tera,
}

/// The templates that a letter is made of, in HTML and in plain text.
const PARTS: [&str; 2] = ["layout", "components"];

impl Mails {
    /// Parses the templates in the default language, the others with the first mail; links
    /// start with `public_url`.
    pub fn load(public_url: String) -> Result<Self, tera::Error> {
        let mails = Self { engines: Each::default(), public_url };
        mails.engine(Language::default())?;
        Ok(mails)
    }

    fn engine(&self, language: Language) -> Result<&Engine, tera::Error> {
        self.engines.get(language, || Engine::load(language))
    }

    /// Renders the mail in every language, the recipient's likeliest first.
    fn render(&self, recipient: &str, kind: &MailKind) -> Result<Mail, tera::Error> {
        let first = kind.language();
        let others = Language::OFFERED.iter().copied().filter(|other| *other != first);
        let letters = std::iter::once(first)
            .chain(others)
            .map(|language| locale::saying(language, || self.letter(language, kind)));
        Ok(Mail {
            recipient: recipient.to_owned(),
            sender: kind.head().sender,
            letters: letters.collect::<Result<_, _>>()?,
        })
    }

    fn letter(&self, language: Language, kind: &MailKind) -> Result<Letter, tera::Error> {
        let engine = self.engine(language)?;
        let mut context = Context::from_serialize(&self.words(kind))?;
        context.insert("public_url", &self.public_url);
        context.insert("accent", accent(kind));
        let head = kind.head();
        let template = format!("{}.html", head.template);
        Ok(Letter {
            language,
            subject: Subject::new(head.subject, language),
            body_text: lines(&engine.text.render(&template, &context)?, 1),
            body_html: engine.html.render(&template, &context)?,
        })
    }

    /// Returns the absolute URL of `path`.
    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

impl Engine {
    fn load(language: Language) -> Result<Self, tera::Error> {
        let mut html = Tera::new();
        html.autoescape_on([".html"]);
        let texts = Catalog::load(language).map_err(tera::Error::message)?;
        html.add_raw_templates(sources("html", &texts)?)?;
        let mut text = Tera::new();
        text.autoescape_on([""; 0]);
        text.register_filter("lines", |body: &str, _: Kwargs, _: &State| lines(body, 0));
        text.add_raw_templates(sources("txt", &texts)?)?;
        Ok(Self { html, text })
    }
}

/// Returns the letters by name, with the parts of that extension under the names that the letters
/// know them by, and with their texts.
fn sources(extension: &str, texts: &Catalog) -> Result<Vec<(String, String)>, tera::Error> {
    let named = |name: &str| {
        let (stem, other) = name.rsplit_once('.')?;
        let is_part = PARTS.contains(&stem);
        (!is_part || other == extension).then(|| format!("{stem}.html"))
    };
    let mut sources = Vec::new();
    for file in Templates::iter() {
        let Some((name, content)) = named(&file).zip(Templates::get(&file)) else { continue };
        let source = String::from_utf8_lossy(&content.data);
        let bound = texts.bind(&format!("mail/{file}"), &source).map_err(tera::Error::message)?;
        sources.push((name, bound));
    }
    Ok(sources)
}

/// Trims the lines, and keeps at most so many empty ones between two others.
fn lines(text: &str, empty: usize) -> String {
    let mut kept = String::new();
    let mut gap = 0;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            gap += 1;
            continue;
        }
        let breaks = if kept.is_empty() { 0 } else { 1 + gap.min(empty) };
        kept.extend(std::iter::repeat_n('\n', breaks));
        kept.push_str(line);
        gap = 0;
    }
    kept.push('\n');
    kept
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
