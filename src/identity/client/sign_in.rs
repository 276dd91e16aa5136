//! The wire's sign-in calls that our own pages make, the same for both providers.

use serde_json::{Value, json};

use crate::{
    identity::{
        Provider,
        types::{OtpCode, Password},
        wire::{ProviderErrorCode, WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress, PersonName, SignInMethod},
};

/// The result of a successful call, for the browser and for us.
pub struct Grant {
    /// The session's token; `None` while the mailbox still has to be proven.
    pub token: Option<String>,
    /// Cookies to pass on, already scoped to our origin.
    pub set_cookies: Vec<String>,
    /// The sign-in method, for the person's history; `None` if a link or a sign-up's first
    /// session leaves it open.
    pub method: Option<SignInMethod>,
    /// Whether the sign-up's password was dropped, so that a new one has to be chosen.
    pub password_dropped: bool,
}

/// The response field that says so; only the embedded provider sends it.
pub(in crate::identity) const PASSWORD_DROPPED: &str = "passwordDropped";

impl Grant {
    /// Returns the cookies as a browser that kept them would send them.
    pub fn jar(&self) -> Vec<(String, String)> {
        let pair = |cookie: &String| {
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            Some((name.trim().to_owned(), value.trim().to_owned()))
        };
        self.set_cookies.iter().filter_map(pair).collect()
    }

    /// Sets the sign-in method.
    #[must_use]
    pub fn by(self, method: SignInMethod) -> Self {
        Self { method: Some(method), ..self }
    }
}

/// Why the provider refused.
#[derive(Debug)]
pub struct ProviderError {
    /// The HTTP status of the answer.
    pub status: u16,
    /// Better Auth's code.
    pub code: ProviderErrorCode,
    /// Seconds to wait, if the answer said so.
    pub retry_after: Option<u32>,
}

impl ProviderError {
    /// Whether the provider failed to answer, as opposed to refusing.
    pub fn is_outage(&self) -> bool {
        !(400..500).contains(&self.status)
    }
}

impl Provider {
    /// Calls `POST /sign-in/email`. A person whose mailbox is unproven is mailed one code.
    pub async fn sign_in(
        &self,
        email: &EmailAddress,
        password: &Password,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({ "email": email, "password": password.expose() });
        let answer = self.granted("/sign-in/email", &body, client.clone()).await;
        // The embedded provider has mailed the code already. If this hits the rate limit, a code
        // was sent a moment ago; that one will do.
        if let (Self::Hosted(_), Err(refused)) = (self, &answer)
            && refused.code == ProviderErrorCode::EmailNotVerified
        {
            let _sent = self.send_code(email, client).await;
        }
        Ok(answer?.by(SignInMethod::Password))
    }

    /// Calls `POST /sign-up/email`; `token` is `None` if a code was mailed.
    pub async fn sign_up(
        &self,
        name: &PersonName,
        email: &EmailAddress,
        password: &Password,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({ "name": name, "email": email, "password": password.expose() });
        Ok(self.granted("/sign-up/email", &body, client).await?.by(SignInMethod::Password))
    }

    /// Calls `POST /email-otp/send-verification-otp` for a code that proves the mailbox.
    pub async fn send_code(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "email": email, "type": "email-verification" });
        self.granted("/email-otp/send-verification-otp", &body, client).await.map(drop)
    }

    /// Calls `POST /email-otp/verify-email`. The browser's cookies show whether it is the
    /// one that signed up.
    pub async fn verify_email(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({ "email": email, "otp": code.expose() });
        let request = WireRequest::post("/email-otp/verify-email", &body, client);
        Ok(granted(&self.call(request.with_cookies(cookies)).await)?.by(SignInMethod::Code))
    }

    /// Calls `POST /email-otp/request-password-reset`. The embedded provider's mail has a
    /// link beside the code.
    pub async fn request_password_reset(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let mut body = json!({ "email": email });
        if let (Self::Embedded(_), Some(fields)) = (self, body.as_object_mut()) {
            fields.insert(String::from("redirectTo"), json!("/auth/reset-password"));
        }
        self.granted("/email-otp/request-password-reset", &body, client).await.map(drop)
    }

    /// Calls `POST /email-otp/reset-password`.
    pub async fn reset_password(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        password: &Password,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "email": email, "otp": code.expose(), "password": password.expose() });
        self.granted("/email-otp/reset-password", &body, client).await.map(drop)
    }

    /// Calls `POST /sign-in/social`. Returns the URL on which the browser continues, and
    /// the challenge cookie that makes its return valid. New users come back to the same
    /// page only if that is requested separately. The browser's cookies go only to the
    /// embedded provider, which reads the one that ties pending sign-ins to the browser.
    pub async fn sign_in_social(
        &self,
        provider: &str,
        (back, on_error): (&str, &str),
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), ProviderError> {
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

    /// Calls `POST /link-social`, like [`Provider::sign_in_social`] but to add the account
    /// at the service to the caller's own.
    pub async fn link_social(
        &self,
        provider: &str,
        back: &str,
        cookies: Vec<(String, String)>,
        client: ClientInfo,
    ) -> Result<(String, Vec<String>), ProviderError> {
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
    ) -> Result<Grant, ProviderError> {
        granted(&self.call(WireRequest::post(path, body, client)).await)
    }
}

/// Returns the URL on which the browser continues, and the cookies that go with it.
fn way_out(answer: WireResponse) -> Result<(String, Vec<String>), ProviderError> {
    let url = answer.value().get("url").and_then(Value::as_str).map(str::to_owned);
    match url.filter(|url| answer.is_success() && url.starts_with("http")) {
        Some(url) => Ok((url, answer.set_cookies)),
        None => Err(refusal(&answer)),
    }
}

pub(in crate::identity) fn granted(answer: &WireResponse) -> Result<Grant, ProviderError> {
    if !answer.is_success() {
        return Err(refusal(answer));
    }
    let value = answer.value();
    let token = value.get("token").and_then(Value::as_str).map(str::to_owned);
    let password_dropped = value.get(PASSWORD_DROPPED) == Some(&Value::Bool(true));
    Ok(Grant { token, set_cookies: answer.set_cookies.clone(), method: None, password_dropped })
}

pub(in crate::identity) fn refusal(answer: &WireResponse) -> ProviderError {
    let wait = answer.header("x-retry-after").or_else(|| answer.header("retry-after"));
    ProviderError {
        status: answer.status,
        code: answer.value().get("code").and_then(Value::as_str).unwrap_or_default().into(),
        retry_after: wait.and_then(|seconds| seconds.parse().ok()),
    }
}
