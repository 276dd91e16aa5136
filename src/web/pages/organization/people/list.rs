//! The frame of the list of members: its search, links and size.

use serde::Serialize;

use crate::{
    db::CappedCount,
    locale::Text,
    tenancy::memberships::directory::{PAGE_SIZE, Sort},
    web::{commands::members_query::MembersQuery, urls},
};

/// The list of members as the reader asked for it.
#[derive(Clone, Debug, Serialize)]
pub struct MemberList {
    /// The text that was searched for.
    pub q: String,
    /// `"all"`, a role or `"suspended"`.
    pub filter: String,
    /// `"role"`, `"name"`, `"joined"` or `"active"`.
    pub sort: String,
    /// Whether only some of the members are shown.
    pub is_narrowed: bool,
    /// The list's query, for forms that lead back to it.
    pub query: String,
    /// The number of members on all pages.
    pub total: CappedCount,
    /// The position of the page's first member; 0 if there is none.
    pub first: i64,
    /// The position of the page's last member.
    pub last: i64,
    /// The heads of the columns.
    pub heads: Vec<Head>,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

/// The head of a column, which sorts by it.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// The order's name.
    pub sort: String,
    /// The column's title.
    pub label: String,
    /// The link to the list in this order.
    pub href: String,
    /// `"ascending"` or `"descending"` if the list is in this order.
    pub order: Option<String>,
}

impl MemberList {
    /// Describes the page of the list of `slug` that `query` asks for, which has `shown`
    /// of `total` members.
    pub fn new(slug: &str, query: &MembersQuery, shown: usize, total: CappedCount) -> Self {
        let (selection, page) = (query.selection(), query.page());
        let size = i64::try_from(PAGE_SIZE).unwrap_or(i64::MAX);
        let before = i64::from(page - 1) * size;
        let shown = i64::try_from(shown).unwrap_or(i64::MAX);
        let is_followed = if total.is_more { shown == size } else { before + size < total.number };
        let link = |query: String| urls::with_query(urls::members(slug), &query);
        // Past the end, the link leads to the last page that was counted.
        let counted = u32::try_from((total.number - 1).max(0) / size + 1).unwrap_or(u32::MAX);
        let previous = if shown == 0 { (page - 1).min(counted) } else { page - 1 };
        let head = |sort: Sort| Head {
            sort: sort.as_str().to_owned(),
            label: label(sort).into(),
            href: link(query.sorted_by(sort)),
            order: (sort == selection.sort).then(|| order(sort).to_owned()),
        };
        Self {
            is_narrowed: !selection.text.is_empty() || selection.filter.as_str() != "all",
            q: selection.text,
            filter: selection.filter.as_str().to_owned(),
            sort: selection.sort.as_str().to_owned(),
            query: query.at_page(page),
            total,
            first: if shown == 0 { 0 } else { before + 1 },
            last: if shown == 0 { 0 } else { before + shown },
            heads: Sort::ALL.map(head).into(),
            prev_href: (page > 1).then(|| link(query.at_page(previous))),
            next_href: is_followed.then(|| link(query.at_page(page + 1))),
        }
    }
}

fn label(sort: Sort) -> Text {
    match sort {
        Sort::Name => crate::text!("history-person"),
        Sort::Role => crate::text!("role"),
        Sort::Joined => crate::text!("members-joined"),
        Sort::Active => crate::text!("members-last-active"),
    }
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Name => "ascending",
        Sort::Role | Sort::Joined | Sort::Active => "descending",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(query: &str, shown: usize, total: i64) -> MemberList {
        MemberList::new("acme", &MembersQuery::of(query), shown, CappedCount::of(total, 1000))
    }

    #[test]
    fn a_page_says_where_it_is_and_leads_to_its_neighbours() {
        let second = list("q=a&page=2", 50, 120);
        assert_eq!((second.first, second.last, second.total.exact()), (51, 100, Some(120)));
        assert_eq!(second.prev_href.as_deref(), Some("/o/acme/members?q=a"));
        assert_eq!(second.next_href.as_deref(), Some("/o/acme/members?q=a&page=3"));
        let last = list("page=3", 20, 120);
        assert_eq!((last.first, last.last, last.next_href), (101, 120, None));
        let beyond = list("page=9", 0, 120);
        assert_eq!((beyond.first, beyond.last), (0, 0));
        assert_eq!(beyond.prev_href.as_deref(), Some("/o/acme/members?page=3"));
        let uncounted = list("page=30", 50, 1000);
        assert_eq!(uncounted.prev_href.as_deref(), Some("/o/acme/members?page=29"));
        assert_eq!(uncounted.next_href.as_deref(), Some("/o/acme/members?page=31"));
        assert_eq!(list("page=40", 7, 1000).next_href, None);
        let none = list("q=nobody", 0, 0);
        assert!(none.prev_href.is_none() && none.next_href.is_none() && none.is_narrowed);
    }
}
