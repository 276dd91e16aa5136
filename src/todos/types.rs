use std::{convert::Infallible, str::FromStr};

use chrono::{DateTime, Utc};
use diesel::Queryable;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    ids::{TodoId, UserId},
    types::{
        Role,
        line::{InvalidLine, Rule},
    },
};

/// What is to be done: one line of 1 to 500 characters; links are welcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

const TITLE: Rule =
    Rule { missing: "Write what is to be done.", graphemes: 500, bytes: 2_000, links: true };

impl Title {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Title {
    type Err = InvalidLine;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        TITLE.judge(raw).map(Self)
    }
}

/// Names one form as it was shown and filled in, so that sending it twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormKey(Uuid);

/// Within how many seconds the same words without a key are the same form.
const SAME_FORM: i64 = 10;

impl FormKey {
    /// For a form that is about to be shown.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// For what `author` sent with the key `raw`, or within some seconds where there is
    /// none. The author and the words are part of it: other words are another form, and
    /// nobody's key is in the way of, or tells anything about, somebody else's todo.
    pub fn of(raw: &str, author: UserId, title: &Title, shared: bool, at: DateTime<Utc>) -> Self {
        let form = match raw.parse::<Uuid>() {
            Ok(key) => key.to_string(),
            Err(_) => (at.timestamp() / SAME_FORM).to_string(),
        };
        let text = format!("{author} {form} {shared} {}", title.as_str());
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }

    /// As it is kept.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}

/// A thing to do.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Todo {
    /// Sorts by age.
    pub id: TodoId,
    /// Who wrote it and may change it; `None` where a former member shared it.
    pub author: Option<UserId>,
    /// The author's name; may be empty.
    pub author_name: Option<String>,
    /// What is to be done.
    pub title: String,
    /// Whether the other members see it.
    pub shared: bool,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was done.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Who changes a todo, and as what.
pub type Actor = (UserId, Role);

impl Todo {
    /// Whether `actor` may change all of it: the author, and those who run the
    /// organization where the author has left.
    pub fn is_up_to(&self, (user, role): Actor) -> bool {
        self.author.map_or(role >= Role::Admin, |author| author == user)
    }
}

/// Which todos are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// One's own and the shared ones.
    #[default]
    All,
    /// Those still to be done.
    Open,
    /// Those done.
    Done,
    /// One's own.
    Mine,
    /// The shared ones, one's own included.
    Shared,
}

impl Filter {
    /// As in the query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Open => "open",
            Self::Done => "done",
            Self::Mine => "mine",
            Self::Shared => "shared",
        }
    }
}

impl FromStr for Filter {
    type Err = Infallible;

    /// An unknown filter shows everything.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Open, Self::Done, Self::Mine, Self::Shared];
        Ok(all.into_iter().find(|filter| filter.as_str() == text).unwrap_or_default())
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
}
