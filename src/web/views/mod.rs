//! HTML: templates, the data that every page shares, and the files a page refers to.
//!
//! A page is a struct that implements [`Page`]; [`Views::render`] turns it into text.
//! This module knows nothing about requests.

mod assets;
mod bundles;
mod engine;
mod expansion;
mod fields;
pub mod filters;
mod icons;
mod layout;
mod page;
mod qr;
#[cfg(test)]
mod read;
#[cfg(test)]
mod sample;
mod text;

pub use self::{
    assets::{Asset, Assets, Coding},
    engine::Views,
    fields::{FieldError, FieldErrors},
    layout::{Flash, FlashKind, Layout, Person, SwitcherEntry, TenantHere, WaitingRow},
    page::Page,
    qr::QrCode,
    text::{ACCENT, accent},
};
#[cfg(test)]
pub use self::{
    page::Samples,
    read::{read, untranslated},
    sample::{HOSTILE, LONG_NAME, sample_time, waiting},
};
