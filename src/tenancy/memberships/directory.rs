//! An organization's members as a list: searched, filtered, sorted, part by part.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, QueryDsl as _, TextExpressionMethods as _};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use super::{
    COUNTED, Member, PageRequest,
    member_page::{After, MembersInOrder},
};
use crate::{
    clock,
    db::{
        CappedCount, CountUpToDsl as _, CurrentTenant, DbError, Scope as _, TenantReader,
        like_pattern, lower, schema::memberships,
    },
    ids::UserId,
    types::Role,
};

/// The number of members on a page.
pub const PAGE_SIZE: usize = 50;

/// The members that a list shows, and their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// A part of the name or the address; empty for all.
    pub text: String,
    /// The members that are shown.
    pub filter: Filter,
    /// Their order.
    pub sort: Sort,
}

/// The members that are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// All of them.
    #[default]
    All,
    /// Those with the role.
    Role(Role),
    /// Those who are suspended.
    Suspended,
}

/// The order of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Owners first, then admins; those with the same role by the time they joined.
    #[default]
    Role,
    /// By name, or by address where there is no name.
    Name,
    /// The newest members first.
    Joined,
    /// Those who were active last first.
    Active,
}

/// A place in the list, after a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    key: Key,
    user: UserId,
}

/// The values that the member before the place is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Role(i32, DateTime<Utc>),
    Name(String),
    Joined(DateTime<Utc>),
    Active(DateTime<Utc>),
}

/// Returns the page `number` of the list, from 1, along with the number of members on all
/// pages.
pub async fn page(
    db: &TenantReader,
    selection: &Selection,
    number: u32,
) -> Result<(Vec<Member>, CappedCount), DbError> {
    let limit = i64::try_from(PAGE_SIZE).unwrap_or(i64::MAX);
    let rows = PageRequest { limit, offset: i64::from(number.saturating_sub(1)) * limit };
    try_join!(part(db, selection, After::default(), rows), count(db, selection))
}

/// Returns the members after `cursor`, one more than a page if there are more, along with
/// the number of all.
pub async fn after(
    db: &TenantReader,
    selection: &Selection,
    cursor: Option<Cursor>,
) -> Result<(Vec<Member>, CappedCount), DbError> {
    let limit = i64::try_from(PAGE_SIZE + 1).unwrap_or(i64::MAX);
    let rows = PageRequest { limit, offset: 0 };
    let after = cursor.as_ref().map(Cursor::position).unwrap_or_default();
    try_join!(part(db, selection, after, rows), count(db, selection))
}

async fn part(
    db: &TenantReader,
    selection: &Selection,
    after: After<'_>,
    rows: PageRequest,
) -> Result<Vec<Member>, DbError> {
    let text = &selection.text;
    let members = MembersInOrder {
        sort: selection.sort.as_str(),
        wanted: if let Filter::Role(role) = selection.filter { role.as_str() } else { "" },
        pattern: &if text.is_empty() { String::new() } else { like_pattern(text) },
        only_suspended: selection.filter == Filter::Suspended,
        after,
        skipped: rows.offset,
        most: rows.limit,
    };
    Ok(members.load(&mut db.conn()).await?)
}

async fn count(db: &TenantReader, selection: &Selection) -> Result<CappedCount, DbError> {
    let all = memberships::table
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .select(memberships::user_id)
        .into_boxed();
    let all = match selection.filter {
        Filter::All => all,
        Filter::Role(chosen) => all.filter(memberships::role.eq(chosen)),
        Filter::Suspended => all.filter(memberships::suspended_at.is_not_null()),
    };
    let all = if selection.text.is_empty() {
        all.order(memberships::user_id)
    } else {
        let pattern = lower(like_pattern(&selection.text));
        all.filter(memberships::listed_as.like(pattern)).order(memberships::listed_as)
    };
    let counted = diesel::select(all.count_up_to::<COUNTED>()).get_result(&mut db.conn()).await?;
    Ok(CappedCount::of(counted, COUNTED))
}

impl Sort {
    /// All orders.
    pub const ALL: [Self; 4] = [Self::Name, Self::Role, Self::Joined, Self::Active];

    /// Returns the order's word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Name => "name",
            Self::Joined => "joined",
            Self::Active => "active",
        }
    }
}

impl Filter {
    /// Returns the filter's word in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Role(role) => role.as_str(),
            Self::Suspended => "suspended",
        }
    }
}

/// The text isn't the word of an order or a filter, or isn't a place in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown")]
pub struct Unknown;

impl FromStr for Sort {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text).ok_or(Unknown)
    }
}

impl FromStr for Filter {
    type Err = Unknown;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(Self::All),
            "suspended" => Ok(Self::Suspended),
            role => role.parse().map(Self::Role).map_err(|_| Unknown),
        }
    }
}

impl Cursor {
    fn position(&self) -> After<'_> {
        let at = After { user: Some(self.user), ..After::default() };
        match &self.key {
            Key::Role(rank, joined) => After { rank: Some(*rank), at: Some(*joined), ..at },
            Key::Name(name) => After { name: Some(name), ..at },
            Key::Joined(time) | Key::Active(time) => After { at: Some(*time), ..at },
        }
    }

    /// Returns the place after `member`.
    pub fn after(member: &Member, sort: Sort) -> Self {
        let rank = |role| match role {
            Role::Owner => 1,
            Role::Admin => 2,
            Role::Member => 3,
        };
        let key = match sort {
            Sort::Role => Key::Role(rank(member.role), member.joined_at),
            Sort::Name => Key::Name(member.listed_as.clone()),
            Sort::Joined => Key::Joined(member.joined_at),
            Sort::Active => Key::Active(member.last_active_at),
        };
        Self { key, user: member.user }
    }

    /// Parses what [`Display`](fmt::Display) wrote for a list in the same order.
    pub fn parse(text: &str, sort: Sort) -> Result<Self, Unknown> {
        let (key, user) = text.rsplit_once('~').ok_or(Unknown)?;
        let user = user.parse().map_err(|_| Unknown)?;
        let time = |micros: &str| {
            let micros = micros.parse().map_err(|_| Unknown)?;
            DateTime::from_timestamp_micros(micros).and_then(clock::plausible).ok_or(Unknown)
        };
        let key = match sort {
            Sort::Role => {
                let (rank, at) = key.split_once('.').ok_or(Unknown)?;
                Key::Role(rank.parse().map_err(|_| Unknown)?, time(at)?)
            }
            Sort::Name => Key::Name(key.to_owned()),
            Sort::Joined => Key::Joined(time(key)?),
            Sort::Active => Key::Active(time(key)?),
        };
        Ok(Self { key, user })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            Key::Role(rank, at) => write!(f, "{rank}.{}", at.timestamp_micros())?,
            Key::Name(name) => f.write_str(name)?,
            Key::Joined(at) | Key::Active(at) => write!(f, "{}", at.timestamp_micros())?,
        }
        write!(f, "~{}", self.user)
    }
}
