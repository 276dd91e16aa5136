//! Statements whose text is built once.

use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use diesel::{
    QueryResult,
    pg::{Pg, PgQueryBuilder},
    query_builder::{AstPass, Query, QueryBuilder as _, QueryFragment, QueryId},
};

/// A statement that keeps its text.
///
/// Diesel prepares a statement once but writes its text anew at each call. With twenty
/// columns that takes longer than anything else we do for the call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BuiltOnce<Statement>(Statement);

/// Has a statement's text built only once.
pub(crate) trait BuiltOnceDsl: QueryFragment<Pg> + QueryId + Sized {
    /// Returns the statement with its kept text; to be called last. Doesn't compile for a
    /// statement whose type leaves part of the text open.
    fn built_once(self) -> BuiltOnce<Self> {
        const { assert!(Self::HAS_STATIC_QUERY_ID, "the type must determine the text") }
        BuiltOnce(self)
    }
}

impl<Statement: QueryFragment<Pg> + QueryId> BuiltOnceDsl for Statement {}

/// The texts by the type of their statement, which also identifies prepared statements.
static TEXTS: LazyLock<RwLock<HashMap<TypeId, Arc<str>>>> = LazyLock::new(RwLock::default);

impl<Statement: QueryFragment<Pg> + QueryId> BuiltOnce<Statement> {
    fn text(&self) -> QueryResult<Arc<str>> {
        let id = TypeId::of::<Statement::QueryId>();
        if let Some(text) = TEXTS.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(text));
        }
        let mut built = PgQueryBuilder::default();
        self.0.to_sql(&mut built, &Pg)?;
        let text: Arc<str> = built.finish().into();
        TEXTS.write().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&text));
        Ok(text)
    }
}

impl<Statement: QueryFragment<Pg> + QueryId> QueryFragment<Pg> for BuiltOnce<Statement> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn to_sql(&self, out: &mut PgQueryBuilder, _: &Pg) -> QueryResult<()> {
        out.push_sql(&self.text()?);
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
        let (ada, alan) = (by_name("Ada").built_once(), by_name("Alan").built_once());
        for _ in 0..2 {
            assert_eq!(text(&ada), text(&by_name("Ada")));
            assert_eq!(text(&ada), text(&alan));
            assert_eq!(text(&by_email.built_once()), text(&by_email));
        }
        assert!(debug_query::<Pg, _>(&alan).to_string().contains("Alan"), "values stay");
    }
}
