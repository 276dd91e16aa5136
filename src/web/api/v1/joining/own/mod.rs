//! The calls by which a person joins an organization themselves.

mod asking;
pub mod links;
pub mod offers;
pub mod own_requests;

use serde::Serialize;
use utoipa::ToSchema;

use crate::{types::Mark, web::urls};

/// An organization that the caller doesn't belong to yet.
#[derive(Serialize, ToSchema)]
struct OfferingOrganization {
    name: String,
    slug: String,
    /// The chosen one of the twelve colors, from 0 to 11; null if it follows from the slug.
    #[schema(required = true)]
    hue: Option<i16>,
    /// The path of the logo, which is public; null without one.
    #[schema(required = true)]
    logo: Option<String>,
}

impl OfferingOrganization {
    fn new(name: String, slug: String, mark: Mark) -> Self {
        Self { name, slug, hue: mark.hue, logo: mark.logo.map(urls::logo) }
    }
}
