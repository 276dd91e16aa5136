//! `POST /change-password` and `/verify-password`.

use serde_json::json;
use uuid::Uuid;

use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                answers::Reply,
                command::Command,
                request_body::{self, Body},
            },
            error::{BetterAuthError, CallError, CallOutcome},
            passwords::Former,
            sessions::{self, Current, TOKEN, ends},
            store::{accounts, users::AuthUser},
        },
        mails::notices::AccountNotice,
        types::{CallContext, Password},
        wire::WireResponse,
    },
    secret,
    types::ClientInfo,
};

/// A new password, and the current one.
pub(in crate::identity::embedded) struct PasswordChange {
    pub(in crate::identity::embedded) current: Password,
    /// Refused only once the caller is known.
    pub(in crate::identity::embedded) new: Result<Password, CallError>,
    /// Whether everything else of the user's ends.
    pub(in crate::identity::embedded) revoke: bool,
}

/// A password that was changed.
pub(in crate::identity::embedded) struct PasswordChanged {
    pub(in crate::identity::embedded) user: AuthUser,
    /// The caller's session as it goes on; `None` if no session has changed.
    pub(in crate::identity::embedded) renewed: Option<RenewedSession>,
}

/// A session that goes on under another key and token.
pub(in crate::identity::embedded) struct RenewedSession {
    pub(in crate::identity::embedded) id: Uuid,
    pub(in crate::identity::embedded) token: String,
    pub(in crate::identity::embedded) set_cookies: Vec<String>,
}

impl Command for PasswordChange {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (current, new) = (body.text("currentPassword"), body.text("newPassword"));
        let revoke = body.flag("revokeOtherSessions").unwrap_or(true);
        body.check()?;
        let new = request_body::new_password(new);
        Ok(Self { current: Password::typed(current), new, revoke })
    }
}

/// A password to verify.
pub(in crate::identity::embedded) struct TypedPassword(Password);

impl Command for TypedPassword {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let password = Password::typed(body.text("password"));
        body.check()?;
        Ok(Self(password))
    }
}

/// A password that was verified.
pub(in crate::identity::embedded) struct PasswordProof {
    account: Uuid,
    hash: String,
}

/// A password change, ready to be written.
struct Change<'a> {
    current: &'a Current,
    proof: PasswordProof,
    hash: &'a str,
    /// The session's new token; `None` keeps all sessions.
    token: Option<&'a str>,
    client: &'a ClientInfo,
}

impl Reply for PasswordChanged {
    fn reply(self) -> WireResponse {
        let Self { user, renewed } = self;
        let token = renewed.as_ref().map(|renewed| renewed.token.as_str());
        let body = json!({ "token": token, "user": user.to_json() });
        let set_cookies = renewed.map(|renewed| renewed.set_cookies).unwrap_or_default();
        WireResponse { set_cookies, ..WireResponse::json(200, &body) }
    }
}

impl Embedded {
    /// `POST /change-password`: ends everything of the user's unless the request says
    /// otherwise, and gives the caller's own session a new token.
    pub(in crate::identity::embedded) async fn change_password(
        &self,
        call: CallContext<'_>,
        PasswordChange { current, new, revoke }: PasswordChange,
    ) -> Result<PasswordChanged, CallError> {
        let session = self.signed_in(call.cookies).await?;
        let hash = self.hasher.hash(&new?).await?;
        let token = revoke.then(|| secret::random_token(TOKEN));
        let attempt = async || {
            let proof = self.prove(&session, &current, call.client).await?;
            let (hash, token) = (hash.as_str(), token.as_deref());
            let change = Change { current: &session, proof, hash, token, client: call.client };
            let write = async |db: &_| self.write_password(db, &change).await;
            self.db.as_system("changing a password", write).await
        };
        let mut changed = attempt().await;
        if changed.as_ref().is_err_and(CallError::is_overtaken) {
            // Another change came first, so the password is wrong now; or it was rehashed.
            changed = attempt().await;
        }
        let id = changed?.into_result()?;
        let renewed = id.zip(token).map(|(id, token)| {
            let set_cookies = self.cookies.begin(&token, !self.cookies.forgets(call.cookies));
            RenewedSession { id, token, set_cookies }
        });
        Ok(PasswordChanged { user: session.user, renewed })
    }

    /// `POST /verify-password`.
    pub(in crate::identity::embedded) async fn verify_password(
        &self,
        call: CallContext<'_>,
        TypedPassword(password): TypedPassword,
    ) -> Result<(), CallError> {
        let session = self.signed_in(call.cookies).await?;
        self.prove(&session, &password, call.client).await.map(drop)
    }

    /// Verifies the password of the caller's own account; records a wrong one.
    pub(in crate::identity::embedded) async fn prove(
        &self,
        session: &Current,
        password: &Password,
        client: &ClientInfo,
    ) -> Result<PasswordProof, CallError> {
        let (credential, former) = accounts::credential_of(&self.db, session.user.id).await?;
        let Some((account, hash)) = credential.and_then(|it| Some((it.id, it.password?))) else {
            return Err(BetterAuthError::CREDENTIAL_ACCOUNT_NOT_FOUND.into());
        };
        if self.hasher.verify(password, Some(&hash), Former::like(former)).await?.good {
            return Ok(PasswordProof { account, hash });
        }
        let note = async |db: &SystemConn| {
            self.record_event(db, &session.user, SecurityEvent::StepUpFailed, "password", client)
                .await
        };
        self.db.as_system("recording a wrong password", note).await?;
        Err(BetterAuthError::INVALID_PASSWORD.into())
    }

    /// Changes the account's row before ending the sessions, as a reset does. Returns the
    /// session's new key.
    async fn write_password(
        &self,
        db: &SystemConn,
        change: &Change<'_>,
    ) -> Result<CallOutcome<Option<Uuid>>, CallError> {
        let Change { current, proof, hash, token, client } = change;
        let now = self.clock.now();
        let Some(user) = sessions::hold(db, current, now).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::UNAUTHORIZED));
        };
        if !accounts::replace_password(db, proof.account, &proof.hash, hash, now).await? {
            return Err(CallError::Overtaken);
        }
        let mut renewed = None;
        if let Some(token) = token {
            let digest = secret::digest_hex(token);
            let session = ends::go_on(db, current.session.id, Some(&digest), now).await?;
            let session = session.ok_or(BetterAuthError::UNAUTHORIZED)?;
            ends::all(db, &user, Some(session), now);
            renewed = Some(session);
        }
        self.record_event(db, &user, SecurityEvent::PasswordChanged, "", client).await?;
        self.mail_notice(db, &user.email, AccountNotice::PasswordChanged, client).await?;
        Ok(CallOutcome::Done(renewed))
    }
}
