use reqwest::Method;
use serde_json::{Value, json};

use super::world::World;
use crate::harness::{Browser, PASSWORD, Reply};

/// A person at a browser. In direct mode the wire has another origin than our pages, and
/// its own cookies.
pub struct Person<'a> {
    pub email: String,
    pub page: Browser,
    world: &'a World,
    wire: Option<(Browser, String)>,
}

impl<'a> Person<'a> {
    pub fn new(world: &'a World, email: &str, wire: Option<(Browser, String)>) -> Self {
        Self { email: email.to_owned(), page: world.app.visitor(), world, wire }
    }

    /// Returns the same person at another browser.
    pub fn elsewhere(&self) -> Self {
        self.world.at_browser(&self.email)
    }

    /// Sends a `POST` on the wire.
    pub async fn call(&mut self, path: &str, body: Value) -> Reply {
        let (browser, base) = self.wire();
        let path = format!("{base}{path}");
        browser.post_json(&path, body).await
    }

    /// Sends a `GET` on the wire.
    pub async fn ask(&mut self, path: &str) -> Reply {
        let (browser, base) = self.wire();
        let path = format!("{base}{path}");
        browser.get_json(&path).await
    }

    fn wire(&mut self) -> (&mut Browser, String) {
        match &mut self.wire {
            Some((browser, base)) => (browser, base.clone()),
            None => (&mut self.page, String::from("/api/auth")),
        }
    }

    /// Returns the cookie that the provider set, with its value as it was set.
    pub fn provider_cookie(&mut self) -> String {
        let (browser, _) = self.wire();
        let found = browser.cookies.iter().find(|(name, _)| name.ends_with(".session_token"));
        found.expect("the provider's cookie").1.clone()
    }

    pub async fn code(&self) -> String {
        self.world.code(&self.email).await
    }

    pub async fn prove(&mut self, code: &str) -> Reply {
        let form = json!({ "email": self.email, "otp": code });
        self.call("/email-otp/verify-email", form).await
    }

    pub async fn sign_in(&mut self, password: &str) -> Reply {
        let form = json!({ "email": self.email, "password": password });
        self.call("/sign-in/email", form).await
    }

    /// Returns the answer of get-session.
    pub async fn session(&mut self) -> Value {
        self.ask("/get-session").await.expect(200).json()
    }

    pub async fn token(&mut self) -> String {
        self.session().await["session"]["token"].as_str().expect("a session").to_owned()
    }

    pub async fn jwt(&mut self) -> String {
        self.ask("/token").await.expect(200).json()["token"].as_str().unwrap().to_owned()
    }

    /// Trades the provider's session for ours, as the page script does.
    pub async fn enter(&mut self) {
        let body = json!({ "token": self.token().await });
        let reply = self.page.post_json("/auth/neon-callback", body).await.expect(200);
        assert_eq!(reply.json()["success"], true);
        assert!(self.is_inside().await);
    }

    /// Signs in at another browser and enters there, too.
    pub async fn another_device(&self) -> Self {
        let mut device = self.elsewhere();
        device.sign_in(PASSWORD).await.expect(200);
        device.enter().await;
        device
    }

    /// Whether the next page knows the person. Otherwise it redirects to the sign-in
    /// page, and the API refuses.
    pub async fn is_inside(&mut self) -> bool {
        let page = self.page.get("/dashboard").await.expect(303);
        let inside = !page.location().starts_with("/auth/login");
        let status = if inside { 200 } else { 401 };
        self.page.get_json("/api/v1/auth/me").await.expect(status);
        inside
    }

    /// Sends a `GET` to our API with a bearer token and no cookie.
    pub async fn program(&self, token: &str, path: &str) -> Reply {
        let mut program = self.world.app.visitor();
        let request = program.request(Method::GET, path);
        program.send(request.header("authorization", format!("Bearer {token}"))).await
    }
}

/// Returns the status, with Better Auth's code if there is one: `400 INVALID_OTP`.
pub fn end(reply: &Reply) -> String {
    let body: Value = serde_json::from_str(&reply.text).unwrap_or_default();
    let code = body["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
    format!("{}{code}", reply.status.as_u16())
}
