//! Sends the browser to a site: `POST /sign-in/social` and `POST /link-social`.

use serde_json::json;

use super::{
    AuthorizationStart,
    flow::{Flow, FlowKey, LIFETIME, Linking},
};
use crate::{
    identity::{
        embedded::{
            Embedded, TOKEN,
            endpoints::{answers::Reply, command::Command, request_body::Body},
            error::{BetterAuthError, CallError},
        },
        types::CallContext,
        wire::WireResponse,
    },
    secret,
};

/// The page for callers that named none; it redirects people to where they belong.
const HOME: &str = "/dashboard";

/// PKCE's verifier has 43 to 128 characters (RFC 7636 §4.1).
const VERIFIER: usize = 64;

/// The caller's request.
pub(in super::super) struct SocialRequest {
    pub(in super::super) site: String,
    pub(in super::super) callback: Option<String>,
    pub(in super::super) new_user: Option<String>,
    pub(in super::super) on_error: Option<String>,
    /// Whether the answer redirects at once.
    pub(in super::super) redirect: bool,
}

/// The site's page on which the browser continues, and the cookie that ties it to the flow.
pub(in super::super) struct SocialStart {
    pub(in super::super) url: String,
    pub(in super::super) set_cookies: Vec<String>,
    redirect: bool,
}

impl Reply for SocialStart {
    fn reply(self) -> WireResponse {
        let Self { url, set_cookies, redirect } = self;
        let mut answer = WireResponse::json(200, &json!({ "url": url, "redirect": redirect }));
        if redirect {
            answer.headers.push((String::from("location"), url));
        }
        WireResponse { set_cookies, ..answer }
    }
}

impl Command for SocialRequest {
    fn decode(mut body: Body, provider: &Embedded) -> Result<Self, CallError> {
        let request = Self {
            site: body.text("provider"),
            callback: body.optional_text("callbackURL"),
            new_user: body.optional_text("newUserCallbackURL"),
            on_error: body.optional_text("errorCallbackURL"),
            redirect: !body.flag("disableRedirect").unwrap_or(false),
        };
        body.check()?;
        if body.has("idToken") {
            return Err(BetterAuthError::ID_TOKEN_NOT_SUPPORTED.into());
        }
        let Self { callback, new_user, on_error, .. } = &request;
        provider.require_local_pages(
            callback.as_deref(),
            new_user.as_deref(),
            on_error.as_deref(),
        )?;
        Ok(request)
    }
}

impl Embedded {
    /// Handles `POST /sign-in/social`.
    pub(in super::super) async fn sign_in_social(
        &self,
        call: CallContext<'_>,
        request: SocialRequest,
    ) -> Result<SocialStart, CallError> {
        self.send_away(call, request, None).await
    }

    /// Handles `POST /link-social`. The caller must be signed in and have a proven mailbox,
    /// so that no one can lie in wait in an account for its owner.
    pub(in super::super) async fn link_social(
        &self,
        call: CallContext<'_>,
        body: Body,
    ) -> Result<SocialStart, CallError> {
        let link = self.linking(call).await?;
        self.send_away(call, SocialRequest::decode(body, self)?, Some(link)).await
    }

    /// Does the same for a page of ours.
    pub(in super::super) async fn link_site(
        &self,
        call: CallContext<'_>,
        request: SocialRequest,
    ) -> Result<SocialStart, CallError> {
        let link = self.linking(call).await?;
        self.send_away(call, request, Some(link)).await
    }

    async fn linking(&self, call: CallContext<'_>) -> Result<Linking, CallError> {
        let current = self.signed_in(call.cookies).await?;
        if !current.user.email_verified {
            return Err(BetterAuthError::EMAIL_NOT_VERIFIED.into());
        }
        Ok(Linking { user: current.user.id, session: current.session.id })
    }

    async fn send_away(
        &self,
        call: CallContext<'_>,
        request: SocialRequest,
        link: Option<Linking>,
    ) -> Result<SocialStart, CallError> {
        let site = self.social.site(&request.site).ok_or(BetterAuthError::PROVIDER_NOT_FOUND)?;
        let (browser, state) = (self.browser(call.cookies), secret::random_token(TOKEN));
        let flow = Flow {
            verifier: secret::random_token(VERIFIER),
            nonce: secret::random_token(TOKEN),
            callback: request.callback.unwrap_or_else(|| HOME.to_owned()),
            new_user: request.new_user,
            on_error: request.on_error,
            link,
        };
        let start =
            AuthorizationStart { state: &state, nonce: &flow.nonce, verifier: &flow.verifier };
        let url = site.consent(&start).await?;
        let key = FlowKey { site: site.id(), state: &state, browser: &browser };
        self.keep_flow(&flow, key, self.clock.now()).await?;
        let set_cookies = vec![self.cookies.bind(&browser, LIFETIME)];
        Ok(SocialStart { url, set_cookies, redirect: request.redirect })
    }
}
