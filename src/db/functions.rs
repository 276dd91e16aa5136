//! Database functions that several features call.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Lower case, as in the indexes on addresses.
    fn lower(text: Text) -> Text;
}
