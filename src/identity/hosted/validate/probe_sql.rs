//! The two statements of the database probe, built for the tables' spelling in this
//! database and prepared once per connection.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Nullable, Text, Timestamptz},
};

use crate::{
    db::provider_tables::{IdentityTables, ProviderTables},
    types::{Identity, ImageUrl, Issuer, PersonName, Subject},
};

/// A statement whose text is only known at run time.
///
/// It has no static id, so it is cached by its text and prepared once per connection.
/// `diesel::sql_query` would be prepared anew each time.
pub(in crate::identity::hosted) struct Statement<'a> {
    text: &'a str,
    /// For `$1`, `$2` and so on.
    values: &'a [Value<'a>],
}

/// A value that is sent beside the text.
pub(in crate::identity::hosted) enum Value<'a> {
    Text(&'a str),
    Time(DateTime<Utc>),
}

/// A person and, if one was looked up, the session.
#[derive(Queryable)]
pub(in crate::identity::hosted) struct Row {
    pub(in crate::identity::hosted) session_id: Option<String>,
    pub(in crate::identity::hosted) stored_token: Option<String>,
    pub(in crate::identity::hosted) live: bool,
    pub(in crate::identity::hosted) user_id: String,
    pub(in crate::identity::hosted) email: Option<String>,
    pub(in crate::identity::hosted) email_verified: bool,
    pub(in crate::identity::hosted) name: Option<String>,
    pub(in crate::identity::hosted) image: Option<String>,
    pub(in crate::identity::hosted) banned: bool,
}

impl Row {
    /// Returns the identity; `None` if the row has no uuid or no valid email address.
    pub(in crate::identity::hosted) fn identity(&self, issuer: &Issuer) -> Option<Identity> {
        Some(Identity {
            subject: Subject::new(issuer, &self.user_id).ok()?,
            email: self.email.as_deref()?.parse().ok()?,
            email_verified: self.email_verified,
            name: PersonName::cleaned(self.name.as_deref().unwrap_or_default()),
            image: self.image.as_deref().and_then(ImageUrl::if_sound),
        })
    }
}

type RowTypes = (
    Nullable<Text>,
    Nullable<Text>,
    Bool,
    Text,
    Nullable<Text>,
    Bool,
    Nullable<Text>,
    Nullable<Text>,
    Bool,
);

impl<'a> Statement<'a> {
    pub(in crate::identity::hosted) fn new(text: &'a str, values: &'a [Value<'a>]) -> Self {
        Self { text, values }
    }
}

impl QueryFragment<Pg> for Statement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        self.values.iter().try_for_each(|value| match value {
            Value::Text(text) => out.push_bind_param_value_only::<Text, _>(text),
            Value::Time(time) => out.push_bind_param_value_only::<Timestamptz, _>(time),
        })
    }
}

impl QueryId for Statement<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement<'_> {
    type SqlType = RowTypes;
}

/// Builds the lookup by token: `$1` now, `$2` and `$3` its two possible stored forms.
///
/// Uses `IN` with two values because `= ANY` would be planned anew each time.
pub(in crate::identity::hosted) fn by_token(it: &IdentityTables) -> String {
    format!(
        "SELECT s.{id}::text, s.{token}::text, coalesce(s.{end} > $1, false), {person} \
         FROM neon_auth.session s JOIN neon_auth.\"user\" u ON {join} \
         WHERE s.{token} IN ($2, $3)",
        id = it.tables.session_id,
        token = it.session_token,
        end = it.tables.session_expires_at,
        person = person(it),
        join = it.join("s", "u"),
    )
}

/// Builds the lookup by person: `$1` now, `$2` the person's key.
pub(in crate::identity::hosted) fn by_user(it: &IdentityTables) -> String {
    let cast = if it.tables.user_id_is_uuid { "::uuid" } else { "" };
    format!(
        "SELECT NULL::text, NULL::text, true, {} FROM neon_auth.\"user\" u WHERE u.{} = $2{cast}",
        person(it),
        it.tables.user_id
    )
}

/// Selects ids as text, so that a uuid is never compared with a varchar without a cast.
fn person(it: &IdentityTables) -> String {
    let text = |column: &Option<String>| match column {
        Some(column) => format!("u.{column}::text"),
        None => String::from("NULL::text"),
    };
    let verified = match &it.user_email_verified {
        Some(column) => format!("coalesce(u.{column}, false)"),
        None => String::from("false"),
    };
    let banned = banned(&it.tables);
    let (name, image) = (text(&it.user_name), text(&it.user_image));
    let (id, email) = (&it.tables.user_id, &it.user_email);
    format!("u.{id}::text, u.{email}::text, {verified}, {name}, {image}, {banned}")
}

/// Without the admin plugin no one is banned.
fn banned(tables: &ProviderTables) -> String {
    let ends = tables.user_ban_expires.as_ref().map_or("NULL".into(), |it| format!("u.{it}"));
    let flag = tables.user_banned.as_ref().map_or("false".into(), |it| format!("u.{it}"));
    format!("coalesce({flag} AND coalesce({ends} > $1, true), false)")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables() -> IdentityTables {
        let quoted = |name: &str| format!("\"{name}\"");
        IdentityTables {
            tables: ProviderTables {
                session_id: quoted("id"),
                session_expires_at: quoted("expires_at"),
                session_user_id: quoted("user_id"),
                session_created_at: Some(quoted("created_at")),
                session_impersonated_by: None,
                user_id: quoted("id"),
                user_banned: Some(quoted("banned")),
                user_ban_expires: Some(quoted("ban_expires")),
                session_id_is_uuid: true,
                user_id_is_uuid: true,
            },
            session_token: quoted("token"),
            session_user_id_is_uuid: true,
            user_email: quoted("email"),
            user_email_verified: Some(quoted("email_verified")),
            user_name: Some(quoted("name")),
            user_image: None,
        }
    }

    #[test]
    fn the_text_follows_the_spelling() {
        assert_eq!(
            by_token(&tables()),
            "SELECT s.\"id\"::text, s.\"token\"::text, coalesce(s.\"expires_at\" > $1, false), \
             u.\"id\"::text, u.\"email\"::text, coalesce(u.\"email_verified\", false), \
             u.\"name\"::text, NULL::text, \
             coalesce(u.\"banned\" AND coalesce(u.\"ban_expires\" > $1, true), false) \
             FROM neon_auth.session s JOIN neon_auth.\"user\" u ON u.\"id\" = s.\"user_id\" \
             WHERE s.\"token\" IN ($2, $3)"
        );
        assert!(by_user(&tables()).ends_with("WHERE u.\"id\" = $2::uuid"));
    }

    #[test]
    fn a_table_without_bans_is_not_asked_for_them() {
        let mut bare = tables();
        bare.tables.user_banned = None;
        bare.tables.user_ban_expires = None;
        bare.tables.user_id_is_uuid = false;
        assert!(by_user(&bare).contains("coalesce(false AND coalesce(NULL > $1, true), false)"));
        assert!(by_user(&bare).ends_with("WHERE u.\"id\" = $2"));
    }

    #[test]
    fn the_statement_is_cached_by_its_text() {
        let statement = Statement::new("SELECT 1", &[]);
        assert!(statement.is_safe_to_cache_prepared(&Pg).unwrap());
        assert_eq!(<Statement<'_> as QueryId>::query_id(), None);
    }
}
