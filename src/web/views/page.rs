use serde::Serialize;

/// The data that one template needs, and nothing else.
pub trait Page: Serialize {
    /// Path under `templates/`.
    const TEMPLATE: &'static str;
}

/// A page's examples, for tests.
#[cfg(test)]
pub trait Samples: Page + Sized {
    /// Returns one example per state of the page; a test renders them all.
    fn samples() -> Vec<Self>;
}
