//! Updates that stay prepared.

use diesel::{
    QueryResult,
    pg::{Pg, PgQueryBuilder},
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

/// An update that stays prepared.
///
/// Diesel prepares an update anew at each call, because optional changes make many texts of one
/// type. That costs a round trip and a plan; a few texts for each connection cost less.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept<Update>(Update);

/// Has an update stay prepared.
pub(crate) trait KeptDsl: QueryFragment<Pg> + Sized {
    /// Returns the update, to be prepared once for each of its texts. There must be few of them:
    /// the number of values must not change the text.
    fn kept(self) -> Kept<Self> {
        Kept(self)
    }
}

impl<Update: QueryFragment<Pg>> KeptDsl for Update {}

impl<Update: QueryFragment<Pg>> QueryFragment<Pg> for Kept<Update> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn to_sql(&self, out: &mut PgQueryBuilder, backend: &Pg) -> QueryResult<()> {
        self.0.to_sql(out, backend)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

// It's known by its text.
impl<Update> QueryId for Kept<Update> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Update: Query> Query for Kept<Update> {
    type SqlType = Update::SqlType;
}

#[cfg(test)]
mod tests {
    use diesel::ExpressionMethods as _;

    use super::*;
    use crate::db::schema::users;

    #[test]
    fn an_update_is_kept_and_no_other_is_mistaken_for_it() {
        let renamed = diesel::update(users::table).set(users::name.eq("Ada"));
        assert!(!renamed.is_safe_to_cache_prepared(&Pg).unwrap(), "diesel does it by itself now");
        assert!(renamed.kept().is_safe_to_cache_prepared(&Pg).unwrap());
        assert!(Kept::<()>::query_id().is_none());
    }
}
