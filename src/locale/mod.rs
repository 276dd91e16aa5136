//! The texts for people in each language, from `locales/`.
//!
//! The files are written in [Fluent](https://projectfluent.org). Templates name a text by a
//! marker, `[[todos-add]]`, and get it when they are loaded: a page in another language is no
//! slower. Code names one by `text!("todos-added")`, which becomes words in the language of the
//! request.

mod catalog;
mod error;
mod format;
mod language;
mod markers;
mod parts;
mod pattern;
mod plurals;
mod say;
mod templates;
mod text;
mod value;

pub use self::{
    catalog::{Catalog, digests},
    error::TextError,
    format::Format,
    language::Language,
    plurals::Plurals,
    text::{Text, speak, speaking, spoken},
    value::TextValue,
};
