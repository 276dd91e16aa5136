//! The part of the todos that a list shows, as pages and the API take it from the query.

use serde::Deserialize;
use url::form_urlencoded::{Serializer, parse};

use crate::{
    todos::{Cursor, Filter, Order, Search, Selection},
    web::{error::AppError, urls, views::FieldErrors},
};

/// The query `?filter=open&q=oak&order=due&before={cursor}`; what is empty, absent or unknown
/// narrows nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct TodosQuery {
    filter: String,
    q: String,
    order: String,
    before: String,
}

impl TodosQuery {
    /// Parses the query of a list that a form came from.
    pub fn of(list: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in parse(list.as_bytes()) {
            let field = match name.as_ref() {
                "filter" => &mut query.filter,
                "q" => &mut query.q,
                "order" => &mut query.order,
                "before" => &mut query.before,
                _ => continue,
            };
            *field = value.into_owned();
        }
        query
    }

    /// Returns what the list shows; a cursor of another order means the beginning.
    pub fn selection(&self) -> Selection {
        let Ok(filter) = self.filter.parse();
        let Ok(order) = self.order.parse();
        let after = Cursor::parse(&self.before, order).ok();
        Selection { filter, search: Search::of(&self.q), order, after }
    }

    /// Like [`selection`](Self::selection), but refuses a cursor of another order.
    pub fn strict_selection(&self) -> Result<Selection, AppError> {
        let selection = self.selection();
        if selection.after.is_none() && !self.before.is_empty() {
            let message = crate::text!("app-follow-next");
            return Err(AppError::Invalid(FieldErrors::one("before", message)));
        }
        Ok(selection)
    }
}

/// Returns the query of a list in its shortest form, without what is usual.
pub fn written(selection: &Selection) -> String {
    let Selection { filter, search, order, after } = selection;
    let mut query = Serializer::new(String::new());
    if *filter != Filter::default() {
        query.append_pair("filter", filter.as_str());
    }
    if !search.is_empty() {
        query.append_pair("q", search.as_str());
    }
    if *order != Order::default() {
        query.append_pair("order", order.as_str());
    }
    if let Some(cursor) = after {
        query.append_pair("before", &cursor.to_string());
    }
    query.finish()
}

/// Returns `path` with the query of the same list from `after` on.
pub fn link(path: String, selection: &Selection, after: Option<Cursor>) -> String {
    urls::with_query(path, &written(&Selection { after, ..selection.clone() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(list: &str) -> String {
        written(&TodosQuery::of(list).selection())
    }

    #[test]
    fn a_list_is_found_again_and_nothing_else() {
        let id = "0197e0f0-0000-7000-8000-000000000000";
        for list in [
            String::from("filter=open&q=50%25+oak%26"),
            format!("filter=assigned&before={id}"),
            format!("order=due&before=2026-03-01%7E{id}"),
        ] {
            assert_eq!(again(&list), list);
        }
        for usual in
            ["", "filter=all&order=created&q=+", "before=gone&evil=%0d%0a", "//evil.example"]
        {
            assert_eq!(again(usual), "", "{usual}");
        }
        assert_eq!(again(&format!("order=due&before={id}")), "order=due");
    }
}
