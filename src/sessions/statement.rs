//! The one statement that every signed-in request opens with.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Bytea, Nullable, Text, Timestamptz, Uuid},
};

use crate::identity::provider_tables::ProviderTables;

/// `$1` token hash, `$2` slug, `$3` now, `$4` the oldest request that keeps it alive.
///
/// The caller is read first and put in force (`app.user_id`); only then does the
/// policy on memberships show this person's own one in the tenant of the URL,
/// which is put in force in turn. MATERIALIZED and OFFSET 0 fix that order.
const STATEMENT: &str = "
WITH caller AS MATERIALIZED (
    SELECT s.id, s.user_id, s.last_tenant_id, s.last_seen_at, s.refreshed_at, s.absolute_expires_at,
        u.email, u.email_verified, u.name, set_config('app.user_id', u.id::text, true) AS scope
    FROM public.sessions s
    JOIN public.users u ON u.id = s.user_id{provider_joins}
    WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.absolute_expires_at > $3
        AND s.last_seen_at > $4 AND u.suspended_at IS NULL{provider_conditions}
)
SELECT c.id, c.user_id, c.last_tenant_id, c.last_seen_at, c.refreshed_at, c.absolute_expires_at,
    c.email, c.email_verified, c.name, m.tenant_id, t.slug, t.name, m.role,
    set_config('app.tenant_id', coalesce(m.tenant_id::text, ''), true)
FROM caller c
LEFT JOIN public.tenants t ON t.slug = $2
LEFT JOIN LATERAL (
    SELECT ms.tenant_id, ms.role FROM public.memberships ms
    WHERE ms.tenant_id = t.id AND ms.user_id = c.user_id OFFSET 0
) m ON true";

/// Where the provider's tables are in this database, its session must be alive
/// and the person neither deleted nor banned there.
pub(super) fn text(tables: Option<&ProviderTables>) -> String {
    let (joins, conditions) = tables.map(provider_parts).unwrap_or_default();
    STATEMENT.replace("{provider_joins}", &joins).replace("{provider_conditions}", &conditions)
}

fn provider_parts(tables: &ProviderTables) -> (String, String) {
    let cast = |is_uuid| if is_uuid { "::uuid" } else { "" };
    let joins = format!(
        "\n    JOIN neon_auth.\"user\" pu ON pu.{} = u.neon_auth_user_id{}\
         \n    LEFT JOIN neon_auth.session ps ON ps.{} = s.provider_session_id{}",
        tables.user_id,
        cast(tables.user_id_is_uuid),
        tables.session_id,
        cast(tables.session_id_is_uuid),
    );
    let mut conditions = format!(
        "\n        AND (s.provider_session_id IS NULL OR ps.{} > $3)",
        tables.session_expires_at
    );
    if let Some(banned) = &tables.user_banned {
        let lapsed = match &tables.user_ban_expires {
            Some(expires) => format!(" OR pu.{expires} <= $3"),
            None => String::new(),
        };
        let alive = format!("\n        AND (pu.{banned} IS NOT TRUE{lapsed})");
        conditions.push_str(&alive);
    }
    (joins, conditions)
}

/// The statement with its values; prepared once per connection.
pub(super) struct AuthorityStatement<'a> {
    pub(super) text: &'a str,
    pub(super) token_hash: &'a [u8],
    pub(super) slug: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
    pub(super) idle_since: DateTime<Utc>,
}

impl QueryFragment<Pg> for AuthorityStatement<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        out.push_bind_param_value_only::<Bytea, _>(&self.token_hash)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.slug)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.now)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.idle_since)
    }
}

impl QueryId for AuthorityStatement<'_> {
    type QueryId = ();
    // The text depends on the catalog: the cache goes by the text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for AuthorityStatement<'_> {
    type SqlType = (
        (Uuid, Uuid, Nullable<Uuid>, Timestamptz, Timestamptz, Timestamptz),
        (Text, Bool, Text),
        (Nullable<Uuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>),
        Text,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tables(user_banned: Option<&str>) -> ProviderTables {
        ProviderTables {
            session_id: String::from("\"id\""),
            session_expires_at: String::from("\"expiresAt\""),
            session_user_id: String::from("\"userId\""),
            user_id: String::from("\"id\""),
            user_banned: user_banned.map(str::to_owned),
            user_ban_expires: Some(String::from("\"banExpires\"")),
            session_id_is_uuid: true,
            user_id_is_uuid: false,
        }
    }

    #[test]
    fn without_the_providers_tables_nothing_is_joined() {
        assert!(!text(None).contains("neon_auth."));
        assert!(!text(None).contains('{'));
    }

    #[test]
    fn ids_are_cast_to_the_columns_type() {
        let sql = text(Some(&tables(Some("\"banned\""))));
        assert!(sql.contains("ps.\"id\" = s.provider_session_id::uuid"));
        assert!(sql.contains("pu.\"id\" = u.neon_auth_user_id\n"));
        assert!(sql.contains("pu.\"banned\" IS NOT TRUE OR pu.\"banExpires\" <= $3"));
        assert!(!text(Some(&tables(None))).contains("banned"));
    }
}
