use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Listing<T> {
    /// The items on this page.
    items: Vec<T>,
    /// The number of items on all pages, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// The path of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

impl<T: Serialize> Listing<T> {
    /// Creates a list that fits on one page.
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).ok();
        Self { items, total, next: None }
    }

    /// Creates one of several pages; `total` may be unknown.
    pub fn page(items: Vec<T>, total: Option<i64>, next: Option<String>) -> Self {
        Self { items, total, next }
    }

    /// Creates a page of a list that is read with a `before` cursor; `total` stays unknown.
    pub fn part(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, total: None, next }
    }

    /// Builds the JSON response.
    pub fn answer(self) -> HttpResponse {
        HttpResponse::Ok().json(self)
    }
}
