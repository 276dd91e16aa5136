//! The link that allows setting a new password.

use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde_json::json;

use super::{LinkPayload, Query, StoredLink, page, peek, take};
use crate::{
    db::SystemConn,
    identity::{
        client::mail_links::LinkKind,
        embedded::{
            Embedded,
            endpoints::{
                answers::done,
                command::Command,
                request_body::{self, Body},
            },
            error::{Answer, BetterAuthError, CallError, CallOutcome},
            one_time_codes::{reset_password, send::put},
            otp::{Purpose, Slot, mailed},
            store::{links, users},
        },
        mails::MailKind,
        types::Password,
        wire::{WireRequest, WireResponse},
    },
    types::{Browser, ClientInfo, EmailAddress},
};

const KIND: LinkKind = LinkKind::ResetPassword;

/// A request for a link that allows a new password.
pub(in super::super) struct ResetLinkRequest(LinkPayload);

impl Command for ResetLinkRequest {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let (email, back) = (body.address("email"), body.optional_text("redirectTo"));
        body.check()?;
        provider.pending_reset(email?, back).map(Self)
    }
}

/// A new password, and the token that allows it unless it's in the query.
pub(in super::super) struct ResetByLink {
    password: String,
    token: Option<String>,
}

impl Command for ResetByLink {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (password, token) = (body.text("newPassword"), body.optional_text("token"));
        body.check()?;
        Ok(Self { password, token: token.filter(|token| !token.is_empty()) })
    }
}

impl Embedded {
    /// Handles `POST /request-password-reset`, formerly `/forget-password`. The answer is
    /// the same for every address.
    pub(in super::super) async fn request_reset_link(
        &self,
        request: &WireRequest,
        ResetLinkRequest(pending): ResetLinkRequest,
    ) -> Answer {
        let (now, browser) = (self.clock.now(), &request.client.browser);
        let send = async |db: &SystemConn| {
            let known = users::lock(db, &pending.email).await?.is_some();
            self.mail_link(db, KIND, browser, &pending, known, now).await
        };
        self.db.as_system("mailing a link", send).await?;
        let message = "If this email exists in our system, check your email for the reset link";
        Ok(WireResponse::json(200, &json!({ "status": true, "message": message })))
    }

    /// Sends one mail with a code and a link; using either ends the other.
    pub(in super::super) async fn mail_code_and_link(
        &self,
        email: &EmailAddress,
        browser: &Browser,
        back: String,
    ) -> Result<(), CallError> {
        let pending = self.pending_reset(email.clone(), Some(back))?;
        let now = self.clock.now();
        let send = async |db: &SystemConn| self.send_both(db, &pending, browser, now).await;
        self.db.as_system("mailing a code and a link", send).await
    }

    async fn send_both(
        &self,
        db: &SystemConn,
        pending: &LinkPayload,
        browser: &Browser,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let to = &pending.email;
        let known = users::lock(db, to).await?.is_some();
        let slots = Slot::asked(Purpose::ResetPassword, to, browser);
        let (code, digest) = self.codes.draw(&slots.0)?;
        let (row, link) = self.draw_link(KIND, browser, pending, now)?;
        let mail = self.write(to, &MailKind::ResetCode(mailed(code), Some(link)))?;
        let put = put(db, &slots, &digest, now);
        let put_link = async { Ok(links::put(db, &row).await?) };
        if known {
            try_join!(put, put_link, self.enqueue(db, mail, now))?;
        } else {
            try_join!(put, put_link)?;
        }
        Ok(())
    }

    /// Builds the data to store. Our own page needs no detour through the wire.
    fn pending_reset(
        &self,
        email: EmailAddress,
        back: Option<String>,
    ) -> Result<LinkPayload, CallError> {
        self.require_local_redirect(back.as_deref(), BetterAuthError::INVALID_REDIRECT_URL)?;
        let callback = back.filter(|back| back != page(KIND));
        Ok(LinkPayload { callback, ..LinkPayload::of(email) })
    }

    /// Handles `GET /reset-password/{token}`: redirects to the page that the caller named,
    /// with the token, or to ours.
    pub(in super::super) async fn open_reset_link(
        &self,
        request: &WireRequest,
        token: &str,
    ) -> Answer {
        let query = Query::read(request);
        self.require_local_redirect(
            query.callback.as_deref(),
            BetterAuthError::INVALID_CALLBACK_URL,
        )?;
        let page = query.callback.as_deref().unwrap_or(page(KIND));
        Ok(match self.look(KIND, token).await? {
            Some(StoredLink::Alive(_)) => self.to(page, &[("token", token)]),
            _ => self.to_error(page, &BetterAuthError::INVALID_TOKEN),
        })
    }

    /// Handles `POST /reset-password`, sent by the button. As with a code, the link sets a
    /// password but begins no session, and all sessions end.
    pub(in super::super) async fn reset_password_by_link(
        &self,
        request: &WireRequest,
        ResetByLink { password, token }: ResetByLink,
    ) -> Answer {
        let token = token.or(Query::read(request).token).ok_or(BetterAuthError::INVALID_TOKEN)?;
        let password = request_body::new_password(password)?;
        self.set_password_by_link(&token, &password, &request.client).await?;
        Ok(done())
    }

    /// Sets a new password by the token of a link.
    pub(in super::super) async fn set_password_by_link(
        &self,
        token: &str,
        password: &Password,
        client: &ClientInfo,
    ) -> Result<(), CallError> {
        // Checked first, as hashing is expensive; a token can't be guessed, so timing is
        // safe.
        if !matches!(self.look(KIND, token).await?, Some(StoredLink::Alive(_))) {
            return Err(BetterAuthError::INVALID_TOKEN.into());
        }
        let hash = self.hasher.hash(password).await?;
        let reset = async |db: &_| self.reset_by_link(db, token, &hash, client).await;
        self.db.as_system("resetting a password", reset).await?.into_result()
    }

    async fn reset_by_link(
        &self,
        db: &SystemConn,
        token: &str,
        hash: &str,
        client: &ClientInfo,
    ) -> Result<CallOutcome<()>, CallError> {
        let now = self.clock.now();
        let Some(StoredLink::Alive(pending)) = peek(db, KIND, token, now).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_TOKEN));
        };
        let user = users::lock(db, &pending.email).await?;
        let taken = take(db, KIND, token, &pending.email).await?;
        let Some(user) = user.filter(|_| taken) else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_TOKEN));
        };
        reset_password::replace_password(db, &user, hash, now).await?;
        self.notify_of_reset(db, &user, client).await?;
        Ok(CallOutcome::Done(()))
    }
}
