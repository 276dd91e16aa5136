//! The spelling of the provider's tables, if they are in this database.
//!
//! Better Auth's own migrator writes camelCase; other ways of creating the tables produce
//! `snake_case` or lowercase, and ids of type uuid or text. The catalog tells which, so
//! no query is ever tried in the hope that it works.

use diesel::{
    QueryResult, QueryableByName,
    sql_types::{Array, Bool, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

/// The columns of `neon_auth.session` and `neon_auth."user"` that decide whether a
/// session is alive; quoted, without a table in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ProviderTables {
    /// The key of `session`.
    pub(crate) session_id: String,
    /// The expiry of a session.
    pub(crate) session_expires_at: String,
    /// The user that the session belongs to.
    pub(crate) session_user_id: String,
    /// The start of a session.
    pub(crate) session_created_at: Option<String>,
    /// The admin who acts as the person; a column of the admin plugin.
    pub(crate) session_impersonated_by: Option<String>,
    /// The key of `"user"`.
    pub(crate) user_id: String,
    /// Whether the person is banned; a column of the admin plugin.
    pub(crate) user_banned: Option<String>,
    /// The end of a ban; NULL means never.
    pub(crate) user_ban_expires: Option<String>,
    /// Whether it's a uuid; otherwise it's text.
    pub(crate) session_id_is_uuid: bool,
    /// Whether it's a uuid; otherwise it's text.
    pub(crate) user_id_is_uuid: bool,
}

impl ProviderTables {
    /// Returns the join of the provider's row `pu` to our user `u`. The provider's key
    /// isn't cast, so that its index is used.
    pub(crate) fn join_user(&self) -> String {
        let cast = if self.user_id_is_uuid { "::uuid" } else { "" };
        format!("JOIN neon_auth.\"user\" pu ON pu.{} = u.neon_auth_user_id{cast}", self.user_id)
    }

    /// Returns a condition that holds if `pu` isn't banned at `now`; `None` if the
    /// provider has no bans.
    pub(crate) fn not_banned(&self, now: &str) -> Option<String> {
        let banned = self.user_banned.as_ref()?;
        let expires = self.user_ban_expires.as_ref();
        let lapsed = expires.map(|expires| format!(" OR pu.{expires} <= {now}"));
        Some(format!("(pu.{banned} IS NOT TRUE{})", lapsed.unwrap_or_default()))
    }
}

/// [`ProviderTables`], with the columns that say who a person is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdentityTables {
    /// The columns that decide whether a session is alive.
    pub(crate) tables: ProviderTables,
    /// The column with the token or its digest.
    pub(crate) session_token: String,
    /// Whether it's a uuid; otherwise it's text.
    pub(crate) session_user_id_is_uuid: bool,
    /// The column with the email address.
    pub(crate) user_email: String,
    /// Whether the mailbox is proven; used only if the column is boolean.
    pub(crate) user_email_verified: Option<String>,
    /// The column with the person's name.
    pub(crate) user_name: Option<String>,
    /// The column with the URL of a picture.
    pub(crate) user_image: Option<String>,
}

impl IdentityTables {
    /// Returns the condition that joins `s` (session) with `u` (user). The user's key
    /// isn't cast, so that its index is used.
    pub(crate) fn join(&self, s: &str, u: &str) -> String {
        let cast = match (self.session_user_id_is_uuid, self.tables.user_id_is_uuid) {
            (true, false) => "::text",
            (false, true) => "::uuid",
            _ => "",
        };
        format!("{u}.{} = {s}.{}{cast}", self.tables.user_id, self.tables.session_user_id)
    }
}

/// A column of the provider's tables.
#[derive(QueryableByName)]
pub(crate) struct Column {
    /// The name of its table.
    #[diesel(sql_type = Text)]
    pub(crate) relation: String,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
    /// Its type, without length.
    #[diesel(sql_type = Text)]
    pub(crate) kind: String,
    /// Whether the current role may read it.
    #[diesel(sql_type = Bool)]
    pub(crate) readable: bool,
}

const SCHEMA: &str = "neon_auth";
const TABLES: [&str; 2] = ["session", "user"];

/// Checking privileges by oid raises no error, whatever is missing. With
/// `quote_all_identifiers` on the catalog writes "uuid" in quotation marks.
const COLUMNS: &str = "\
SELECT c.relname::text AS relation, a.attname::text AS name, \
replace(format_type(a.atttypid, NULL), '\"', '') AS kind, \
has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(c.oid, 'SELECT') \
OR has_column_privilege(c.oid, a.attnum, 'SELECT')) AS readable \
FROM pg_namespace n \
JOIN pg_class c ON c.relnamespace = n.oid \
JOIN pg_attribute a ON a.attrelid = c.oid \
WHERE n.nspname = $1 AND c.relname = ANY($2) \
AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped \
ORDER BY c.relname, a.attnum";

/// Reads the spelling; `None` if the tables are absent or the current role may not read
/// them.
pub(crate) async fn read(conn: &AsyncPgConnection) -> QueryResult<Option<ProviderTables>> {
    Ok(tables(&columns(conn, SCHEMA, &TABLES).await?))
}

