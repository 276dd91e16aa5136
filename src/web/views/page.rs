use serde::Serialize;

/// What one template needs, and nothing else.
pub trait Page: Serialize {
    /// Path under `templates/`.
    const TEMPLATE: &'static str;

    /// One example per state the page can be in; a test renders them all.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}
