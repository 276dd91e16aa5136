use serde_json::json;

use super::Commands;
use crate::{
    identity::{
        client::codes::{RESET_PASSWORD, RESET_REQUEST, SEND_CODE},
        error::ProviderError,
        types::{OtpCode, Password},
    },
    types::EmailAddress,
};

impl Commands<'_> {
    pub(in crate::identity) async fn send_code(
        &self,
        email: &EmailAddress,
        to_sign_in: bool,
    ) -> Result<(), ProviderError> {
        let kind = if to_sign_in { "sign-in" } else { "email-verification" };
        self.post(SEND_CODE, &json!({ "email": email, "type": kind })).await.map(drop)
    }

    pub(in crate::identity) async fn request_password_reset(
        &self,
        email: &EmailAddress,
    ) -> Result<(), ProviderError> {
        self.post(RESET_REQUEST, &json!({ "email": email })).await.map(drop)
    }

    pub(in crate::identity) async fn reset_password(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        password: &Password,
    ) -> Result<(), ProviderError> {
        let body = json!({ "email": email, "otp": code.expose(), "password": password.expose() });
        self.post(RESET_PASSWORD, &body).await.map(drop)
    }
}
