use std::borrow::Cow;

use rust_embed::Embed;
use tera::{Context, Tera};

use super::{Page, filters, icons};

/// The templates: embedded in release builds, read from disk in debug builds.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Templates;

/// All templates, parsed.
///
/// A debug build notices an edited template at the next render, so that a designer sees
/// the change without a restart.
#[derive(Clone, Debug)]
pub struct Views {
    tera: Tera,
    sources: Vec<[u8; 32]>,
}

impl Views {
    /// Parses all templates; fails on a mistake in any of them.
    pub fn load() -> Result<Self, tera::Error> {
        Ok(Self { tera: parse()?, sources: digests() })
    }

    /// Renders the page as HTML, with everything in it escaped.
    pub fn render<P: Page>(&self, page: &P) -> Result<String, tera::Error> {
        let context = Context::from_serialize(page)?;
        self.engine()?.render(P::TEMPLATE, &context)
    }

    /// Returns the names of the templates that are whole pages.
    pub fn page_templates(&self) -> Vec<String> {
        self.tera
            .get_template_names()
            .filter(|name| name.starts_with("pages/") || name.starts_with("errors/"))
            .map(str::to_owned)
            .collect()
    }

    fn engine(&self) -> Result<Cow<'_, Tera>, tera::Error> {
        if cfg!(debug_assertions) && digests() != self.sources {
            return parse().map(Cow::Owned);
        }
        Ok(Cow::Borrowed(&self.tera))
    }
}

fn parse() -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    filters::register(&mut tera);
    tera.autoescape_on([".html"]);
    let names = Templates::iter().filter(|name| !name.starts_with("mail/"));
    let sources = names.filter_map(|name| Some((name.to_string(), unindented(&source(&name)?))));
    tera.add_raw_templates(icons::drawn(sources.collect())?)?;
    Ok(tera)
}

fn source(name: &str) -> Option<String> {
    let file = Templates::get(name)?;
    Some(String::from_utf8_lossy(&file.data).into_owned())
}

/// Returns the template without its indentation, which is an eighth of a page. No element shows
/// it, and the lines keep their numbers for error messages.
fn unindented(source: &str) -> String {
    source.lines().flat_map(|line| [line.trim_start(), "\n"]).collect()
}

fn digests() -> Vec<[u8; 32]> {
    Templates::iter()
        .filter_map(|name| Templates::get(&name))
        .map(|file| file.metadata.sha256_hash())
        .collect()
}
