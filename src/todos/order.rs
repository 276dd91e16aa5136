//! The order of a list, and the places in it.

use std::{convert::Infallible, fmt, str::FromStr};

use chrono::{Datelike as _, NaiveDate};

use super::Todo;
use crate::ids::TodoId;

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Created,
    /// The open ones by their due date, then those without one, then those that are done.
    Due,
}

impl Order {
    /// Returns the name in the query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Due => "due",
        }
    }
}

impl FromStr for Order {
    type Err = Infallible;

    /// Parses an order; an unknown one means the newest first.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == Self::Due.as_str() { Self::Due } else { Self::Created })
    }
}

/// A place in a list, after a todo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The day by which the todo is sorted; `None` in lists without that order.
    pub(super) rank: Option<NaiveDate>,
    /// The todo's id.
    pub(super) id: TodoId,
}

/// The text isn't a place in a list of this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a place in this list")]
pub struct InvalidCursor;

impl Cursor {
    /// Returns the place after `todo`.
    pub(super) fn after(todo: &Todo, order: Order) -> Self {
        Self { rank: (order == Order::Due).then_some(todo.due_rank), id: todo.id }
    }

    /// Parses what [`Display`](fmt::Display) wrote for a list in the same order.
    pub fn parse(text: &str, order: Order) -> Result<Self, InvalidCursor> {
        let (rank, id) = match (order, text.split_once('~')) {
            (Order::Created, None) => (None, text),
            (Order::Due, Some((rank, id))) => (Some(day(rank)?), id),
            _ => return Err(InvalidCursor),
        };
        Ok(Self { rank, id: id.parse().map_err(|_| InvalidCursor)? })
    }
}

fn day(text: &str) -> Result<NaiveDate, InvalidCursor> {
    let day: NaiveDate = text.parse().map_err(|_| InvalidCursor)?;
    if (1970..=9999).contains(&day.year()) { Ok(day) } else { Err(InvalidCursor) }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rank) = self.rank {
            write!(f, "{rank}~")?;
        }
        self.id.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_its_text_in_its_order_only() {
        let day = NaiveDate::from_ymd_opt(9999, 12, 31);
        for (rank, order, other) in
            [(None, Order::Created, Order::Due), (day, Order::Due, Order::Created)]
        {
            let cursor = Cursor { rank, id: TodoId::new() };
            assert_eq!(Cursor::parse(&cursor.to_string(), order), Ok(cursor));
            assert_eq!(Cursor::parse(&cursor.to_string(), other), Err(InvalidCursor));
        }
        let id = TodoId::new();
        for text in ["", "x", "~", "2026-03-01~", "2026-03-01~x", &format!("+12026-03-01~{id}")] {
            assert_eq!(Cursor::parse(text, Order::Due), Err(InvalidCursor), "{text}");
        }
    }
}
