//! Puts texts into words.

use std::sync::LazyLock;

use fluent_syntax::ast::VariantKey;

use super::Language;
use super::{
    Catalog, Format, Plurals,
    parts::{Part, Source, part, split},
    value::TextValue,
};

type Values = [(&'static str, TextValue)];

/// Returns the text with the values in it; a text that doesn't exist shows its key.
pub(super) fn say(language: Language, key: &str, values: &Values) -> String {
    let voice = Voice::of(language);
    let Some(text) = voice.texts.find(key) else { return key.to_owned() };
    let mut words = String::new();
    // Catalogs hold no text that can't be said.
    let _ = put(voice, text, values, &mut words);
    words
}

/// Everything that puts the texts of a language into words.
struct Voice {
    texts: Catalog,
    plurals: Plurals,
    format: Format,
}

static VOICES: LazyLock<[Voice; Language::ALL.len()]> = LazyLock::new(|| {
    Language::ALL.map(|language| Voice {
        // The templates are loaded first, and don't load with a mistake in a file.
        texts: Catalog::load(language).unwrap_or_default(),
        plurals: Plurals::of(language),
        format: Format::of(language),
    })
});

impl Voice {
    fn of(language: Language) -> &'static Self {
        let [english, german] = &*VOICES;
        match language {
            Language::English => english,
            Language::German => german,
        }
    }
}

fn put(voice: &Voice, text: &Source, values: &Values, words: &mut String) -> Result<(), String> {
    let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, it)| it);
    for element in &text.elements {
        match part(element)? {
            Part::Text(text) => words.push_str(text),
            Part::Variable(name) => match value(name) {
                Some(TextValue::Words(said)) => words.push_str(said),
                Some(TextValue::Number(number)) => words.push_str(&voice.format.number(*number)),
                None => {}
            },
            Part::Choice(name, variants) => {
                let (others, default) = split(variants)?;
                let fitting = others.into_iter().find(|it| fits(voice, &it.key, value(name)));
                put(voice, &fitting.unwrap_or(default).value, values, words)?;
            }
        }
    }
    Ok(())
}

fn fits(voice: &Voice, key: &VariantKey<String>, value: Option<&TextValue>) -> bool {
    match (key, value) {
        (VariantKey::NumberLiteral { value: key }, Some(TextValue::Number(number))) => {
            *key == number.to_string()
        }
        (VariantKey::Identifier { name }, Some(TextValue::Number(number))) => {
            name == voice.plurals.category(*number)
        }
        (VariantKey::Identifier { name }, Some(TextValue::Words(words))) => name == words,
        _ => false,
    }
}
