use std::collections::BTreeMap;

use fluent_syntax::{ast::Entry, parser};
use rust_embed::Embed;

use super::Language;
use super::{TextError, parts::Source, pseudo};

/// The texts: embedded in release builds, read from disk in debug builds.
#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/locales"]
struct Files;

/// All texts of one language.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    texts: BTreeMap<String, Source>,
}

impl Catalog {
    /// Reads the files of a language; fails on a mistake in any of them.
    pub fn load(language: Language) -> Result<Self, TextError> {
        if Language::PSEUDO.contains(&language) {
            return Ok(Self::load(Language::English)?.disguised(language));
        }
        let mut catalog = Self::default();
        let folder = format!("{}/", language.tag());
        for name in Files::iter().filter(|name| name.starts_with(&folder)) {
            let file = Files::get(&name).map(|file| file.data).unwrap_or_default();
            catalog.add(&name, &String::from_utf8_lossy(&file))?;
        }
        Ok(catalog)
    }

    /// Returns the key of every text.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    pub(super) fn add(&mut self, file: &str, source: &str) -> Result<(), TextError> {
        let wrong = |reason: String| TextError::Syntax { file: file.to_owned(), reason };
        let parsed = parser::parse(source.to_owned()).map_err(|(_, errors)| {
            wrong(errors.first().map(ToString::to_string).unwrap_or_default())
        })?;
        for entry in parsed.body {
            match entry {
                Entry::Message(message) if message.attributes.is_empty() => {
                    let key = message.id.name;
                    let text = message.value.ok_or_else(|| wrong(format!("`{key}` is empty")))?;
                    if self.texts.insert(key.clone(), text).is_some() {
                        return Err(TextError::Repeated { file: file.to_owned(), key });
                    }
                }
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
                other => return Err(wrong(format!("only texts and comments are read: {other:?}"))),
            }
        }
        Ok(())
    }

    /// Returns the same texts for a language that nobody speaks.
    fn disguised(mut self, language: Language) -> Self {
        for (key, text) in &mut self.texts {
            pseudo::disguise(key, text, language);
        }
        self
    }

    pub(super) fn find(&self, key: &str) -> Option<&Source> {
        self.texts.get(key)
    }
}

/// Returns a digest of each file, by which a change is noticed.
pub fn digests() -> impl Iterator<Item = [u8; 32]> {
    Files::iter().filter_map(|name| Files::get(&name)).map(|file| file.metadata.sha256_hash())
}
