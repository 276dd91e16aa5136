//! Database functions that several features call.

use diesel::{
    QueryResult,
    expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping},
    pg::Pg,
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{Text, Uuid},
};

diesel::define_sql_function! {
    /// Lower case, as in the indexes on addresses.
    fn lower(text: Text) -> Text;
}

/// Escapes a text so that LIKE finds it anywhere, literally.
pub(crate) fn like_pattern(text: &str) -> String {
    let literal = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{literal}%")
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $sql:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, QueryId, ValidGrouping)]
        pub(crate) struct $name;

        impl Expression for $name {
            type SqlType = Uuid;
        }

        impl<Table> AppearsOnTable<Table> for $name {}

        impl<Source> SelectableExpression<Source> for $name {}

        impl QueryFragment<Pg> for $name {
            fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                out.push_sql($sql);
                Ok(())
            }
        }
    )+};
}

// In a subquery a function is called once for a statement, not for every row.
scopes! {
    /// The tenant that the transaction is scoped to, as row-level security reads it. A
    /// query that names it needs no value, so it can be sent along with the statement that
    /// sets the scope.
    CurrentTenant = "(SELECT current_tenant_id())";
    /// The user that the transaction acts for.
    CurrentUser = "(SELECT current_user_id())";
}
