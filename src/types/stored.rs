/// Lets a text be read from a column. Trusts the database: a text that was stored under an
/// earlier release's rules stays readable, whatever this one's say.
macro_rules! stored_text {
    ($name:ty) => {
        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                use diesel::{deserialize::FromSql, pg::Pg, sql_types::Text};
                <String as FromSql<Text, Pg>>::from_sql(bytes).map(Self)
            }
        }
    };
}
