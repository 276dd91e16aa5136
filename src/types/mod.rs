//! Text from outside, one type for each kind of it. Every door parses into these,
//! pages and both APIs, sign-ins elsewhere, imports and providers' answers, so that
//! no kind of text has two rules.

mod email_address;
mod image_url;
pub mod line;
mod person_name;

pub use self::{
    email_address::{EmailAddress, InvalidEmailAddress, shown_address},
    image_url::{ImageUrl, InvalidImageUrl},
    line::InvalidLine,
    person_name::PersonName,
};
