//! The texts of the one statement that every signed-in request opens with.

use crate::identity::provider_tables::ProviderTables;

/// `$1` token hash, `$2` slug, `$3` now, `$4` the oldest request that keeps it alive.
const BY_SESSION: &str = "
WITH caller AS MATERIALIZED (
    SELECT s.id, s.last_tenant_id, s.last_seen_at, s.refreshed_at, s.expires_at,
        s.absolute_expires_at, {person}
    FROM public.sessions s
    JOIN public.users u ON u.id = s.user_id{user_join}{session_join}
    WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.absolute_expires_at > $3
        AND s.last_seen_at > $4 AND u.suspended_at IS NULL{session_alive}{not_banned}
)
SELECT c.id, c.last_tenant_id, c.last_seen_at, c.refreshed_at, c.expires_at,
    c.absolute_expires_at, {answer}";

/// `$1` subject, `$2` slug, `$3` now: for a credential that the provider has
/// just vouched for, without a session of ours.
const BY_SUBJECT: &str = "
WITH caller AS MATERIALIZED (
    SELECT {person}
    FROM public.users u{user_join}
    WHERE u.neon_auth_user_id = $1 AND $3::timestamptz IS NOT NULL
        AND u.suspended_at IS NULL{not_banned}
)
SELECT {answer}";

const PERSON: &str = "u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
        set_config('app.user_id', u.id::text, true) AS scope";

/// The caller is read first and put in force (`app.user_id`); only then does the
/// policy on memberships show this person's own one in the tenant of the URL,
/// which is put in force in turn. MATERIALIZED and OFFSET 0 fix that order.
const ANSWER: &str = "c.user_id, c.neon_auth_user_id, c.email, c.email_verified, c.name,
    m.tenant_id, t.slug, t.name, m.role,
    set_config('app.tenant_id', coalesce(m.tenant_id::text, ''), true)
FROM caller c
LEFT JOIN public.tenants t ON t.slug = $2
LEFT JOIN LATERAL (
    SELECT ms.tenant_id, ms.role FROM public.memberships ms
    WHERE ms.tenant_id = t.id AND ms.user_id = c.user_id OFFSET 0
) m ON true";

/// The two ways to open a request.
pub(super) struct Texts {
    pub(super) by_session: String,
    pub(super) by_subject: String,
}

/// Where the provider's tables are in this database, its session must be alive
/// and the person neither deleted nor banned there.
pub(super) fn texts(tables: Option<&ProviderTables>) -> Texts {
    let parts = tables.map(ProviderParts::new).unwrap_or_default();
    let fill = |text: &str| {
        text.replace("{person}", PERSON)
            .replace("{answer}", ANSWER)
            .replace("{user_join}", &parts.user_join)
            .replace("{session_join}", &parts.session_join)
            .replace("{session_alive}", &parts.session_alive)
            .replace("{not_banned}", &parts.not_banned)
    };
    Texts { by_session: fill(BY_SESSION), by_subject: fill(BY_SUBJECT) }
}

#[derive(Default)]
struct ProviderParts {
    user_join: String,
    session_join: String,
    session_alive: String,
    not_banned: String,
}

impl ProviderParts {
    fn new(tables: &ProviderTables) -> Self {
        let cast = |is_uuid| if is_uuid { "::uuid" } else { "" };
        let user_join = format!(
            "\n    JOIN neon_auth.\"user\" pu ON pu.{} = u.neon_auth_user_id{}",
            tables.user_id,
            cast(tables.user_id_is_uuid),
        );
        let session_join = format!(
            "\n    LEFT JOIN neon_auth.session ps ON ps.{} = s.provider_session_id{}",
            tables.session_id,
            cast(tables.session_id_is_uuid),
        );
        let session_alive = format!(
            "\n        AND (s.provider_session_id IS NULL OR ps.{} > $3)",
            tables.session_expires_at
        );
        Self { user_join, session_join, session_alive, not_banned: not_banned(tables) }
    }
}

fn not_banned(tables: &ProviderTables) -> String {
    let Some(banned) = &tables.user_banned else { return String::new() };
    let lapsed = match &tables.user_ban_expires {
        Some(expires) => format!(" OR pu.{expires} <= $3"),
        None => String::new(),
    };
    format!("\n        AND (pu.{banned} IS NOT TRUE{lapsed})")
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
        let Texts { by_session, by_subject } = texts(None);
        for text in [by_session, by_subject] {
            assert!(!text.contains("neon_auth.") && !text.contains('{'), "{text}");
        }
    }

    #[test]
    fn ids_are_cast_to_the_columns_type() {
        let Texts { by_session: sql, by_subject } = texts(Some(&tables(Some("\"banned\""))));
        assert!(sql.contains("ps.\"id\" = s.provider_session_id::uuid"));
        assert!(sql.contains("pu.\"id\" = u.neon_auth_user_id\n"));
        assert!(sql.contains("pu.\"banned\" IS NOT TRUE OR pu.\"banExpires\" <= $3"));
        assert!(by_subject.contains("pu.\"banned\" IS NOT TRUE"));
        assert!(!texts(Some(&tables(None))).by_session.contains("banned"));
    }
}
