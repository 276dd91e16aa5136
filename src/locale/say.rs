//! Puts texts into words.

use std::sync::LazyLock;

use chrono::{DateTime, SecondsFormat, Utc};
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

static ENGLISH: LazyLock<Voice> = LazyLock::new(|| Voice::load(Language::English));
static GERMAN: LazyLock<Voice> = LazyLock::new(|| Voice::load(Language::German));
static PSEUDO: LazyLock<Voice> = LazyLock::new(|| Voice::load(Language::Accented));

impl Voice {
    fn load(language: Language) -> Self {
        Self {
            // The templates are loaded first, and don't load with a mistake in a file.
            texts: Catalog::load(language).unwrap_or_default(),
            plurals: Plurals::of(language),
            format: Format::of(language),
        }
    }

    fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
            Language::Accented | Language::Mirrored => &PSEUDO,
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
                Some(TextValue::Day(at)) => words.extend(voice.format.date(&written(*at))),
                Some(TextValue::Moment(at)) => words.extend(voice.format.datetime(&written(*at))),
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

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
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
