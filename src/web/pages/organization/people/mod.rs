//! Changes to an organization's members. Each has a page of its own that says what happens;
//! the step-up leads back to it, with what was chosen.

pub mod bulk;
mod bulk_selection;
pub mod leaving;
pub mod list;
pub mod permissions;
pub mod removal;
pub mod role;
pub mod roles;
pub mod row;
pub mod suspension;

use serde::{Deserialize, Serialize};

use crate::{
    ids::UserId,
    tenancy::memberships,
    types::shown_address,
    web::{access::Viewer, error::AppError, urls},
};

/// The list of members that a page leads back to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct FromList {
    /// The list's query.
    list: String,
}

/// The path `/o/{slug}/members/{id}`.
#[derive(Debug, Deserialize)]
pub struct MemberPath {
    slug: String,
    id: String,
}

impl MemberPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id(&self) -> Result<UserId, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

/// The member that a page is about.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// The part of the URL after `/members/`.
    pub id: String,
    /// The name, or the address if it is empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Whether it's the reader.
    pub is_you: bool,
    /// Whether the membership is suspended.
    pub suspended: bool,
    /// The URL of their picture.
    pub picture: Option<String>,
}

impl Person {
    /// Shows `found` to `reader`, who may change members up to their own role.
    fn new(found: Option<memberships::Member>, reader: &Viewer) -> Result<Self, AppError> {
        let found = found.ok_or(AppError::NotFound)?;
        if found.role > reader.role {
            return Err(AppError::Forbidden);
        }
        Ok(Self {
            id: found.user.to_string(),
            name: shown_name(&found.name, &found.email),
            role: found.role.to_string(),
            is_you: found.user == reader.caller.user,
            suspended: found.suspended_at.is_some(),
            picture: found.picture.map(|it| urls::member_picture(&reader.tenant.slug, it)),
            email: found.email,
        })
    }
}

/// Returns the name, or the address if it is empty.
fn shown_name(name: &str, email: &str) -> String {
    if name.is_empty() { shown_address(email).into_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod samples {
    use super::Person;
    use crate::web::urls;

    impl Person {
        pub(super) fn sample(name: &str, is_you: bool) -> Self {
            Self {
                id: "01957".to_owned(),
                name: name.to_owned(),
                email: "grace@example.com".to_owned(),
                role: "owner".to_owned(),
                is_you,
                suspended: false,
                picture: (!is_you).then(|| urls::member_picture("acme", "5e".repeat(32))),
            }
        }
    }
}
