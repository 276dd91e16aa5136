//! The mails, rendered from templates.

mod notices;
mod provider;
mod quoted;

pub use self::{
    provider::{MailTemplate, MailedLink, Mails},
    quoted::Quoted,
};
