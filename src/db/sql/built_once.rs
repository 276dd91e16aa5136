//! Statements whose text is built once: all that are sent.

use std::{
    any::TypeId,
    cell::RefCell,
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use diesel::{
    QueryResult,
    pg::{Pg, PgMetadataLookup, PgQueryBuilder},
    query_builder::{
        AstPass, Query, QueryBuilder as _, QueryFragment, QueryId,
        bind_collector::RawBytesBindCollector,
    },
};

/// A statement whose text is built once for its type, if the type determines the text, and
/// otherwise once for each call.
///
/// Diesel prepares a statement once but writes its text anew at each call, and walks through it
/// again to learn that it may stay prepared, and for its values even if it has none. With twenty
/// columns that takes longer than anything else we do for the call.
#[derive(Clone, Debug)]
pub(in crate::db) struct BuiltOnce<Statement> {
    statement: Statement,
    built: OnceLock<Arc<Built>>,
}

/// A statement as it's sent, without its values.
#[derive(Debug)]
struct Built {
    text: String,
    stays_prepared: bool,
    has_values: bool,
}

thread_local! {
    /// The statements by the id of their type, by which Diesel finds prepared ones, too. Each
    /// thread has its own: all of them would wait for one lock at each statement of a page.
    static BUILT: RefCell<HashMap<TypeId, Arc<Built>>> = RefCell::default();
}

impl<Statement: QueryFragment<Pg> + QueryId> BuiltOnce<Statement> {
    pub(in crate::db) fn of(statement: Statement) -> Self {
        Self { statement, built: OnceLock::new() }
    }

    fn built(&self) -> QueryResult<&Built> {
        if let Some(built) = self.built.get() {
            return Ok(built);
        }
        let built = self.of_type()?;
        Ok(self.built.get_or_init(|| built))
    }

    fn of_type(&self) -> QueryResult<Arc<Built>> {
        let Some(id) = Statement::query_id() else { return Ok(Arc::new(self.build()?)) };
        if let Some(built) = BUILT.with_borrow(|all| all.get(&id).cloned()) {
            return Ok(built);
        }
        let built = Arc::new(self.build()?);
        BUILT.with_borrow_mut(|all| all.insert(id, Arc::clone(&built)));
        Ok(built)
    }

    fn build(&self) -> QueryResult<Built> {
        let mut text = PgQueryBuilder::default();
        self.statement.to_sql(&mut text, &Pg)?;
        let stays_prepared = self.statement.is_safe_to_cache_prepared(&Pg)?;
        let text = text.finish();
        Ok(Built { has_values: text.contains('$'), text, stays_prepared })
    }
}

impl<Statement: QueryFragment<Pg> + QueryId> QueryFragment<Pg> for BuiltOnce<Statement> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.statement.walk_ast(out)
    }

    fn to_sql(&self, out: &mut PgQueryBuilder, _: &Pg) -> QueryResult<()> {
        out.push_sql(&self.built()?.text);
        Ok(())
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(self.built()?.stays_prepared)
    }

    fn collect_binds<'b>(
        &'b self,
        out: &mut RawBytesBindCollector<Pg>,
        lookup: &mut (dyn PgMetadataLookup + 'static),
        backend: &'b Pg,
    ) -> QueryResult<()> {
        if self.built()?.has_values {
            self.statement.collect_binds(out, lookup, backend)?;
        }
        Ok(())
    }
}

impl<Statement: QueryId> QueryId for BuiltOnce<Statement> {
    type QueryId = Statement::QueryId;
    const HAS_STATIC_QUERY_ID: bool = Statement::HAS_STATIC_QUERY_ID;
}

impl<Statement: Query> Query for BuiltOnce<Statement> {
    type SqlType = Statement::SqlType;
}

#[cfg(test)]
mod tests {
    use diesel::{ExpressionMethods as _, QueryDsl as _, debug_query};

    use super::*;
    use crate::db::schema::users;

    fn text(statement: &impl QueryFragment<Pg>) -> String {
        let mut built = PgQueryBuilder::default();
        statement.to_sql(&mut built, &Pg).unwrap();
        built.finish()
    }

    #[test]
    fn the_text_is_diesels_and_belongs_to_the_statement_and_not_to_its_values() {
        let by_name = |name: &'static str| users::table.filter(users::name.eq(name));
        let by_email = users::table.filter(users::email.eq("Ada"));
        let (ada, alan) = (BuiltOnce::of(by_name("Ada")), BuiltOnce::of(by_name("Alan")));
        for _ in 0..2 {
            assert_eq!(text(&ada), text(&by_name("Ada")));
            assert_eq!(text(&ada), text(&alan));
            assert_eq!(text(&BuiltOnce::of(by_email)), text(&by_email));
        }
        assert!(debug_query::<Pg, _>(&alan).to_string().contains("Alan"), "values stay");
        assert!(alan.built().unwrap().has_values);
        assert!(!BuiltOnce::of(users::table.select(users::name)).built().unwrap().has_values);
    }

    #[test]
    fn a_statement_whose_type_leaves_its_text_open_is_built_each_time() {
        let all = || BuiltOnce::of(users::table.into_boxed());
        let some = BuiltOnce::of(users::table.into_boxed().filter(users::name.eq("Ada")));
        assert_ne!(text(&all()), text(&some));
        assert!(all().is_safe_to_cache_prepared(&Pg).unwrap());
    }
}
