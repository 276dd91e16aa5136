//! HTML: templates, what every page shares, and the files a page refers to.
//!
//! A page is a struct that implements [`Page`]; [`Views::render`] turns it
//! into text. Nothing here knows about requests.

mod assets;
mod engine;
mod fields;
pub mod filters;
mod icons;
mod layout;
mod mails;
mod notices;
mod page;
mod quoted;
mod sample;
#[cfg(test)]
mod tests;
mod text;

pub use assets::{Asset, Assets};
pub use engine::Views;
pub use fields::{FieldError, FieldErrors};
pub use layout::{Layout, Notice, NoticeKind, Person, SwitcherEntry, TenantHere};
pub use mails::{Letter, MailedLink, Mails};
pub use page::Page;
pub use quoted::Quoted;
pub use sample::{HOSTILE, LONG_NAME, sample_time};
