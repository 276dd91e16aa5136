//! One-time codes, as our own pages use them; the same for both providers.

use futures_util::future::FutureExt as _;
use serde_json::{Value, json};

use super::{
    account::Jar,
    sign_in::{Grant, ProviderError, SignInOutcome, granted},
};
use crate::{
    identity::{
        Provider,
        throttle::Attempt,
        types::{OtpCode, Password},
        wire::WireRequest,
    },
    types::{ClientInfo, EmailAddress},
};

/// A code, and the mailbox that it was sent to.
pub struct CodeProof {
    /// The mailbox.
    pub email: EmailAddress,
    /// The code as typed.
    pub code: OtpCode,
}

/// The call that signs in with a code.
pub(in crate::identity) const SIGN_IN_BY_CODE: &str = "/sign-in/email-otp";

/// The call that proves a mailbox with a code.
pub(in crate::identity) const VERIFY_EMAIL: &str = "/email-otp/verify-email";

impl Provider {
    /// Signs in with a code.
    pub async fn sign_in_by_code(
        &self,
        proof: &CodeProof,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let path = SIGN_IN_BY_CODE;
        let attempt = Attempt::by_page(path, &proof.email, client).with_code();
        let call = async {
            match self {
                Self::Embedded(provider) => provider.sign_in_by_code(proof, client).await,
                Self::Hosted(provider) => provider.sign_in_by_code(proof, client).await,
            }
        }
        .boxed_local();
        self.limited(path, attempt, call).await
    }

    /// Proves a mailbox, and signs in if the provider does so then. The browser's cookies
    /// show whether it is the one that signed up.
    pub async fn verify_email(
        &self,
        proof: &CodeProof,
        cookies: Jar,
        client: &ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let path = VERIFY_EMAIL;
        let attempt = Attempt::by_page(path, &proof.email, client)
            .with_code()
            .with_sessions(&cookies, self.session_cookie());
        let call = async {
            match self {
                Self::Embedded(provider) => provider.verify_email(proof, &cookies, client).await,
                Self::Hosted(provider) => {
                    provider.verify_email(proof, cookies.clone(), client).await
                }
            }
        }
        .boxed_local();
        self.limited(path, attempt, call).await
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

    /// Mails a code with which the person proves that they still have the mailbox.
    pub async fn send_sign_in_code(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let body = json!({ "email": email, "type": "sign-in" });
        self.granted("/email-otp/send-verification-otp", &body, client).await.map(drop)
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

    async fn granted(
        &self,
        path: &str,
        body: &Value,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        granted(&self.call(WireRequest::post(path, body, client)).await)
    }
}
