use reqwest::Method;
use tenantry::web::routes::table;

/// Lists method and path of every row of the route table, but for those that take every
/// method.
pub fn routes() -> Vec<(Method, String)> {
    let known = table().filter_map(|row| Some((row.method.as_ref()?, row.path.to_owned())));
    known.map(|(method, path)| (method.as_str().parse().unwrap(), path)).collect()
}
