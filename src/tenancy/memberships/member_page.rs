//! The statement that reads a part of the list of members.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Integer, Nullable, Text, Timestamptz, Uuid},
};

use crate::ids::UserId;

/// Calls the function of a migration that reads the members in the order of an index.
#[derive(Debug)]
pub(super) struct MembersInOrder<'a> {
    pub(super) sort: &'a str,
    /// A role, or empty.
    pub(super) wanted: &'a str,
    /// A pattern for what the member is listed as, or empty.
    pub(super) pattern: &'a str,
    pub(super) only_suspended: bool,
    pub(super) after: After<'a>,
    pub(super) skipped: i64,
    pub(super) most: i64,
}

/// A place in the list: the user, and what the list is sorted by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct After<'a> {
    pub(super) rank: Option<i32>,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) name: Option<&'a str>,
    pub(super) user: Option<UserId>,
}

impl QueryFragment<Pg> for MembersInOrder<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(
            "SELECT m.*, (SELECT u.picture FROM users u WHERE u.id = m.user_id) \
            FROM members_in_order(",
        );
        out.push_bind_param::<Text, _>(self.sort)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.wanted)?;
        out.push_sql(", ");
        out.push_bind_param::<Text, _>(self.pattern)?;
        out.push_sql(", ");
        out.push_bind_param::<Bool, _>(&self.only_suspended)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Integer>, _>(&self.after.rank)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Timestamptz>, _>(&self.after.at)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Text>, _>(&self.after.name)?;
        out.push_sql(", ");
        out.push_bind_param::<Nullable<Uuid>, _>(&self.after.user)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.skipped)?;
        out.push_sql(", ");
        out.push_bind_param::<BigInt, _>(&self.most)?;
        out.push_sql(") m");
        Ok(())
    }
}

impl QueryId for MembersInOrder<'_> {
    type QueryId = MembersInOrder<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for MembersInOrder<'_> {
    type SqlType = (
        Uuid,
        Text,
        Text,
        Text,
        Timestamptz,
        Nullable<Timestamptz>,
        Timestamptz,
        Text,
        Nullable<Text>,
    );
}

impl diesel::RunQueryDsl<diesel_async::AsyncPgConnection> for MembersInOrder<'_> {}
