//! `/api/v1` as programs use it.

mod auth;
mod bearer;
mod cors;
mod creation;
mod input;
mod isolation;
mod openapi;
mod tenants;
mod todos;
mod verify;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, PASSWORD, Reply, TestApp};

/// A client without cookies that sends a bearer token.
pub struct Program {
    visitor: Browser,
    pub token: String,
}

impl Program {
    pub fn with(app: &TestApp, token: &str) -> Self {
        Self { visitor: app.visitor(), token: token.to_owned() }
    }

    /// Signs in as a person who has signed up.
    pub async fn of(app: &TestApp, person: &Browser) -> Self {
        let body = json!({ "email": person.email, "password": PASSWORD });
        let reply = app.visitor().post_json("/api/v1/auth/signin", body).await.expect(200);
        Self::with(app, reply.json()["session"]["token"].as_str().unwrap())
    }

    pub async fn get(&mut self, path: &str) -> Reply {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&mut self, path: &str, body: Value) -> Reply {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub async fn delete(&mut self, path: &str) -> Reply {
        self.call(Method::DELETE, path, None).await
    }

    pub async fn put_file(&mut self, path: &str, file: &'static [u8]) -> Reply {
        let request = self.visitor.request(Method::PUT, path).bearer_auth(&self.token).body(file);
        self.visitor.send(request).await
    }

    pub async fn call(&mut self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = self.visitor.request(method, path).bearer_auth(&self.token);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        self.visitor.send(request).await
    }
}

/// Returns an owner with an organization, as a program, and the organization's slug.
pub async fn owner(app: &TestApp, name: &str, tenant: &str) -> (Program, String, Browser) {
    let (browser, slug) = app.owner(name, tenant).await;
    (Program::of(app, &browser).await, slug, browser)
}

/// Returns the problem without the parts that differ from request to request.
pub fn problem(reply: &Reply) -> Value {
    assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.text);
    let mut body = reply.json();
    assert!(body.as_object_mut().unwrap().remove("request_id").is_some());
    body
}
