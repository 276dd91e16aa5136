//! The texts of the one statement that opens every signed-in request.

use crate::db::provider_tables::ProviderTables;

/// `$1` token hash, `$2` slug, `$3` now, `$4` how recently the session must have been seen.
const BY_SESSION: &str = "
SELECT s.id, s.last_tenant_id, s.last_seen_at, s.refreshed_at, s.expires_at,
    s.absolute_expires_at, s.authenticated_at, s.provider_checked_at, s.provider_check_due_at,
    {person}
FROM public.sessions s
JOIN public.users u ON u.id = s.user_id{user_join}{session_join}
WHERE s.token_hash = $1 AND s.expires_at > $3 AND s.absolute_expires_at > $3
    AND s.last_seen_at > $4 AND u.suspended_at IS NULL{session_alive}{not_banned}";

/// `$1` subject, `$2` slug, `$3` now, `$4` issuer, `$5` when the credential was issued, if
/// it names no session. For a person the provider has just identified who has no session
/// of ours. The previous release wrote no issuer.
const BY_SUBJECT: &str = "
SELECT {person}
FROM public.users u{user_join}
WHERE u.neon_auth_user_id = $1 AND u.issuer IN ($4, '') AND $3::timestamptz IS NOT NULL
    AND ($5::timestamptz < u.credentials_valid_from) IS NOT TRUE
    AND u.suspended_at IS NULL{not_banned}";

const PERSON: &str = "u.id AS user_id, u.neon_auth_user_id, u.email, u.email_verified, u.name,
    u.deletion_due_at, u.language, u.picture, {tenant}set_config('app.user_id', u.id::text, true) AS scope";

/// Without a tenant only the caller is read; `$2` is NULL.
const NO_TENANT: &str =
    "NULL::uuid, $2::text, NULL::text, NULL::text, NULL::smallint, NULL::text, ";

/// Reads the caller first and sets `app.user_id`. Only then does the policy on memberships
/// show this person's own membership in the tenant of the URL, which is set in turn.
/// MATERIALIZED and OFFSET 0 fix that order. A suspended membership and a deleted
/// or suspended organization give no right.
const WITH_TENANT: &str = "
WITH caller AS MATERIALIZED ({caller}
)
SELECT {session}c.user_id, c.neon_auth_user_id, c.email, c.email_verified, c.name,
    c.deletion_due_at, c.language, c.picture, m.tenant_id, t.slug, t.name, m.role, t.hue, t.logo,
    set_config('app.tenant_id', coalesce(m.tenant_id::text, ''), true)
FROM caller c
LEFT JOIN public.tenants t ON t.slug = $2 AND t.deleted_at IS NULL AND t.suspended_at IS NULL
LEFT JOIN LATERAL (
    SELECT ms.tenant_id, ms.role FROM public.memberships ms
    WHERE ms.tenant_id = t.id AND ms.user_id = c.user_id AND ms.suspended_at IS NULL OFFSET 0
) m ON true";

const SESSION: &str = "c.id, c.last_tenant_id, c.last_seen_at, c.refreshed_at, c.expires_at,
    c.absolute_expires_at, c.authenticated_at, c.provider_checked_at, c.provider_check_due_at, ";

/// `$1` the provider's session, `$2` ours. A session that begins with the provider's word
/// was proven when the provider's session began.
const PROVEN_AT: &str = "
UPDATE public.sessions SET authenticated_at =
    (SELECT ps.{created_at} FROM neon_auth.session ps WHERE ps.{id} = $1{cast}{in_person})
WHERE id = $2";

/// The same in a statement whose parameter `$16` is the provider's session, if it's about one.
const PROOF_BEGAN: &str =
    "(SELECT ps.{created_at} FROM neon_auth.session ps WHERE ps.{id} = $16::text{cast}{in_person})";

/// Opens a session for somebody who has been here before. Reads the person first and sets
/// `app.user_id`. Only then do the policies show the person's own events and memberships;
/// MATERIALIZED and OFFSET 0 fix that order. `$1` subject, `$2` issuer, `$3` email, `$4`
/// whether it's verified, `$5` whether the provider has no name, `$6` when the credential was
/// issued, if it names no session, `$7` device, `$8` to `$21` the session, `$22` and `$23` the
/// event, `$24` the digest of the token of the session that ends.
const SIGN_IN_AGAIN: &str = include_str!("../returning.sql");

/// One way to open a request, with and without a tenant in the URL.
pub(super) struct Text {
    pub(super) in_tenant: String,
    pub(super) alone: String,
}

impl Text {
    pub(super) fn of(&self, in_tenant: bool) -> &str {
        if in_tenant { &self.in_tenant } else { &self.alone }
    }
}

/// The two ways to open a request.
pub(super) struct Texts {
    pub(super) by_session: Text,
    pub(super) by_subject: Text,
    /// Present if the provider's table says when its sessions began.
    pub(super) proven_at: Option<String>,
    pub(super) sign_in_again: String,
    /// The same, only if the provider's session is there. Without its tables that can't be seen.
    pub(super) sign_in_along: Option<String>,
}

