//! Pagination of long lists.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::tenancy::memberships::PageRequest;

/// The number of rows on a page of organizations or members.
const SIZE: u32 = 20;

/// The query parameters `?page=` and `?q=`.
#[derive(Debug, Default, Deserialize)]
pub struct PageQuery {
    #[serde(default)]
    page: Option<String>,
    /// The search text; empty if there is none.
    #[serde(default)]
    pub q: String,
}

/// The position of a page among the others.
pub struct PageLinks {
    /// The page number, from 1.
    pub page: u32,
    /// The number of pages, at least 1.
    pub pages: u32,
    /// The link to the previous page; `None` on the first.
    pub prev_href: Option<String>,
    /// The link to the next page; `None` on the last.
    pub next_href: Option<String>,
}

impl PageQuery {
    /// Returns the rows of the requested page; an invalid number means the first page.
    pub fn window(&self) -> PageRequest {
        let skipped = i64::from(self.number() - 1) * i64::from(SIZE);
        PageRequest { limit: i64::from(SIZE), offset: skipped }
    }

    /// Returns links to the neighboring pages on `path`, given `total` rows.
    pub fn links(&self, path: &str, total: i64) -> PageLinks {
        let page = self.number();
        let rows = u32::try_from(total).unwrap_or(u32::MAX);
        let pages = rows.div_ceil(SIZE).max(1);
        let href = |page: u32| {
            let query = utf8_percent_encode(&self.q, NON_ALPHANUMERIC);
            format!("{path}?page={page}&q={query}")
        };
        PageLinks {
            page,
            pages,
            prev_href: (page > 1).then(|| href(page.min(pages + 1) - 1)),
            next_href: (page < pages).then(|| href(page + 1)),
        }
    }

    fn number(&self) -> u32 {
        let asked = self.page.as_deref().and_then(|page| page.parse().ok());
        asked.unwrap_or(1).clamp(1, 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(page: &str) -> PageQuery {
        PageQuery { page: Some(page.to_owned()), q: String::from("a b") }
    }

    #[test]
    fn pages_link_to_their_neighbours() {
        let links = query("2").links("/list", 45);
        assert_eq!((links.page, links.pages), (2, 3));
        assert_eq!(links.prev_href.unwrap(), "/list?page=1&q=a%20b");
        assert_eq!(links.next_href.unwrap(), "/list?page=3&q=a%20b");
    }

    #[test]
    fn nonsense_is_the_first_page() {
        for page in ["0", "-1", "x", "99999999999999999999"] {
            assert!(query(page).window().offset >= 0);
        }
        assert_eq!(query("x").window().offset, 0);
        assert!(query("1").links("/list", 0).next_href.is_none());
    }
}
