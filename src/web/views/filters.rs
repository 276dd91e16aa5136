//! Functions and filters for templates beyond Tera's own.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tera::{Kwargs, Map, State, Tera, Value, escape_html};

use super::{Assets, text};
use crate::{
    locale::{Format, Language, Plurals},
    types,
};

/// Registers every filter and function for the templates of a language.
pub fn register(tera: &mut Tera, language: Language) {
    let (format, plurals) = (Format::of(language), Plurals::of(language));
    tera.register_filter("plural", move |number: i64, _: Kwargs, _: &State| {
        plurals.category(number)
    });
    tera.register_function("asset", move |kwargs: Kwargs, _: &State| asset(&kwargs, language));
    tera.register_filter("initials", |name: &str, _: Kwargs, _: &State| text::initials(name));
    tera.register_filter("hue", |slug: &str, _: Kwargs, _: &State| text::hue_class(slug));
    tera.register_filter("head", |name: &str, _: Kwargs, _: &State| text::split_name(name).0);
    tera.register_filter("tail", |name: &str, _: Kwargs, _: &State| text::split_name(name).1);
    tera.register_filter("number", move |value: i64, _: Kwargs, _: &State| format.number(value));
    tera.register_filter("wait", move |seconds: i64, _: Kwargs, _: &State| format.wait(seconds));
    tera.register_filter("date", move |at: &str, _: Kwargs, _: &State| written(format.date(at)));
    tera.register_filter("datetime", move |at: &str, _: Kwargs, _: &State| {
        written(format.datetime(at))
    });
    tera.register_filter("address", |stored: &str, _: Kwargs, _: &State| {
        types::shown_address(stored).into_owned()
    });
    tera.register_filter("urlencode", |value: &str, _: Kwargs, _: &State| {
        utf8_percent_encode(value, NON_ALPHANUMERIC).to_string()
    });
    tera.register_filter("attributes", |rest: &Map, _: Kwargs, _: &State| attributes(rest));
    tera.register_filter("parts", |body: &str, _: Kwargs, _: &State| parts(body));
    tera.register_filter("code", |body: &str, _: Kwargs, _: &State| {
        text::code(body).unwrap_or_default().to_owned()
    });
}

/// Implements `asset(path="css/app.css")`: the file's URL, or nothing if it's missing.
fn asset(kwargs: &Kwargs, language: Language) -> Result<String, tera::Error> {
    let path: &str = kwargs.must_get("path")?;
    Ok(Assets::url(path, language).unwrap_or_default())
}

fn written(time: Option<String>) -> Result<String, tera::Error> {
    time.ok_or_else(|| tera::Error::message("expected a timestamp in RFC 3339, in UTC"))
}

/// Splits plain text at its links: `[{ text, link }]`.
fn parts(body: &str) -> Result<Value, tera::Error> {
    Value::try_from_serializable(&text::parts(body))
}

/// Writes a component's `...rest` as attributes, sorted by name: the order of a map differs
/// from one call to the next, and the same page is to be the same bytes.
fn attributes(rest: &Map) -> Result<Value, tera::Error> {
    let mut sorted: Vec<_> = rest.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    let mut html = Vec::new();
    for (name, value) in sorted {
        html.extend_from_slice(format!(" {name}=\"").as_bytes());
        escape_html(&value.to_string(), &mut html).map_err(tera::Error::message)?;
        html.push(b'"');
    }
    Ok(Value::safe_string(&String::from_utf8_lossy(&html)))
}
