//! Checks the schema `neon_auth`: whether its tables can be read, how they are spelled,
//! and whether their types are the ones that Better Auth writes.

use super::{Check, queries};
use crate::{
    config::{Config, IdentityConfig},
    db::{
        Db,
        provider_tables::{Column, column as find},
    },
};

pub(super) const NAMES: [&str; 3] = [GRANTS, SPELLING, TYPES];

const GRANTS: &str = "neon-auth-grants";
const SPELLING: &str = "neon-auth-columns";
const TYPES: &str = "neon-auth-types";

/// The columns without which a session can't be looked up.
const NEEDED: [(&str, &str); 6] = [
    ("session", "id"),
    ("session", "expiresAt"),
    ("session", "token"),
    ("session", "userId"),
    ("user", "id"),
    ("user", "email"),
];

const ID: &[&str] = &["uuid", "text", "character varying"];
const TEXT: &[&str] = &["text", "character varying"];
const TIME: &[&str] = &["timestamp with time zone"];
const BOOLEAN: &[&str] = &["boolean"];

/// The types that Better Auth's values fit; its inserts fail on others.
const EXPECTED: [(&str, &str, &[&str]); 12] = [
    ("session", "id", ID),
    ("session", "userId", ID),
    ("session", "token", TEXT),
    ("session", "expiresAt", TIME),
    ("session", "ipAddress", TEXT),
    ("session", "userAgent", TEXT),
    ("user", "id", ID),
    ("user", "email", TEXT),
    ("user", "emailVerified", BOOLEAN),
    ("user", "createdAt", TIME),
    ("user", "banned", BOOLEAN),
    ("user", "banExpires", TIME),
];

pub(super) async fn checks(config: &Config, db: &Db) -> Vec<Check> {
    let embedded = matches!(config.identity, IdentityConfig::Embedded { .. });
    match queries::provider_columns(db).await {
        Ok(columns) if columns.is_empty() && embedded => {
            skip_all("the schema neon_auth isn't there yet: see migrations")
        }
        Ok(columns) if columns.is_empty() => {
            skip_all("the provider's tables are in another database; it is asked instead")
        }
        Ok(columns) => {
            let spelling = spelling(&columns, embedded);
            vec![grants(&columns), spelling, types(&columns, embedded)]
        }
        Err(_) => skip_all("the schema isn't the one this build needs"),
    }
}

fn skip_all(why: &str) -> Vec<Check> {
    NAMES.map(|name| Check::skipped(name, why)).into()
}

fn grants(columns: &[Column]) -> Check {
    let closed = |relation: &str| columns.iter().any(|it| it.relation == relation && !it.readable);
    let closed: Vec<_> = ["session", "user"].into_iter().filter(|it| closed(it)).collect();
    if closed.is_empty() {
        return Check::passed(
            GRANTS,
            "the serving role reads neon_auth.session and neon_auth.\"user\"",
        );
    }
    Check::failed(
        GRANTS,
        format!("the serving role may not read neon_auth: {}", closed.join(", ")),
        "As the owner of the schema: GRANT USAGE ON SCHEMA neon_auth TO tenantry_app; \
         GRANT SELECT ON neon_auth.session, neon_auth.\"user\" TO tenantry_app;",
    )
}

fn spelling(columns: &[Column], embedded: bool) -> Check {
    let missing: Vec<_> = NEEDED
        .iter()
        .filter(|(relation, name)| find(columns, relation, name).is_none())
        .map(|(relation, name)| format!("{relation}.{name}"))
        .collect();
    if !missing.is_empty() {
        let advice = "These aren't Better Auth's tables: let its own migrator (or Neon Auth) \
                      make them, or move what else is called neon_auth out of the way.";
        return Check::failed(SPELLING, format!("missing: {}", missing.join(", ")), advice);
    }
    let expires_at = find(columns, "session", "expiresAt").map_or("", |it| it.name.as_str());
    match (expires_at, embedded) {
        ("expiresAt", _) => Check::passed(SPELLING, "camelCase, as Better Auth writes them"),
        (other, false) => {
            Check::passed(SPELLING, format!("another spelling, which is read too: {other}"))
        }
        (other, true) => Check::failed(
            SPELLING,
            format!("the embedded provider writes camelCase, the table has {other}"),
            "Rename the columns to Better Auth's spelling (ALTER TABLE … RENAME COLUMN … TO \"expiresAt\" …).",
        ),
    }
}

fn types(columns: &[Column], embedded: bool) -> Check {
    let mut wrong: Vec<_> = EXPECTED
        .iter()
        .filter_map(|(relation, name, kinds)| {
            let column = find(columns, relation, name)?;
            let uuid_only = embedded && name.eq_ignore_ascii_case("id") && column.kind != "uuid";
            let unfit = uuid_only || !kinds.contains(&column.kind.as_str());
            unfit.then(|| (column, kinds.first().copied().unwrap_or_default()))
        })
        .collect();
    wrong.extend(unlike_its_key(columns));
    if wrong.is_empty() {
        let key = find(columns, "user", "id").map_or("", |it| it.kind.as_str());
        return Check::passed(TYPES, format!("as Better Auth writes them; keys are {key}"));
    }
    let seen: Vec<_> = wrong
        .iter()
        .map(|(it, wanted)| format!("{}.{} is {}, not {wanted}", it.relation, it.name, it.kind))
        .collect();
    let mends: Vec<_> = wrong.iter().map(|(column, wanted)| mend(column, wanted)).collect();
    Check::failed(TYPES, seen.join("; "), mends.join("\n"))
}

/// Finds a session's user column whose type differs from that of the user's key.
fn unlike_its_key(columns: &[Column]) -> Option<(&Column, &str)> {
    let key = find(columns, "user", "id")?;
    let column = find(columns, "session", "userId")?;
    let fit = |it: &Column| ID.contains(&it.kind.as_str());
    (fit(key) && fit(column) && (key.kind == "uuid") != (column.kind == "uuid"))
        .then_some((column, key.kind.as_str()))
}

fn mend(column: &Column, wanted: &str) -> String {
    let (relation, name) = (&column.relation, &column.name);
    let cast = if column.kind == "inet" { "host" } else { "" };
    let using = match cast {
        "" => format!("\"{name}\"::{wanted}"),
        cast => format!("{cast}(\"{name}\")"),
    };
    format!(
        "ALTER TABLE neon_auth.\"{relation}\" ALTER COLUMN \"{name}\" TYPE {wanted} USING {using};"
    )
}
