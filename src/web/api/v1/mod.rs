//! `/api/v1`: one file per resource; `docs/api.md` is the manual.

mod answer;
pub mod audit_events;
pub mod auth;
mod auth_answer;
pub mod invitations;
pub mod joining;
mod listing;
pub mod member_changes;
pub mod members;
pub mod organization;
mod sent;
pub mod suspended_organizations;
pub mod tenants;
pub mod todos;
pub mod verify_token;

use crate::web::error::AppError;

/// The path `/…/{id}` inside an organization.
#[derive(serde::Deserialize)]
pub struct ItemPath {
    id: String,
}

impl ItemPath {
    /// Parses the id; an invalid one is treated like an unknown one.
    fn id<T: std::str::FromStr>(&self) -> Result<T, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}
