//! The URL's query.

use std::{collections::HashSet, ops::Deref};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use futures_util::future::{Ready, ready};
use serde::de::DeserializeOwned;
use url::form_urlencoded::{Serializer, parse};

use crate::web::error::AppError;

/// The parsed query. If a parameter is repeated the first one counts, as everywhere else
/// that reads the query.
pub struct Query<T>(T);

impl<T> Query<T> {
    /// Returns the parsed value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(req.query_string()).map(Self))
    }
}

/// Parses the query as it came and, only if that fails, pair by pair.
fn read<T: DeserializeOwned>(query: &str) -> Result<T, AppError> {
    let unreadable = |_| AppError::BadRequest(crate::text!("app-address-unread"));
    let read = serde_urlencoded::from_str(query);
    read.or_else(|_| serde_urlencoded::from_str(&first_of_each(query))).map_err(unreadable)
}

fn first_of_each(query: &str) -> String {
    let mut seen = HashSet::new();
    let firsts = parse(query.as_bytes()).filter(|(name, _)| seen.insert(name.clone()));
    Serializer::new(String::new()).extend_pairs(firsts).finish()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Page {
        page: String,
        #[serde(default)]
        q: String,
    }

    #[test]
    fn what_is_said_twice_counts_once() {
        let page: Page = read("page=1&q=a%20b&page=2&q=c&other=1&other=2").unwrap();
        assert_eq!((page.page.as_str(), page.q.as_str()), ("1", "a b"));
        assert!(read::<Page>("q=x").is_err());
    }
}
