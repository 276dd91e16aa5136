use std::collections::BTreeSet;

use reqwest::Method;
use tenantry::web::routes::table;

use super::{TestApp, tenant_tables};

/// Lists method and path of every row of the route table, but for those that take every
/// method.
pub fn routes() -> Vec<(Method, String)> {
    let known = table().filter_map(|row| Some((row.method.as_ref()?, row.path.to_owned())));
    known.map(|(method, path)| (method.as_str().parse().unwrap(), path)).collect()
}

/// Ids in a tenant's rows: two of every column that holds any.
pub async fn ids_of_tenant(app: &TestApp, slug: &str) -> BTreeSet<String> {
    let columns =
        "SELECT format('SELECT x.%1$I::text FROM %2$I x JOIN tenants o ON o.id = x.tenant_id
            WHERE o.slug = $1 AND x.%1$I IS NOT NULL LIMIT 2', a.attname, c.relname)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relname = ANY ($1) AND c.relnamespace = 'public'::regnamespace
        AND a.atttypid = 'uuid'::regtype AND a.attnum > 0";
    let mut all = BTreeSet::new();
    for column in app.database.rows(columns, &[&tenant_tables(app).await]).await {
        for row in app.database.rows(column.get(0), &[&slug]).await {
            all.insert(row.get(0));
        }
    }
    all
}

/// The paths of a route with each of `ids` in it.
pub fn paths_with_ids(route: &str, slug: &str, ids: &BTreeSet<String>) -> Vec<String> {
    let path = route.replace("{slug}", slug);
    let Some((before, rest)) = path.split_once('{') else { return vec![path] };
    let after = rest.split_once('}').map_or("", |(_, after)| after);
    ids.iter().map(|id| format!("{before}{id}{after}")).collect()
}
