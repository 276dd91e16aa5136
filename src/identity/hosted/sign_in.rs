//! The commands of our own pages, over the wire.

use serde_json::{Value, json};

use super::Hosted;
use crate::{
    identity::{
        client::{
            account::Jar,
            codes::{CodeProof, SIGN_IN_BY_CODE, VERIFY_EMAIL},
            sign_in::{
                Grant, ProviderError, SIGN_IN, SIGN_UP, SignIn, SignInOutcome, SignUp,
                SignUpOutcome, granted,
            },
        },
        wire::{ProviderErrorCode, WireRequest},
    },
    types::{ClientInfo, SignInMethod},
};

impl Hosted {
    pub(in crate::identity) async fn sign_in(
        &self,
        SignIn { email, password }: &SignIn,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let body = json!({ "email": email, "password": password.expose() });
        signed_in(self.post(SIGN_IN, &body, Jar::new(), client).await, SignInMethod::Password)
    }

    pub(in crate::identity) async fn sign_up(
        &self,
        SignUp { name, email, password }: &SignUp,
        client: &ClientInfo,
    ) -> Result<SignUpOutcome, ProviderError> {
        let body = json!({ "name": name, "email": email, "password": password.expose() });
        let granted = self.post(SIGN_UP, &body, Jar::new(), client).await?;
        Ok(match granted.token {
            Some(_) => SignUpOutcome::SignedIn(granted.by(SignInMethod::Password)),
            None => SignUpOutcome::CodeMailed,
        })
    }

    pub(in crate::identity) async fn sign_in_by_code(
        &self,
        CodeProof { email, code }: &CodeProof,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let body = json!({ "email": email, "otp": code.expose() });
        signed_in(self.post(SIGN_IN_BY_CODE, &body, Jar::new(), client).await, SignInMethod::Code)
    }

    pub(in crate::identity) async fn verify_email(
        &self,
        CodeProof { email, code }: &CodeProof,
        cookies: Jar,
        client: &ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let body = json!({ "email": email, "otp": code.expose() });
        Ok(self.post(VERIFY_EMAIL, &body, cookies, client).await?.by(SignInMethod::Code))
    }

    async fn post(
        &self,
        path: &str,
        body: &Value,
        cookies: Jar,
        client: &ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let request = WireRequest::post(path, body, client.clone()).with_cookies(cookies);
        granted(&self.call(request).await)
    }
}

fn signed_in(
    granted: Result<Grant, ProviderError>,
    method: SignInMethod,
) -> Result<SignInOutcome, ProviderError> {
    match granted {
        Ok(granted) => Ok(SignInOutcome::SignedIn(granted.by(method))),
        Err(refused) if refused.code == ProviderErrorCode::EmailNotVerified => {
            Ok(SignInOutcome::EmailNotVerified)
        }
        Err(refused) => Err(refused),
    }
}
