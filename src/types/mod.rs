//! Text from outside, with one type for each kind. Pages, both APIs, sign-ins at other
//! sites, imports and providers' answers all parse into these types, so that each kind has
//! one rule.

#[macro_use]
mod stored;

mod address_list;
mod browser;
mod client_info;
mod domain_name;
mod email_address;
mod identity;
mod image_url;
pub mod line;
mod organization;
mod person_name;
mod sign_in_method;
mod subject;

pub use self::{
    address_list::{AddressEntry, AddressList, InvalidAddressList},
    browser::Browser,
    client_info::{ClientInfo, RequestOrigin},
    domain_name::{DomainName, InvalidDomainName},
    email_address::{EmailAddress, InvalidEmailAddress, shown_address},
    identity::Identity,
    image_url::{ImageUrl, InvalidImageUrl},
    line::InvalidLine,
    organization::{InvalidRole, InvalidSlug, Mark, Role, Slug, TenantName},
    person_name::PersonName,
    sign_in_method::{InvalidSignInMethod, SignInMethod},
    subject::{EMBEDDED, Issuer, Subject, SubjectKey},
};
