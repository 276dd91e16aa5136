//! The todos that a list shows, and their order.

use std::{convert::Infallible, str::FromStr};

use super::{Cursor, Order};
use crate::types::line::Rule;

/// The part of the todos that a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The kind of todos.
    pub filter: Filter,
    /// The text that the title or the notes contain.
    pub search: Search,
    /// The order.
    pub order: Order,
    /// The place after which this part begins; `None` for the first part.
    pub after: Option<Cursor>,
}

/// A text that is searched for; empty for everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search(String);

const SEARCH: Rule = Rule { missing: "", graphemes: 200, bytes: 800, links: true };

impl Search {
    /// Returns the text as titles have it: composed, without what is invisible, and not long.
    pub fn of(raw: &str) -> Self {
        Self(SEARCH.clean(raw))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A kind of todos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// The reader's own and the shared ones.
    #[default]
    All,
    /// The ones that aren't done.
    Open,
    /// The ones that are done.
    Done,
    /// The reader's own.
    Mine,
    /// The ones that the reader is to do.
    Assigned,
    /// The shared ones, the reader's own included.
    Shared,
}

impl Filter {
    /// All filters.
    pub const ALL: [Self; 6] =
        [Self::All, Self::Open, Self::Done, Self::Mine, Self::Assigned, Self::Shared];

    /// Returns the name in the query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Done => "done",
            Self::Mine => "mine",
            Self::Assigned => "assigned",
            Self::Shared => "shared",
        }
    }

    /// Whether a todo stays under the filter once it is done, or open again.
    pub fn keeps(self, done: bool) -> bool {
        match self {
            Self::Open => !done,
            Self::Done => done,
            Self::All | Self::Mine | Self::Assigned | Self::Shared => true,
        }
    }
}

impl FromStr for Filter {
    type Err = Infallible;

    /// Parses a filter; an unknown one shows everything.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::ALL.into_iter().find(|filter| filter.as_str() == text).unwrap_or_default())
    }
}
