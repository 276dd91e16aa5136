use std::borrow::Cow;

use rust_embed::Embed;
use tera::{Context, Tera};

use super::{Page, expansion::expanded, filters, icons};
use crate::locale::{self, Catalog, Each, Language};

/// The templates: embedded in release builds, read from disk in debug builds.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/templates"]
struct Templates;

/// All templates, parsed, with the texts of each language.
///
/// A debug build notices an edited template or text at the next render, so that a designer
/// sees the change without a restart.
#[derive(Clone, Debug, Default)]
pub struct Views {
    engines: Each<Tera>,
    sources: Vec<[u8; 32]>,
}

impl Views {
    /// Parses all templates in the default language. The other languages wait for the first
    /// page that needs them: each takes as long to start with, and as much memory.
    pub fn load() -> Result<Self, tera::Error> {
        let views = Self { sources: digests(), ..Self::default() };
        views.engine(Language::default())?;
        Ok(views)
    }

    /// Returns the templates with every component called, to compare with.
    #[cfg(test)]
    pub fn with_calls(language: Language) -> Result<Self, tera::Error> {
        let mut tera = empty(language);
        tera.add_raw_templates(icons::drawn(bound(language)?)?)?;
        let views = Self { sources: digests(), ..Self::default() };
        views.engines.get::<tera::Error>(language, || Ok(tera))?;
        Ok(views)
    }

    /// Renders the page as HTML, with everything in it escaped.
    pub fn render<P: Page>(&self, language: Language, page: &P) -> Result<String, tera::Error> {
        let context = Context::from_serialize(page)?;
        self.engine(language)?.render(P::TEMPLATE, &context)
    }

    /// Returns the names of the templates that are whole pages.
    pub fn page_templates() -> impl Iterator<Item = String> {
        let names = Templates::iter().map(Cow::into_owned);
        names.filter(|name| name.starts_with("pages/") || name.starts_with("errors/"))
    }

    fn engine(&self, language: Language) -> Result<Cow<'_, Tera>, tera::Error> {
        if cfg!(debug_assertions) && digests() != self.sources {
            return parse(language).map(Cow::Owned);
        }
        self.engines.get(language, || parse(language)).map(Cow::Borrowed)
    }
}

fn parse(language: Language) -> Result<Tera, tera::Error> {
    let mut tera = empty(language);
    let sources = bound(language)?;
    if cfg!(debug_assertions) {
        // A mistake is told with the line that the file has it in.
        tera.clone().add_raw_templates(sources.clone())?;
    }
    tera.add_raw_templates(icons::drawn(expanded(sources))?)?;
    Ok(tera)
}

fn empty(language: Language) -> Tera {
    let mut tera = Tera::new();
    filters::register(&mut tera, language);
    tera.autoescape_on([".html"]);
    tera
}

/// Returns the templates of pages with the language's texts in them.
fn bound(language: Language) -> Result<Vec<(String, String)>, tera::Error> {
    let texts = Catalog::load(language).map_err(tera::Error::message)?;
    let names = Templates::iter().filter(|name| !name.starts_with("mail/"));
    names
        .map(|name| {
            let source = unindented(&source(&name).unwrap_or_default());
            let bound = texts.bind(&name, &source).map_err(tera::Error::message)?;
            Ok((name.into_owned(), bound))
        })
        .collect()
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
        .chain(locale::digests())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_menus_stand_in_the_place_of_their_calls() {
        let views = Views::load().unwrap();
        let engine = views.engine(Language::English).unwrap();
        for name in ["todo_row", "todo_tick", "todo_facts", "cut_name", "section_link"] {
            assert!(!engine.contains_component(name), "{name} is called");
        }
        assert!(engine.contains_component("field"), "it takes any attribute");
    }
}
