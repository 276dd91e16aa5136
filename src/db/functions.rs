//! Functions of the database that several features call.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Lower case, as the indexes on addresses have it.
    fn lower(text: Text) -> Text;
}
