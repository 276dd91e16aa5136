use diesel::Queryable;
use serde::Serialize;

/// The color and logo by which lists and pages show an organization.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Queryable)]
pub struct Mark {
    /// The chosen one of the twelve colors; `None` if it follows from the slug.
    pub hue: Option<i16>,
    /// The digest of the logo, as in its address; `None` without one.
    pub logo: Option<String>,
}
