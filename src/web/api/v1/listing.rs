use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// A page of a list.
#[derive(Serialize, ToSchema)]
pub struct Listing<T> {
    /// This page of them.
    items: Vec<T>,
    /// How many there are in all, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// The path of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

impl<T: Serialize> Listing<T> {
    /// Everything there is.
    pub fn whole(items: Vec<T>) -> Self {
        let total = i64::try_from(items.len()).ok();
        Self { items, total, next: None }
    }

    /// One of several numbered pages.
    pub fn page(items: Vec<T>, total: i64, next: Option<String>) -> Self {
        Self { items, total: Some(total), next }
    }

    /// The part of a list that ends before some item.
    pub fn part(items: Vec<T>, next: Option<String>) -> Self {
        Self { items, total: None, next }
    }

    /// As an answer.
    pub fn answer(self) -> HttpResponse {
        HttpResponse::Ok().json(self)
    }
}
