//! The texts for people in each language, from `locales/`.
//!
//! The files are written in [Fluent](https://projectfluent.org). Templates name a text by a
//! marker, `[[todos-add]]`, and get it when they are loaded: a page in another language is no
//! slower. Code names one by `text!("todos-added")`, which becomes words in the language of the
//! request.

mod binding;
mod catalog;
mod each;
mod error;
mod format;
mod language;
mod parts;
mod plurals;
mod pseudo;
mod say;
mod text;
mod value;

pub use self::{
    catalog::{Catalog, digests},
    each::Each,
    error::TextError,
    format::Format,
    language::Language,
    plurals::Plurals,
    text::{Text, of_person, saying, speak, speaking, speaking_to_program, spoken},
    value::TextValue,
};
