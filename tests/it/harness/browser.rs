use std::collections::BTreeMap;

use reqwest::{Client, Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

use tenantry::db::Db;

use super::{ORIGIN, Reply, client};

/// Keeps cookies, follows no redirects, and sends its origin.
pub struct Browser {
    client: Client,
    base: String,
    pub cookies: BTreeMap<String, String>,
    pub email: String,
    /// Its `Accept-Language`.
    pub language: Option<&'static str>,
    /// The server's pool, if it runs in this process.
    server: Option<Db>,
}

impl Browser {
    pub fn new(base: String) -> Self {
        Self {
            client: client(),
            base,
            cookies: BTreeMap::new(),
            email: String::new(),
            language: None,
            server: None,
        }
    }

    /// Waits after each answer for what the server still does in the background, so that a
    /// test sees all that a request has caused.
    pub fn of(base: String, server: Db) -> Self {
        Self { server: Some(server), ..Self::new(base) }
    }

    /// Opens a second window: it starts with the same cookies but shares no later ones.
    pub fn another_window(&self) -> Self {
        Self {
            client: self.client.clone(),
            base: self.base.clone(),
            cookies: self.cookies.clone(),
            email: self.email.clone(),
            language: self.language,
            server: self.server.clone(),
        }
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        let request = self.request(Method::GET, path).header("accept", "text/html");
        self.send(request).await
    }

    pub async fn get_json(&mut self, path: &str) -> Reply {
        let request = self.request(Method::GET, path).header("accept", "application/json");
        self.send(request).await
    }

    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = self
            .request(Method::POST, path)
            .header("accept", "text/html")
            .header("origin", ORIGIN)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded::to_string(form).unwrap());
        self.send(request).await
    }

    pub async fn post_json(&mut self, path: &str, body: Value) -> Reply {
        let request = self.request(Method::POST, path).header("origin", ORIGIN).json(&body);
        self.send(request).await
    }

    /// Builds a request with the cookies, for cases that the other methods don't cover.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = match self.language {
            Some(language) => request.header("accept-language", language),
            None => request,
        };
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    pub async fn send(&mut self, request: RequestBuilder) -> Reply {
        let reply = Reply::read(request.send().await.unwrap()).await;
        self.keep_cookies(&reply.headers);
        if let Some(server) = &self.server {
            server.background_done().await;
        }
        reply
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, rest) = cookie.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() || cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// Returns a unique name.
pub fn unique(prefix: &str) -> String {
    let token = tenantry::secret::random_token(12).to_lowercase();
    format!("{prefix}_{token}")
}
