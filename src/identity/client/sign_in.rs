//! The wire's calls that our own pages make, the same for both providers.

use serde_json::{Value, json};

use crate::{
    identity::{
        Provider,
        types::{OtpCode, Password},
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress, PersonName},
};

/// What a successful call hands to the browser and to us.
pub struct Granted {
    /// The session's token; `None` while a mailbox is still to be proven.
    pub token: Option<String>,
    /// Cookies to pass on, already scoped to our origin.
    pub set_cookies: Vec<String>,
    /// By which way, for the person's history; may be empty.
    pub way: &'static str,
    /// The password of the sign-up was not kept, so that a new one is to be chosen.
    pub password_dropped: bool,
}

/// The field of an answer that says so; our own provider's alone.
pub(in crate::identity) const PASSWORD_DROPPED: &str = "passwordDropped";

impl Granted {
    /// The cookies as a browser that kept them would send them.
    pub fn jar(&self) -> Vec<(String, String)> {
        let pair = |cookie: &String| {
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        self.set_cookies.iter().filter_map(pair).collect()
    }

    /// The same, come by in this way.
    #[must_use]
    pub fn by(self, way: &'static str) -> Self {
        Self { way, ..self }
    }
}

/// Why the provider did not; [`Refusal::code`] is Better Auth's.
#[derive(Debug)]
pub struct Refusal {
    /// The HTTP status it answered with.
    pub status: u16,
    /// `INVALID_OTP` and the like; empty where the answer had none.
    pub code: String,
    /// Seconds to wait, where it said so.
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// Whether the provider is out of reach rather than of another opinion.
    pub fn is_outage(&self) -> bool {
        !(400..500).contains(&self.status)
    }
}

impl Provider {
    /// `POST /sign-in/email`.
    pub async fn sign_in(
        &self,
        email: &EmailAddress,
        password: &Password,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        let body = json!({ "email": email, "password": password.expose() });
        Ok(self.granted("/sign-in/email", &body, client).await?.by("password"))
    }

    /// `POST /sign-up/email`; `token` is `None` when a code was mailed.
    pub async fn sign_up(
        &self,
        name: &PersonName,
        email: &EmailAddress,
        password: &Password,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        let body = json!({ "name": name, "email": email, "password": password.expose() });
        Ok(self.granted("/sign-up/email", &body, client).await?.by("password"))
    }

    /// `POST /email-otp/send-verification-otp` to prove the mailbox.
    pub async fn send_code(&self, email: &EmailAddress, client: ClientInfo) -> Result<(), Refusal> {
        let body = json!({ "email": email, "type": "email-verification" });
        self.granted("/email-otp/send-verification-otp", &body, client).await.map(drop)
    }

    /// `POST /email-otp/verify-email`; the browser's cookies show whether it is
    /// the one that signed up.
    pub async fn verify_email(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        let body = json!({ "email": email, "otp": code.expose() });
        let request = WireRequest::post("/email-otp/verify-email", &body, client);
        Ok(granted(&self.call(request.with_cookies(cookies)).await)?.by("code"))
    }

    /// `POST /email-otp/request-password-reset`; our own provider's mail has a link
    /// beside the code.
    pub async fn request_password_reset(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let mut body = json!({ "email": email });
        if let (Self::Embedded(_), Some(fields)) = (self, body.as_object_mut()) {
            fields.insert(String::from("redirectTo"), json!("/auth/reset-password"));
        }
        self.granted("/email-otp/request-password-reset", &body, client).await.map(drop)
    }

    /// `POST /email-otp/reset-password`.
    pub async fn reset_password(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        password: &Password,
        client: ClientInfo,
    ) -> Result<(), Refusal> {
        let body = json!({ "email": email, "otp": code.expose(), "password": password.expose() });
        self.granted("/email-otp/reset-password", &body, client).await.map(drop)
    }

    /// `POST /sign-in/social`: where the browser goes on, and the challenge cookie
    /// without which its return is worth nothing. First-time users come back to the
    /// same place only if that is said separately. Of the browser's cookies only
    /// our own provider takes the one that ties sign-ins under way to the browser.
    pub async fn sign_in_social(
        &self,
        provider: &str,
        (back, on_error): (&str, &str),
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), Refusal> {
        let body = json!({
            "provider": provider,
            "callbackURL": back,
            "newUserCallbackURL": back,
            "errorCallbackURL": on_error,
            "disableRedirect": true,
        });
        let mut request = WireRequest::post("/sign-in/social", &body, client);
        if let Self::Embedded(_) = self {
            request = request.with_cookies(cookies);
        }
        way_out(self.call(request).await)
    }

    /// `POST /link-social`: as [`Provider::sign_in_social`], to add the account at
    /// the service to the caller's own.
    pub async fn link_social(
        &self,
        provider: &str,
        back: &str,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), Refusal> {
        let body = json!({
            "provider": provider,
            "callbackURL": back,
            "errorCallbackURL": back,
            "disableRedirect": true,
        });
        way_out(
            self.call(WireRequest::post("/link-social", &body, client).with_cookies(cookies)).await,
        )
    }

    async fn granted(
        &self,
        path: &str,
        body: &Value,
        client: ClientInfo,
    ) -> Result<Granted, Refusal> {
        granted(&self.call(WireRequest::post(path, body, client)).await)
    }
}

/// Where the browser goes on, and what it takes along.
fn way_out(answer: WireResponse) -> Result<(String, Vec<String>), Refusal> {
    let url = answer.value().get("url").and_then(Value::as_str).map(str::to_owned);
    match url.filter(|url| answer.is_success() && url.starts_with("http")) {
        Some(url) => Ok((url, answer.set_cookies)),
        None => Err(refusal(&answer)),
    }
}

pub(in crate::identity) fn granted(answer: &WireResponse) -> Result<Granted, Refusal> {
    if !answer.is_success() {
        return Err(refusal(answer));
    }
    let value = answer.value();
    let token = value.get("token").and_then(Value::as_str).map(str::to_owned);
    let password_dropped = value.get(PASSWORD_DROPPED) == Some(&Value::Bool(true));
    Ok(Granted { token, set_cookies: answer.set_cookies.clone(), way: "", password_dropped })
}

pub(in crate::identity) fn refusal(answer: &WireResponse) -> Refusal {
    let wait = answer.header("x-retry-after").or_else(|| answer.header("retry-after"));
    Refusal {
        status: answer.status,
        code: answer.value().get("code").and_then(Value::as_str).unwrap_or_default().to_owned(),
        retry_after: wait.and_then(|seconds| seconds.parse().ok()),
    }
}
