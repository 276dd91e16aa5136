//! One-time codes, as our own pages use them; the same for both providers.

use super::{
    account::CookieJar,
    sign_in::{Grant, ProviderError, SignInOutcome},
};
use crate::{
    identity::{
        Provider,
        types::{CallContext, OtpCode, Password},
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

pub(in crate::identity) const SEND_CODE: &str = "/email-otp/send-verification-otp";
pub(in crate::identity) const RESET_REQUEST: &str = "/email-otp/request-password-reset";
pub(in crate::identity) const RESET_PASSWORD: &str = "/email-otp/reset-password";

/// The call that proves a mailbox with a code.
pub(in crate::identity) const VERIFY_EMAIL: &str = "/email-otp/verify-email";

impl Provider {
    /// Signs in with a code.
    pub async fn sign_in_by_code(
        &self,
        proof: &CodeProof,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let context = CallContext { cookies: &[], client };
        let call = self.page_call(SIGN_IN_BY_CODE, context);
        self.command(
            call.trying(|it| it.on(&proof.email).with_code()),
            async |embedded| embedded.sign_in_by_code(proof).await,
            async |hosted| hosted.sign_in_by_code(proof).await,
        )
        .await
    }

    /// Proves a mailbox, and signs in if the provider does so then. The browser's cookies
    /// show whether it is the one that signed up.
    pub async fn verify_email(
        &self,
        proof: &CodeProof,
        cookies: CookieJar,
        client: &ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let context = CallContext { cookies: &cookies, client };
        let call = self.page_call(VERIFY_EMAIL, context);
        self.command(
            call.trying(|it| it.on(&proof.email).with_code()),
            async |embedded| embedded.verify_email(proof).await,
            async |hosted| hosted.verify_email(proof).await,
        )
        .await
    }

    /// Mails a code that proves the mailbox.
    pub async fn send_code(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        self.send(email, false, &client).await
    }

    /// Mails a code with which the person proves that they still have the mailbox.
    pub async fn send_sign_in_code(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        self.send(email, true, &client).await
    }

    async fn send(
        &self,
        email: &EmailAddress,
        to_sign_in: bool,
        client: &ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &[], client };
        self.command(
            self.page_call(SEND_CODE, context).trying(|it| it.on(email)),
            async |embedded| embedded.send_code(email, to_sign_in).await,
            async |hosted| hosted.send_code(email, to_sign_in).await,
        )
        .await
    }

    /// Mails a code that allows a new password. The embedded provider's mail has a link
    /// beside the code.
    pub async fn request_password_reset(
        &self,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        self.command(
            self.page_call(RESET_REQUEST, context).trying(|it| it.on(email)),
            async |embedded| embedded.request_password_reset(email, "/auth/reset-password").await,
            async |hosted| hosted.request_password_reset(email).await,
        )
        .await
    }

    /// Sets a new password, given the code that was mailed.
    pub async fn reset_password(
        &self,
        email: &EmailAddress,
        code: &OtpCode,
        password: &Password,
        client: ClientInfo,
    ) -> Result<(), ProviderError> {
        let context = CallContext { cookies: &[], client: &client };
        let call = self.page_call(RESET_PASSWORD, context);
        let call = call.trying(|it| it.on(email).with_code().with_password(password.expose()));
        self.command(
            call,
            async |embedded| embedded.reset_password(email, code, password).await,
            async |hosted| hosted.reset_password(email, code, password).await,
        )
        .await
    }
}
