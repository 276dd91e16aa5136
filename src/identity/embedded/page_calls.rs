//! The commands of our own pages, which never become a request on the wire.

use super::{
    Embedded,
    endpoints::router,
    entered::Entered,
    error::{BetterAuthError, CallError},
    one_time_codes::verify::{Newcomer, TypedCode},
    sign_in::{password::Terms, sign_up_form::SignUpForm},
};
use crate::{
    db::{DbError, SystemConn},
    identity::client::{
        codes::{CodeProof, SIGN_IN_BY_CODE, VERIFY_EMAIL},
        sign_in::{
            Grant, ProviderError, SIGN_IN, SIGN_UP, SIGN_UP_BY_LINK, SignIn, SignInOutcome, SignUp,
            SignUpOutcome,
        },
    },
    types::{ClientInfo, SignInMethod},
};

impl Embedded {
    pub(in crate::identity) async fn sign_in(
        &self,
        command: &SignIn,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let terms = Terms { client, remember: true, rereads: true };
        let entered = self.enter_by_password(command, &terms).await;
        self.outcome(SIGN_IN, entered, SignInMethod::Password)
    }

    pub(in crate::identity) async fn sign_up(
        &self,
        SignUp { name, email, password }: &SignUp,
        client: &ClientInfo,
    ) -> Result<SignUpOutcome, ProviderError> {
        let (name, email, password) = (name.clone(), email.clone(), password.clone());
        let form = SignUpForm { name, email, password, image: None, remember: true };
        let done = self.register_or_enter(&form, client).await;
        router::log("POST", SIGN_UP, &done);
        let (user, begun) = done?;
        let Some(begun) = begun else { return Ok(SignUpOutcome::CodeMailed) };
        let entered = Entered { user, begun, password_dropped: false };
        Ok(SignUpOutcome::SignedIn(self.grant(entered, SignInMethod::Password)))
    }

    pub(in crate::identity) async fn sign_up_proven(
        &self,
        command: &SignUp,
        client: &ClientInfo,
        is_proven: impl AsyncFn(&SystemConn) -> Result<bool, DbError>,
    ) -> Result<SignUpOutcome, ProviderError> {
        let entered = self.enter_proven(command, client, is_proven).await;
        router::log("POST", SIGN_UP_BY_LINK, &entered);
        Ok(SignUpOutcome::SignedIn(self.grant(entered?, SignInMethod::Password)))
    }

    pub(in crate::identity) async fn sign_in_by_code(
        &self,
        CodeProof { email, code }: &CodeProof,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let typed = TypedCode { email, code: code.expose() };
        let entered = self.enter_by_code(typed, &Newcomer::default(), client).await;
        self.outcome(SIGN_IN_BY_CODE, entered, SignInMethod::Code)
    }

    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn verify_email(
        &self,
        CodeProof { email, code }: &CodeProof,
        cookies: &[(String, String)],
        client: &ClientInfo,
    ) -> Result<Grant, ProviderError> {
        let typed = TypedCode { email, code: code.expose() };
        let proven = self.prove_by_code(typed, cookies, client).await;
        router::log("POST", VERIFY_EMAIL, &proven);
        let entered = proven?;
        let ended = self.end_other_sessions(cookies, &entered.begun.token).await;
        if ended.is_err() {
            router::log("POST", VERIFY_EMAIL, &ended);
        }
        ended?;
        Ok(self.grant(entered, SignInMethod::Code))
    }

    fn outcome(
        &self,
        path: &str,
        entered: Result<Entered, CallError>,
        method: SignInMethod,
    ) -> Result<SignInOutcome, ProviderError> {
        router::log("POST", path, &entered);
        match entered {
            Ok(entered) => Ok(SignInOutcome::SignedIn(self.grant(entered, method))),
            Err(CallError::Refused(BetterAuthError::EMAIL_NOT_VERIFIED)) => {
                Ok(SignInOutcome::EmailNotVerified)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}
