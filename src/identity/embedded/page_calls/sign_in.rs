use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{Commands, logged};
use crate::{
    db::{DbError, SystemConn},
    identity::{
        Validated,
        client::{
            codes::{CodeProof, SIGN_IN_BY_CODE, VERIFY_EMAIL},
            sign_in::{
                Grant, ProviderError, SIGN_IN, SIGN_UP, SIGN_UP_BY_LINK, SignIn, SignInOutcome,
                SignUp, SignUpOutcome,
            },
        },
        embedded::{
            endpoints::router,
            entered::Entered,
            error::{BetterAuthError, CallError},
            one_time_codes::verify::{Newcomer, TypedCode},
            sign_in::{password::Terms, sign_up_form::SignUpForm},
            store::users::TriedAccount,
        },
    },
    sessions::Returned,
    types::SignInMethod,
};

impl Commands<'_> {
    pub(in crate::identity) async fn sign_in(
        &self,
        command: &SignIn,
        tried: TriedAccount,
        opens: impl AsyncFnOnce(&AsyncPgConnection, &Validated) -> QueryResult<Option<Returned>>,
    ) -> Result<SignInOutcome, ProviderError> {
        let terms = Terms { client: self.context.client, remember: true };
        let entered = self.enter_by_password(command, tried, &terms, opens).await;
        self.outcome(SIGN_IN, entered, SignInMethod::Password)
    }

    pub(in crate::identity) async fn sign_up(
        &self,
        SignUp { name, email, password }: &SignUp,
    ) -> Result<SignUpOutcome, ProviderError> {
        let (name, email, password) = (name.clone(), email.clone(), password.clone());
        let form = SignUpForm { name, email, password, image: None, remember: true };
        let done = self.register_or_enter(&form, self.context.client).await;
        let (user, begun) = logged(SIGN_UP, done)?;
        let Some(begun) = begun else { return Ok(SignUpOutcome::CodeMailed) };
        let entered = Entered { user, begun, password_dropped: false };
        Ok(SignUpOutcome::SignedIn(self.grant(entered, Some(SignInMethod::Password))))
    }

    pub(in crate::identity) async fn sign_up_proven(
        &self,
        command: &SignUp,
        is_proven: impl AsyncFn(&SystemConn) -> Result<bool, DbError>,
    ) -> Result<SignUpOutcome, ProviderError> {
        let entered = self.enter_proven(command, self.context.client, is_proven).await;
        let entered = logged(SIGN_UP_BY_LINK, entered)?;
        Ok(SignUpOutcome::SignedIn(self.grant(entered, Some(SignInMethod::Password))))
    }

    pub(in crate::identity) async fn sign_in_by_code(
        &self,
        CodeProof { email, code }: &CodeProof,
    ) -> Result<SignInOutcome, ProviderError> {
        let typed = TypedCode { email, code: code.expose() };
        let client = self.context.client;
        let entered = self.enter_by_code(typed, &Newcomer::default(), client).await;
        self.outcome(SIGN_IN_BY_CODE, entered.map(|entered| (entered, None)), SignInMethod::Code)
    }

    /// Like the call on the wire, ends the browser's previous sessions.
    pub(in crate::identity) async fn verify_email(
        &self,
        CodeProof { email, code }: &CodeProof,
    ) -> Result<Grant, ProviderError> {
        let typed = TypedCode { email, code: code.expose() };
        let proven = self.prove_by_code(typed, self.context.cookies, self.context.client).await;
        let entered = logged(VERIFY_EMAIL, proven)?;
        self.end_others(VERIFY_EMAIL, &entered.begun.token).await?;
        Ok(self.grant(entered, Some(SignInMethod::Code)))
    }

    /// Ends the browser's sessions other than the one that has just begun.
    pub(super) async fn end_others(&self, path: &str, begun: &str) -> Result<(), ProviderError> {
        let ended = self.end_other_sessions(self.context.cookies, begun).await;
        if ended.is_err() {
            router::log("POST", path, &ended);
        }
        Ok(ended?)
    }

    fn outcome(
        &self,
        path: &str,
        entered: Result<(Entered, Option<Returned>), CallError>,
        method: SignInMethod,
    ) -> Result<SignInOutcome, ProviderError> {
        router::log("POST", path, &entered);
        match entered {
            Ok((entered, returned)) => {
                let granted = self.grant(entered, Some(method));
                Ok(SignInOutcome::SignedIn(Grant { returned, ..granted }))
            }
            Err(CallError::Refused(BetterAuthError::EMAIL_NOT_VERIFIED)) => {
                Ok(SignInOutcome::EmailNotVerified)
            }
            Err(failure) => Err(failure.into()),
        }
    }
}
