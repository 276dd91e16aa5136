use actix_web::{HttpRequest, http::header::COOKIE};

/// Returns the browser's cookies, name and value as they came.
pub fn cookies(req: &HttpRequest) -> Vec<(String, String)> {
    let headers = req.headers().get_all(COOKIE).filter_map(|value| value.to_str().ok());
    headers
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
