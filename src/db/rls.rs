//! Looks at the catalog to see whether isolation is in force.

use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::RunQueryDsl as _;

use super::{Db, DbError, Scope as _};

/// A way round row-level security; the server does not start while there is one.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
pub struct Gap {
    /// The table or role.
    #[diesel(sql_type = Text)]
    pub object: String,
    /// What is wrong with it and what mends it.
    #[diesel(sql_type = Text)]
    pub problem: String,
}

/// Runs as the role that serves requests, inside a transaction like a request's.
const GAPS: &str = "
SELECT format('%s.%s', n.nspname, c.relname) AS object,
    CASE
        WHEN NOT c.relrowsecurity THEN 'row-level security is off: ALTER TABLE … ENABLE ROW LEVEL SECURITY'
        WHEN NOT c.relforcerowsecurity THEN 'its owner bypasses row-level security: ALTER TABLE … FORCE ROW LEVEL SECURITY'
        WHEN pg_has_role(current_user, c.relowner, 'USAGE') THEN 'the serving role owns it: give it to the migrating role'
        ELSE 'no policy names current_tenant_id(): see migrations/README.md'
    END AS problem
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND (
    NOT c.relrowsecurity OR NOT c.relforcerowsecurity
    OR pg_has_role(current_user, c.relowner, 'USAGE')
    OR NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid
        AND pg_get_expr(p.polqual, p.polrelid) IN ('(tenant_id = current_tenant_id())',
            '(tenant_id = ( SELECT current_tenant_id() AS current_tenant_id))')
        AND pg_get_expr(p.polwithcheck, p.polrelid) = '(tenant_id = current_tenant_id())'))
UNION ALL
SELECT rolname, 'the role bypasses row-level security: ALTER ROLE … NOSUPERUSER NOBYPASSRLS'
FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)
ORDER BY object";

/// Every way round isolation that the catalog shows; empty when it is in force.
pub async fn gaps(db: &Db) -> Result<Vec<Gap>, DbError> {
    db.as_system("look for ways round isolation", async |db| {
        Ok(sql_query(GAPS).load(&mut db.conn()).await?)
    })
    .await
}
