use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use diesel::Queryable;

use crate::{
    ids::{TodoId, UserId},
    types::{
        Role,
        line::{InvalidLine, Rule},
    },
};

/// A todo's title: one line of 1 to 500 characters, in which links are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

const TITLE: Rule =
    Rule { missing: "todo-title-missing", graphemes: 500, bytes: 2_000, links: true };

impl Title {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Title {
    type Err = InvalidLine;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        TITLE.check(raw).map(Self)
    }
}

/// The day by which something is to be done, the same day wherever its readers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDate(NaiveDate);

/// The text isn't a due date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", crate::text!("invalid-due-date"))]
pub struct InvalidDueDate;

impl DueDate {
    /// Returns the day.
    pub fn day(self) -> NaiveDate {
        self.0
    }
}

impl FromStr for DueDate {
    type Err = InvalidDueDate;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let day: NaiveDate = raw.trim().parse().map_err(|_| InvalidDueDate)?;
        if (1970..=9998).contains(&day.year()) { Ok(Self(day)) } else { Err(InvalidDueDate) }
    }
}

/// A todo, as a reader sees it.
#[derive(Clone, Debug, Queryable)]
pub struct Todo {
    /// The id; sorts by age.
    pub id: TodoId,
    /// The author, who may change it; `None` if it was shared by a member who has left.
    pub author: Option<UserId>,
    /// The author's name; may be empty.
    pub author_name: Option<String>,
    /// The member who is to do it; `None` if nobody in particular is.
    pub assignee: Option<UserId>,
    /// The assignee's name; may be empty.
    pub assignee_name: Option<String>,
    /// The assignee's address.
    pub assignee_email: Option<String>,
    /// The todo's title.
    pub title: String,
    /// The notes; may be empty.
    pub notes: String,
    /// The day by which it is to be done.
    pub due_on: Option<NaiveDate>,
    /// The day by which lists are sorted.
    pub(super) due_rank: NaiveDate,
    /// Whether the other members see it.
    pub shared: bool,
    /// The creation time.
    pub created_at: DateTime<Utc>,
    /// The completion time; `None` while it's open.
    pub completed_at: Option<DateTime<Utc>>,
}

/// The person who changes a todo.
#[derive(Clone, Copy, Debug)]
pub struct Actor {
    /// The person's id.
    pub user: UserId,
    /// The person's role in the organization.
    pub role: Role,
}

impl Todo {
    /// Whether `actor` may change all of it: the author may, and if the author has left,
    /// admins and owners may.
    pub fn is_up_to(&self, actor: Actor) -> bool {
        self.author.map_or(actor.role >= Role::Admin, |author| author == actor.user)
    }

    /// Whether the day by which it is to be done is over, even where it ends last (UTC−12).
    pub fn is_past_due(&self, now: DateTime<Utc>) -> bool {
        let today = (now - TimeDelta::hours(12)).date_naive();
        self.due_on.is_some_and(|day| day < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_line() {
        assert_eq!(" Ship it ".parse::<Title>().unwrap().as_str(), "Ship it");
        assert!(matches!("  ".parse::<Title>(), Err(InvalidLine::Empty(_))));
        assert_eq!("a\nb".parse::<Title>(), Err(InvalidLine::Hidden));
        assert_eq!("x".repeat(501).parse::<Title>(), Err(InvalidLine::TooLong(500)));
        assert!("Read https://example.com".parse::<Title>().is_ok());
    }

    #[test]
    fn a_due_date_is_a_day_that_calendars_have() {
        assert_eq!(" 2028-02-29 ".parse::<DueDate>().unwrap().day().to_string(), "2028-02-29");
        for wrong in ["", "2026-02-29", "1969-12-31", "9999-01-01", "+12026-01-01", "-2026-01-01"] {
            assert_eq!(wrong.parse::<DueDate>(), Err(InvalidDueDate), "{wrong}");
        }
        assert!("2026-03-01T00:00:00Z".parse::<DueDate>().is_err());
    }
}
