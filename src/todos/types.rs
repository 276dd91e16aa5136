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

/// A todo's title: one line of 1 to 500 characters, in which links are allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title(String);

const TITLE: Rule =
    Rule { missing: "Write what is to be done.", graphemes: 500, bytes: 2_000, links: true };

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

/// Identifies a form as shown and filled in, so that sending it twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormKey(Uuid);

/// The number of seconds in which the same words without a key count as the same form.
const SAME_FORM: i64 = 10;

impl FormKey {
    /// Returns a key for a form that is about to be shown.
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// Derives the key for what `author` sent with the key `raw` or, if that is missing,
    /// within some seconds. The author and the words are part of it: other words are
    /// another form, and no one's key can block, or reveal anything about, another
    /// person's todo.
    pub fn of(raw: &str, author: UserId, title: &Title, shared: bool, at: DateTime<Utc>) -> Self {
        let form = match raw.parse::<Uuid>() {
            Ok(key) => key.to_string(),
            Err(_) => (at.timestamp() / SAME_FORM).to_string(),
        };
        let text = format!("{author} {form} {shared} {}", title.as_str());
        Self(Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes()))
    }

    /// Returns the key as it's stored.
    pub fn as_uuid(self) -> Uuid {
        self.0
    }
}

/// A todo, as a reader sees it.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Todo {
    /// The id; sorts by age.
    pub id: TodoId,
    /// The author, who may change it; `None` if it was shared by a member who has left.
    pub author: Option<UserId>,
    /// The author's name; may be empty.
    pub author_name: Option<String>,
    /// The todo's title.
    pub title: String,
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
}

/// A selection of todos.
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
    /// The shared ones, the reader's own included.
    Shared,
}

impl Filter {
    /// Returns the name in the query string.
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

    /// Parses a filter; an unknown one shows everything.
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
