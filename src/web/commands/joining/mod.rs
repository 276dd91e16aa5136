//! A person's own way into an organization, the same for pages and the API: by a link, by the
//! domain of their address, or by asking.

pub mod asking;
pub mod by_domain;
pub mod by_link;
pub mod counted;
pub mod link_seen;
