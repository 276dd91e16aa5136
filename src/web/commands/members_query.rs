//! The query of a list of members, the same for pages and the API.

use serde::Deserialize;
use url::form_urlencoded::{Serializer, parse};

use crate::{
    db::{DbError, TenantReader},
    ids::UserId,
    tenancy::memberships::{
        self,
        directory::{Cursor, Filter, Selection, Sort},
    },
    types::EmailAddress,
    web::{error::AppError, urls, views::FieldErrors},
};

/// The most characters that are searched for.
const LONGEST: usize = 200;

/// The query `?q=…&filter=…&sort=…`, with `&page=` on pages and `&after=` in the API.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MembersQuery {
    q: String,
    filter: String,
    sort: String,
    page: String,
    after: String,
}

impl MembersQuery {
    /// Parses the query of a list that a form came from.
    pub fn of(list: &str) -> Self {
        let mut query = Self::default();
        for (name, value) in parse(list.as_bytes()) {
            let field = match name.as_ref() {
                "q" => &mut query.q,
                "filter" => &mut query.filter,
                "sort" => &mut query.sort,
                "page" => &mut query.page,
                _ => continue,
            };
            *field = value.into_owned();
        }
        query
    }

    /// Returns what the list shows; an unknown filter or order is the usual one.
    pub fn selection(&self) -> Selection {
        Selection {
            text: self.q.trim().chars().take(LONGEST).collect(),
            filter: self.filter.parse().unwrap_or_default(),
            sort: self.sort.parse().unwrap_or_default(),
        }
    }

    /// Returns the number of the page, from 1; an invalid one is the first.
    pub fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// Returns the place in the list, which has to be one of the same order.
    pub fn after(&self) -> Result<Option<Cursor>, AppError> {
        if self.after.is_empty() {
            return Ok(None);
        }
        let cursor = Cursor::parse(&self.after, self.selection().sort).map_err(|_| {
            let message = crate::text!("app-follow-next");
            AppError::Invalid(FieldErrors::one("after", message))
        })?;
        Ok(Some(cursor))
    }

    /// Returns the query of the same list's page `number`, without what is usual.
    pub fn at_page(&self, number: u32) -> String {
        let page = (number > 1).then(|| ("page", number.to_string()));
        self.written(self.selection().sort, page)
    }

    /// Returns the query of the same list in another order, from its start.
    pub fn sorted_by(&self, sort: Sort) -> String {
        self.written(sort, None)
    }

    /// Returns the query of the same list after `place`.
    pub fn after_cursor(&self, cursor: &Cursor) -> String {
        self.written(self.selection().sort, Some(("after", cursor.to_string())))
    }

    fn written(&self, sort: Sort, position: Option<(&str, String)>) -> String {
        let Selection { text, filter, .. } = self.selection();
        let mut query = Serializer::new(String::new());
        if !text.is_empty() {
            query.append_pair("q", &text);
        }
        if filter != Filter::default() {
            query.append_pair("filter", filter.as_str());
        }
        if sort != Sort::default() {
            query.append_pair("sort", sort.as_str());
        }
        if let Some((name, value)) = position {
            query.append_pair(name, &value);
        }
        query.finish()
    }
}

/// Returns the address of the list that a form came from, which sent its query.
pub fn back_to(slug: &str, list: &str) -> String {
    let query = MembersQuery::of(list);
    urls::with_query(urls::members(slug), &query.at_page(query.page()))
}

/// Finds the active member whose address was typed, if one was; the inner error says what is
/// wrong with it.
pub async fn typed_member(
    db: &TenantReader,
    typed: &str,
) -> Result<Result<Option<UserId>, String>, DbError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    let email: EmailAddress = match typed.parse() {
        Ok(email) => email,
        Err(error) => return Ok(Err(format!("{error}"))),
    };
    let found = memberships::find_by_email(db, &email).await?;
    let unknown = || String::from(crate::text!("refusal-no-such-member", email = email.shown()));
    Ok(found.map(Some).ok_or_else(unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_found_again_and_nothing_else() {
        let list = "q=a+b%26c&filter=admin&sort=name&page=3&after=x&evil=%0d%0a";
        assert_eq!(
            back_to("acme", list),
            "/o/acme/members?q=a+b%26c&filter=admin&sort=name&page=3"
        );
        for usual in
            ["", "page=1", "sort=role&filter=all", "q=+&page=0&sort=evil", "//evil.example"]
        {
            assert_eq!(back_to("acme", usual), "/o/acme/members", "{usual}");
        }
    }
}
