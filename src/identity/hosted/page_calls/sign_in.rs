use serde_json::json;

use super::Commands;
use crate::{
    identity::{
        client::{
            codes::{CodeProof, SIGN_IN_BY_CODE, VERIFY_EMAIL},
            sign_in::{
                Grant, ProviderError, SIGN_IN, SIGN_UP, SignIn, SignInOutcome, SignUp,
                SignUpOutcome,
            },
        },
        wire::ProviderErrorCode,
    },
    types::SignInMethod,
};

impl Commands<'_> {
    pub(in crate::identity) async fn sign_in(
        &self,
        SignIn { email, password }: &SignIn,
    ) -> Result<SignInOutcome, ProviderError> {
        let body = json!({ "email": email, "password": password.expose() });
        signed_in(self.grant(SIGN_IN, &body).await, SignInMethod::Password)
    }

    pub(in crate::identity) async fn sign_up(
        &self,
        SignUp { name, email, password }: &SignUp,
    ) -> Result<SignUpOutcome, ProviderError> {
        let body = json!({ "name": name, "email": email, "password": password.expose() });
        let granted = self.grant(SIGN_UP, &body).await?;
        Ok(match granted.token {
            Some(_) => SignUpOutcome::SignedIn(granted.by(SignInMethod::Password)),
            None => SignUpOutcome::CodeMailed,
        })
    }

    pub(in crate::identity) async fn sign_in_by_code(
        &self,
        CodeProof { email, code }: &CodeProof,
    ) -> Result<SignInOutcome, ProviderError> {
        let body = json!({ "email": email, "otp": code.expose() });
        signed_in(self.grant(SIGN_IN_BY_CODE, &body).await, SignInMethod::Code)
    }

    pub(in crate::identity) async fn verify_email(
        &self,
        CodeProof { email, code }: &CodeProof,
    ) -> Result<Grant, ProviderError> {
        let body = json!({ "email": email, "otp": code.expose() });
        Ok(self.grant(VERIFY_EMAIL, &body).await?.by(SignInMethod::Code))
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