/// Reads the spelling, including the columns that say who a person is.
pub(crate) async fn read_identity(conn: &AsyncPgConnection) -> QueryResult<Option<IdentityTables>> {
    Ok(identity_tables(&columns(conn, SCHEMA, &TABLES).await?))
}

/// Returns the columns of these tables that the current role may read.
pub(crate) async fn columns(
    conn: &AsyncPgConnection,
    schema: &str,
    tables: &[&str],
) -> QueryResult<Vec<Column>> {
    let mut columns = look_up(conn, schema, tables).await?;
    columns.retain(|it| it.readable);
    Ok(columns)
}

/// Returns the columns of the provider's tables, readable or not.
pub(crate) async fn all_columns(conn: &AsyncPgConnection) -> QueryResult<Vec<Column>> {
    look_up(conn, SCHEMA, &TABLES).await
}

async fn look_up(
    mut conn: &AsyncPgConnection,
    schema: &str,
    tables: &[&str],
) -> QueryResult<Vec<Column>> {
    let asked = diesel::sql_query(COLUMNS).bind::<Text, _>(schema).bind::<Array<Text>, _>(tables);
    asked.load(&mut conn).await
}

fn tables(columns: &[Column]) -> Option<ProviderTables> {
    let session = |name| column(columns, "session", name);
    let user = |name| column(columns, "user", name);
    Some(ProviderTables {
        session_expires_at: quoted(session("expiresAt")?),
        session_user_id: quoted(session("userId")?),
        session_created_at: session("createdAt").map(quoted),
        session_impersonated_by: session("impersonatedBy").map(quoted),
        user_banned: user("banned").filter(|it| it.is("boolean")).map(quoted),
        user_ban_expires: user("banExpires").map(quoted),
        session_id_is_uuid: session("id")?.is("uuid"),
        user_id_is_uuid: user("id")?.is("uuid"),
        session_id: quoted(session("id")?),
        user_id: quoted(user("id")?),
    })
}

fn identity_tables(columns: &[Column]) -> Option<IdentityTables> {
    let user = |name| column(columns, "user", name);
    Some(IdentityTables {
        tables: tables(columns)?,
        session_token: quoted(column(columns, "session", "token")?),
        session_user_id_is_uuid: column(columns, "session", "userId")?.is("uuid"),
        user_email: quoted(user("email")?),
        user_email_verified: user("emailVerified").filter(|it| it.is("boolean")).map(quoted),
        user_name: user("name").map(quoted),
        user_image: user("image").map(quoted),
    })
}

/// Finds the column called `camel`, in any spelling; Better Auth's own takes precedence.
pub(crate) fn column<'a>(columns: &'a [Column], relation: &str, camel: &str) -> Option<&'a Column> {
    let lower = camel.to_ascii_lowercase();
    let spelled = |it: &&Column| it.relation == relation && it.folded() == lower;
    let exact = columns.iter().filter(spelled).find(|it| it.name == camel);
    exact.or_else(|| columns.iter().find(spelled))
}

impl Column {
    fn folded(&self) -> String {
        self.name.replace('_', "").to_ascii_lowercase()
    }

    pub(crate) fn is(&self, kind: &str) -> bool {
        self.kind == kind
    }
}

/// Quotes the name. It has letters and underscores only, since [`column()`] finds no
/// others.
pub(crate) fn quoted(column: &Column) -> String {
    format!("\"{}\"", column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(session: &[(&str, &str)], user: &[(&str, &str)]) -> Vec<Column> {
        let of = |relation: &'static str| {
            move |(name, kind): &(&str, &str)| Column {
                relation: relation.into(),
                name: (*name).into(),
                kind: (*kind).into(),
                readable: true,
            }
        };
        session.iter().map(of("session")).chain(user.iter().map(of("user"))).collect()
    }

    #[test]
    fn each_column_is_found_in_its_own_spelling() {
        let session = [("id", "uuid"), ("expires_at", "x"), ("token", "text"), ("userid", "uuid")];
        let user = [("id", "text"), ("email", "text"), ("emailVerified", "boolean")];
        let found = identity_tables(&columns(&session, &user)).unwrap();
        assert_eq!(found.tables.session_expires_at, "\"expires_at\"");
        assert_eq!(found.user_email_verified.as_deref(), Some("\"emailVerified\""));
        assert_eq!(found.tables.user_banned, None);
        assert!(found.tables.session_id_is_uuid && !found.tables.user_id_is_uuid);
        assert_eq!(found.join("s", "u"), "u.\"id\" = s.\"userid\"::text");
    }

    #[test]
    fn a_needed_column_that_is_missing_means_no_tables() {
        let user = [("id", "uuid"), ("email", "text")];
        assert!(tables(&columns(&[("id", "uuid"), ("token", "text")], &user)).is_none());
        let without_token = [("id", "uuid"), ("userId", "uuid"), ("expiresAt", "x")];
        let columns = columns(&without_token, &user);
        assert!(tables(&columns).is_some() && identity_tables(&columns).is_none());
    }

    #[test]
    fn better_auths_own_spelling_goes_first() {
        let session = [("id", "uuid"), ("expires_at", "x"), ("expiresAt", "x"), ("userId", "uuid")];
        let found = tables(&columns(&session, &[("id", "uuid")])).unwrap();
        assert_eq!(found.session_expires_at, "\"expiresAt\"");
    }
}
