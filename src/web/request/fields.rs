//! Input fields from people and programs, parsed the same way for pages and the API.

use crate::{
    types::{AddressList, InvalidAddressList, Role, Slug, TenantName},
    web::views::FieldErrors,
};

/// Parses a new organization; an empty slug is derived from the name.
pub fn tenant(name: &str, slug: &str) -> Result<(TenantName, Slug), FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.take("name", name.parse::<TenantName>());
    let slug = match (&name, slug.trim().is_empty()) {
        (None, true) => None,
        (Some(name), true) => {
            let made = Slug::suggested_by(name.as_str());
            errors.take("slug", made.ok_or(crate::text!("refusal-choose-address")))
        }
        (_, false) => errors.take("slug", slug.parse::<Slug>()),
    };
    match (name, slug) {
        (Some(name), Some(slug)) => Ok((name, slug)),
        _ => Err(errors),
    }
}

/// Parses an organization's new name and new slug; what isn't sent stays.
pub fn edited_tenant(
    name: Option<&str>,
    slug: Option<&str>,
) -> Result<(Option<TenantName>, Option<Slug>), FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = name.and_then(|name| errors.take("name", name.parse()));
    let slug = slug.and_then(|slug| errors.take("slug", slug.parse()));
    if errors.is_empty() { Ok((name, slug)) } else { Err(errors) }
}

/// Parses whom to invite, by the list in `field`, and the role they get.
pub fn invitees(
    field: &str,
    addresses: Result<AddressList, InvalidAddressList>,
    role: &str,
) -> Result<(AddressList, Role), FieldErrors> {
    let mut errors = FieldErrors::default();
    let addresses = errors.take(field, addresses);
    let role = errors.take("role", role.parse());
    match (addresses, role) {
        (Some(addresses), Some(role)) => Ok((addresses, role)),
        _ => Err(errors),
    }
}
