//! Text from outside, one type for each kind of it. Every door parses into these,
//! pages and both APIs, sign-ins elsewhere, imports and providers' answers, so that
//! no kind of text has two rules.

mod browser;
mod client_info;
mod email_address;
mod identity;
mod image_url;
pub mod line;
mod person_name;
mod role;
mod subject;

pub use self::{
    browser::Browser,
    client_info::ClientInfo,
    email_address::{EmailAddress, InvalidEmailAddress, shown_address},
    identity::Identity,
    image_url::{ImageUrl, InvalidImageUrl},
    line::InvalidLine,
    person_name::PersonName,
    role::{InvalidRole, Role},
    subject::{EMBEDDED, Issuer, Subject},
};
