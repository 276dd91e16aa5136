//! `/api/v1`: one file for each resource; `docs/api.md` is its manual.

pub mod audit_events;
pub mod auth;
mod auth_answer;
pub mod invitations;
mod listing;
pub mod members;
pub mod tenants;
pub mod todos;
pub mod verify_token;

use actix_web::{HttpResponse, Route, web};

use crate::web::{access::Anyone, error::AppError};

/// `/…/{id}` inside an organization.
#[derive(serde::Deserialize)]
pub struct ItemPath {
    id: String,
}

impl ItemPath {
    /// A text that is no id is as good as an unknown one.
    fn id<T: std::str::FromStr>(&self) -> Result<T, AppError> {
        self.id.parse().map_err(|_| AppError::NotFound)
    }
}

/// Answers the methods that a path does not take; stands last of its rows.
pub fn only(allowed: &'static str) -> Route {
    web::to(
        move |_: Anyone| async move { Err::<HttpResponse, _>(AppError::MethodNotAllowed(allowed)) },
    )
}
