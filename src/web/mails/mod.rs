//! The mails, as templates write them.

mod notices;
mod provider;
mod quoted;

pub use self::{
    provider::{Letter, MailedLink, Mails},
    quoted::Quoted,
};
