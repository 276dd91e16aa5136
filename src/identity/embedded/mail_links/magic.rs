//! The link that signs in.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{LinkPayload, Query, StoredLink, peek, take};
use crate::{
    db::SystemConn,
    identity::{
        client::mail_links::LinkKind,
        embedded::{
            Embedded,
            endpoints::{
                answers::Reply,
                command::{Command, Token},
                request_body::Body,
            },
            entered::Entered,
            error::{Answer, BetterAuthError, CallError, CallOutcome},
            one_time_codes::verify,
            sessions,
            store::users::{self, AuthUser},
        },
        types::CallContext,
        wire::{WireRequest, WireResponse},
    },
    types::ClientInfo,
};

const KIND: LinkKind = LinkKind::SignIn;

/// A request for a link that signs in.
pub(in super::super) struct MagicLinkRequest(pub(in super::super) LinkPayload);

impl Command for MagicLinkRequest {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let (email, name) = (body.address("email"), body.optional_name());
        let (callback, new_user) =
            (body.optional_text("callbackURL"), body.optional_text("newUserCallbackURL"));
        let on_error = body.optional_text("errorCallbackURL");
        body.check()?;
        let email = email?;
        provider.require_local_pages(
            callback.as_deref(),
            new_user.as_deref(),
            on_error.as_deref(),
        )?;
        Ok(Self(LinkPayload { name, callback, new_user, ..LinkPayload::of(email) }))
    }
}

/// The person who signed in, and the page on which they continue.
pub(in super::super) struct MagicSignIn {
    pub(in super::super) entered: Entered,
    pub(in super::super) url: Option<String>,
}

/// A sign-in with the cookies of its session.
pub(in super::super) struct EnteredByLink {
    pub(in super::super) sign_in: MagicSignIn,
    pub(in super::super) set_cookies: Vec<String>,
}

impl Reply for EnteredByLink {
    fn reply(self) -> WireResponse {
        let Self { sign_in: MagicSignIn { entered, url }, set_cookies } = self;
        let begun = &entered.begun;
        let body = json!({
            "token": begun.token,
            "user": entered.user.to_json(),
            "session": sessions::to_json(&begun.session, Some(&begun.token)),
            "url": url,
        });
        WireResponse {
            set_cookies,
            ..WireResponse::json(200, &entered.with_password_dropped(body))
        }
    }
}

impl Embedded {
    /// Handles `POST /sign-in/magic-link`: mails a link, even to strangers, who become
    /// users by following it.
    pub(in super::super) async fn send_magic_link(
        &self,
        call: CallContext<'_>,
        MagicLinkRequest(pending): MagicLinkRequest,
    ) -> Result<(), CallError> {
        let (now, browser) = (self.clock.now(), &call.client.browser);
        let pending = LinkPayload { asked_by: call.client.user_agent.clone(), ..pending };
        let send = async |db: &_| self.mail_link(db, KIND, browser, &pending, true, now).await;
        self.db.as_system("mailing a link", send).await
    }

    /// Handles `GET /magic-link/verify`: redirects to the button's page or the error page.
    pub(in super::super) async fn open_magic_link(&self, request: &WireRequest) -> Answer {
        let query = Query::read(request);
        let token = query.token()?;
        let Query { callback, new_user, on_error, .. } = &query;
        self.require_local_pages(callback.as_deref(), new_user.as_deref(), on_error.as_deref())?;
        if let Some(StoredLink::Alive(_)) = self.look(KIND, token).await? {
            return Ok(self.to_page(KIND, token));
        }
        let page = query.on_error.or(query.callback);
        Ok(self.to_error(page.as_deref().unwrap_or("/"), &BetterAuthError::INVALID_TOKEN))
    }

    /// Handles `POST /magic-link/verify`, sent by the button: begins a session.
    pub(in super::super) async fn use_magic_link(
        &self,
        call: CallContext<'_>,
        Token(token): Token,
    ) -> Result<EnteredByLink, CallError> {
        let now = self.clock.now();
        let enter = async |db: &_| enter(db, &token, call.client, now).await;
        let mut entered = self.db.as_system("signing in by link", enter).await;
        if entered.as_ref().is_err_and(CallError::is_overtaken) {
            entered = self.db.as_system("signing in by link", enter).await;
        }
        let sign_in = entered?.into_result()?;
        let set_cookies = self.cookies_of(&sign_in.entered.begun);
        Ok(EnteredByLink { sign_in, set_cookies })
    }
}

/// Signs the person in. Locks their row before taking the link, as all calls do.
async fn enter(
    db: &SystemConn,
    token: &str,
    client: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<CallOutcome<MagicSignIn>, CallError> {
    let Some(StoredLink::Alive(pending)) = peek(db, KIND, token, now).await? else {
        return Ok(CallOutcome::Refused(BetterAuthError::INVALID_LINK));
    };
    let user = users::lock(db, &pending.email).await?;
    if !take(db, KIND, token, &pending.email).await? {
        return Ok(CallOutcome::Refused(BetterAuthError::INVALID_LINK));
    }
    let is_new = user.is_none();
    let newcomer = AuthUser::proven(&pending.name, &pending.email, None, now);
    let entered = verify::enter(db, user, newcomer, client, now).await?;
    let url = pending.new_user.filter(|_| is_new).or(pending.callback);
    Ok(entered.map(|entered| MagicSignIn { entered, url }))
}
