//! The mails, rendered from templates.

mod notices;
mod provider;
mod quoted;

pub use self::{
    provider::{Letter, MailedLink, Mails},
    quoted::Quoted,
};
