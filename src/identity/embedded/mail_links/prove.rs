//! The link that proves a mailbox.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{LinkPayload, Query, StoredLink, peek, take};
use crate::{
    db::SystemConn,
    identity::{
        client::mail_links::LinkKind,
        embedded::{
            Embedded,
            endpoints::{
                answers::{Reply, done},
                command::{Command, Token},
                request_body::Body,
            },
            entered::Entered,
            error::{Answer, BetterAuthError, CallError, CallOutcome},
            one_time_codes::verify::{self, RetainedCredentials},
            store::users::{self, AuthUser},
        },
        types::CallContext,
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress},
};

const KIND: LinkKind = LinkKind::ProveMailbox;

/// A request for a link that proves a mailbox.
pub(in super::super) struct ProofRequest {
    email: EmailAddress,
    callback: Option<String>,
}

impl Command for ProofRequest {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let (email, callback) = (body.address("email"), body.optional_text("callbackURL"));
        body.check()?;
        let refused = BetterAuthError::INVALID_CALLBACK_URL;
        let email = email?;
        provider.require_local_redirect(callback.as_deref(), refused)?;
        Ok(Self { email, callback })
    }
}

/// A link whose button was pressed.
struct LinkRequest<'a> {
    token: &'a str,
    /// The account of the session that the caller already has.
    signed_in_as: Option<Uuid>,
    client: &'a ClientInfo,
    now: DateTime<Utc>,
}

/// The outcome for a proven mailbox, and the page on which the reader continues.
pub(in super::super) struct Pressed {
    pub(in super::super) by: By,
    pub(in super::super) callback: Option<String>,
}

/// A mailbox that is proven, with the cookies of the session that may have begun.
pub(in super::super) struct ProvenByLink {
    pub(in super::super) pressed: Pressed,
    pub(in super::super) set_cookies: Vec<String>,
}

impl Reply for ProvenByLink {
    fn reply(self) -> WireResponse {
        let Self { pressed: Pressed { by, callback }, set_cookies } = self;
        WireResponse { set_cookies, ..WireResponse::json(200, &by.answer(callback.as_deref())) }
    }
}

pub(in super::super) enum By {
    FirstProof(Entered),
    /// The mailbox had already been proven, so the link doesn't sign in.
    Known(AuthUser),
}

impl By {
    fn answer(&self, url: Option<&str>) -> Value {
        let body = |token: Option<&str>, user: &AuthUser| json!({ "status": true, "token": token, "user": user.to_json(), "url": url });
        match self {
            Self::FirstProof(entered) => {
                entered.with_password_dropped(body(Some(&entered.begun.token), &entered.user))
            }
            Self::Known(user) => body(None, user),
        }
    }
}

impl Embedded {
    /// Handles `POST /send-verification-email`. Without a session the answer is the same
    /// for every address.
    pub(in super::super) async fn send_verification_link(
        &self,
        request: &WireRequest,
        ProofRequest { email, callback }: ProofRequest,
    ) -> Answer {
        if let Some(current) = self.current(&request.cookies).await? {
            if current.user.email != email.as_str() {
                return Err(BetterAuthError::EMAIL_MISMATCH.into());
            }
            if current.user.email_verified {
                return Err(BetterAuthError::EMAIL_ALREADY_VERIFIED.into());
            }
        }
        let (now, browser) = (self.clock.now(), &request.client.browser);
        let pending = LinkPayload { callback, ..LinkPayload::of(email) };
        let send = async |db: &SystemConn| {
            let user = users::lock(db, &pending.email).await?;
            let waits = user.is_some_and(|user| !user.email_verified);
            self.mail_link(db, KIND, browser, &pending, waits, now).await
        };
        self.db.as_system("mailing a link", send).await?;
        Ok(done())
    }

    /// Handles `GET /verify-email`: redirects to the button's page or the error page.
    pub(in super::super) async fn open_verification_link(&self, request: &WireRequest) -> Answer {
        let query = Query::read(request);
        let token = query.token()?;
        self.require_local_redirect(
            query.callback.as_deref(),
            BetterAuthError::INVALID_CALLBACK_URL,
        )?;
        let refused = match self.look(KIND, token).await? {
            Some(StoredLink::Alive(_)) => return Ok(self.to_page(KIND, token)),
            Some(StoredLink::Expired) => BetterAuthError::TOKEN_EXPIRED,
            None => BetterAuthError::INVALID_LINK,
        };
        match &query.callback {
            Some(page) => Ok(self.to_error(page, &refused)),
            None => Err(refused.into()),
        }
    }

    /// Handles `POST /verify-email` from the button: proves the mailbox, begins a session.
    pub(in super::super) async fn use_verification_link(
        &self,
        call: CallContext<'_>,
        Token(token): Token,
    ) -> Result<ProvenByLink, CallError> {
        let signed_in_as = self.current(call.cookies).await?.map(|current| current.user.id);
        let (client, now) = (call.client, self.clock.now());
        let request = LinkRequest { token: &token, signed_in_as, client, now };
        let prove = async |db: &_| self.prove_by_link(db, &request).await;
        let pressed = self.db.as_system("proving a mailbox", prove).await?.into_result()?;
        let set_cookies = match &pressed.by {
            By::FirstProof(entered) => self.cookies_of(&entered.begun),
            By::Known(_) => Vec::new(),
        };
        Ok(ProvenByLink { pressed, set_cookies })
    }

    /// Proves the mailbox. Locks the person's row before taking the link, as all calls do.
    async fn prove_by_link(
        &self,
        db: &SystemConn,
        request: &LinkRequest<'_>,
    ) -> Result<CallOutcome<Pressed>, CallError> {
        let LinkRequest { token, signed_in_as, client, now } = request;
        let pending = match peek(db, KIND, token, *now).await? {
            Some(StoredLink::Alive(pending)) => pending,
            Some(StoredLink::Expired) => {
                return Ok(CallOutcome::Refused(BetterAuthError::TOKEN_EXPIRED));
            }
            None => return Ok(CallOutcome::Refused(BetterAuthError::INVALID_LINK)),
        };
        let user = users::lock(db, &pending.email).await?;
        let taken = take(db, KIND, token, &pending.email).await?;
        let Some(user) = user.filter(|_| taken) else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_LINK));
        };
        let callback = pending.callback;
        if user.email_verified {
            return Ok(CallOutcome::Done(Pressed { by: By::Known(user), callback }));
        }
        let kept = RetainedCredentials::by(client, &user, *signed_in_as);
        let proven = verify::prove(db, &user, kept, *now).await?;
        let entered = verify::begin(db, proven, client, *now).await?;
        Ok(entered.map(|entered| Pressed { by: By::FirstProof(entered), callback }))
    }
}