/// Builds the texts. If the provider's tables are in this database, its session must be
/// alive and the person neither deleted nor banned there.
pub(super) fn texts(tables: Option<&ProviderTables>) -> Texts {
    let parts = tables.map(ProviderParts::new).unwrap_or_default();
    let fill = |text: &str, tenant: &str| {
        text.replace("{person}", PERSON)
            .replace("{tenant}", tenant)
            .replace("{user_join}", &parts.user_join)
            .replace("{session_join}", &parts.session_join)
            .replace("{session_alive}", &parts.session_alive)
            .replace("{not_banned}", &parts.not_banned)
    };
    let text = |caller: &str, session: &str| Text {
        in_tenant: WITH_TENANT.replace("{session}", session).replace("{caller}", &fill(caller, "")),
        alone: fill(caller, NO_TENANT),
    };
    Texts {
        by_session: text(BY_SESSION, SESSION),
        by_subject: text(BY_SUBJECT, ""),
        proven_at: tables.and_then(|tables| about_the_proof(PROVEN_AT, tables)),
        sign_in_again: sign_in_again(tables).replace("{provider_alive}", ""),
        sign_in_along: tables.map(|provider| {
            sign_in_again(tables).replace("{provider_alive}", &provider_alive(provider))
        }),
    }
}

fn sign_in_again(tables: Option<&ProviderTables>) -> String {
    let began = tables.and_then(|tables| about_the_proof(PROOF_BEGAN, tables));
    // Without the provider's table, nobody knows.
    let began = began
        .unwrap_or_else(|| String::from("CASE WHEN $16::text IS NULL THEN NULL::timestamptz END"));
    SIGN_IN_AGAIN.replace("{proof_began}", &began)
}

/// The session of the provider's that the new one derives from must be there.
fn provider_alive(tables: &ProviderTables) -> String {
    format!(
        "
        AND ($10::text IS NULL OR EXISTS (
            SELECT FROM neon_auth.session ps WHERE ps.{} = $10{} AND ps.{} > $19))",
        tables.session_id,
        if tables.session_id_is_uuid { "::uuid" } else { "" },
        tables.session_expires_at
    )
}

/// Leaves out impersonation: acting as another person proves nothing about that person.
fn about_the_proof(text: &str, tables: &ProviderTables) -> Option<String> {
    let impersonated = tables.session_impersonated_by.as_ref();
    let in_person = impersonated.map(|by| format!(" AND ps.{by} IS NULL")).unwrap_or_default();
    let text = text
        .replace("{created_at}", tables.session_created_at.as_ref()?)
        .replace("{id}", &tables.session_id)
        .replace("{cast}", if tables.session_id_is_uuid { "::uuid" } else { "" })
        .replace("{in_person}", &in_person);
    Some(text)
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
        let user_join = format!("\n    {}", tables.join_user());
        let not_banned = tables.not_banned("$3").map(|it| format!("\n        AND {it}"));
        let session_join = format!(
            "\n    LEFT JOIN neon_auth.session ps ON ps.{} = s.provider_session_id{}",
            tables.session_id,
            cast(tables.session_id_is_uuid),
        );
        let session_alive = format!(
            "\n        AND (s.provider_session_id IS NULL OR ps.{} > $3)",
            tables.session_expires_at
        );
        Self { user_join, session_join, session_alive, not_banned: not_banned.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use crate::sessions::authority_sql::*;

    fn tables(user_banned: Option<&str>) -> ProviderTables {
        ProviderTables {
            session_id: String::from("\"id\""),
            session_expires_at: String::from("\"expiresAt\""),
            session_user_id: String::from("\"userId\""),
            session_created_at: Some(String::from("\"createdAt\"")),
            session_impersonated_by: None,
            user_id: String::from("\"id\""),
            user_banned: user_banned.map(str::to_owned),
            user_ban_expires: Some(String::from("\"banExpires\"")),
            session_id_is_uuid: true,
            user_id_is_uuid: false,
        }
    }

    fn all(texts: Texts) -> [String; 4] {
        let Texts { by_session, by_subject, .. } = texts;
        [by_session.in_tenant, by_session.alone, by_subject.in_tenant, by_subject.alone]
    }

    #[test]
    fn without_the_providers_tables_nothing_is_joined() {
        for text in all(texts(None)) {
            assert!(!text.contains("neon_auth.") && !text.contains('{'), "{text}");
        }
    }

    #[test]
    fn the_provider_is_asked_whether_there_is_a_tenant_or_not() {
        for text in all(texts(Some(&tables(Some("\"banned\""))))) {
            assert!(text.contains("pu.\"id\" = u.neon_auth_user_id\n"), "{text}");
            assert!(text.contains("pu.\"banned\" IS NOT TRUE OR pu.\"banExpires\" <= $3"));
            let by_session = text.contains("token_hash");
            assert_eq!(text.contains("ps.\"id\" = s.provider_session_id::uuid"), by_session);
        }
        for text in all(texts(Some(&tables(None)))) {
            assert!(!text.contains("banned"), "{text}");
        }
    }

    /// The finished texts, for reading: `UPDATE_SNAPSHOTS=1` writes them anew.
    #[test]
    fn the_finished_texts_are_those_of_the_snapshots() {
        let without = all(texts(None));
        let with = all(texts(Some(&tables(Some("\"banned\"")))));
        let names = ["session_in_tenant", "session", "subject_in_tenant", "subject"];
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/sessions/authority_sql");
        for (suffix, texts) in [("", without), ("_with_provider_tables", with)] {
            for (name, text) in names.iter().zip(texts) {
                let (path, text) = (format!("{folder}/{name}{suffix}.sql"), text.trim_start());
                if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                    std::fs::write(&path, format!("{text}\n")).unwrap();
                }
                let snapshot = std::fs::read_to_string(&path).unwrap();
                assert_eq!(snapshot.trim_end(), text, "{path}: run with UPDATE_SNAPSHOTS=1");
            }
        }
    }
}
