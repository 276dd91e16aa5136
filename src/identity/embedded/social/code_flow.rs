//! The part that all sites share: asking for consent, and redeeming the code.

use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, AuthorizationRequest, Client, ClientId, ClientSecret,
    CsrfToken, EndpointNotSet, EndpointSet, ExtraTokenFields, HttpRequest, HttpResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope,
    StandardRevocableToken, StandardTokenResponse, TokenResponse as _, TokenUrl,
    basic::{
        BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
        BasicTokenType,
    },
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{AuthorizationStart, SocialError};
use crate::{
    config::OAuthApp,
    http::{Answer, Call, Outage, Outbound},
    secret::{ExposeSecret as _, SecretString},
};

/// Our app at a site, and the client to call it with.
pub(super) struct CodeFlow {
    app: OAuthApp,
    back: RedirectUrl,
    outbound: Outbound,
}

/// The site's endpoints for consent and codes.
pub(super) struct Endpoints {
    pub(super) consent: AuthUrl,
    pub(super) token: TokenUrl,
}

/// The tokens that a code was redeemed for; they live no longer than the request.
pub(super) struct Tokens {
    pub(super) access: SecretString,
    pub(super) id: Option<String>,
}

/// The field that OpenID providers add to an answer of RFC 6749.
#[derive(Debug, Serialize, Deserialize)]
struct Extra {
    id_token: Option<String>,
}

impl ExtraTokenFields for Extra {}

type AppClient = Client<
    BasicErrorResponse,
    StandardTokenResponse<Extra, BasicTokenType>,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl Endpoints {
    pub(super) fn new(consent: Url, token: Url) -> Self {
        Self { consent: AuthUrl::from_url(consent), token: TokenUrl::from_url(token) }
    }
}

impl CodeFlow {
    /// Creates the flow; `None` if `back` isn't a URL.
    pub(super) fn new(app: OAuthApp, back: String, client: reqwest::Client) -> Option<Self> {
        Some(Self { app, back: RedirectUrl::new(back).ok()?, outbound: Outbound::new(client) })
    }

    /// Returns the site's id for our app.
    pub(super) fn client_id(&self) -> &str {
        &self.app.client_id
    }

    /// Returns the URL at which the browser asks for consent; `more` completes the request.
    pub(super) fn consent(
        &self,
        at: &Endpoints,
        start: &AuthorizationStart<'_>,
        scopes: &[&str],
        more: impl FnOnce(AuthorizationRequest<'_>) -> AuthorizationRequest<'_>,
    ) -> String {
        let verifier = PkceCodeVerifier::new(start.verifier.to_owned());
        let state = CsrfToken::new(start.state.to_owned());
        let client = self.client(at);
        let asked = client
            .authorize_url(|| state)
            .add_scopes(scopes.iter().map(|scope| Scope::new((*scope).to_owned())))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        more(asked).url().0.into()
    }

    /// Redeems the code. If the site refuses it, its own wording isn't passed on.
    pub(super) async fn redeem(
        &self,
        at: &Endpoints,
        code: &str,
        verifier: &str,
    ) -> Result<Tokens, SocialError> {
        let http = |request: HttpRequest| self.pass(request);
        let answer = self
            .client(at)
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()))
            .request_async(&http)
            .await;
        match answer {
            Ok(tokens) => Ok(Tokens {
                access: tokens.access_token().secret().clone().into(),
                id: tokens.extra_fields().id_token.clone(),
            }),
            Err(RequestTokenError::Request(outage)) => Err(outage.into()),
            Err(_) => Err(SocialError::Refused("invalid_code")),
        }
    }

    /// Makes a call; a site's rate limit or server error is an outage, whatever it says.
    pub(super) async fn send(&self, call: Call) -> Result<Answer, Outage> {
        let answer = self.outbound.send(call).await?;
        match answer.status {
            status @ (429 | 500..) => Err(Outage::Status(status)),
            _ => Ok(answer),
        }
    }

    async fn pass(&self, request: HttpRequest) -> Result<HttpResponse, Outage> {
        let unreadable = Outage::Unreadable("an address that is none");
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string()).map_err(|_| unreadable)?;
        let (method, headers) = (parts.method, parts.headers);
        let call = Call { method, url, headers, body: Some(body), repeatable: false };
        let answer = self.send(call).await?;
        let mut response = HttpResponse::new(answer.body);
        *response.status_mut() =
            answer.status.try_into().map_err(|_| Outage::Unreadable("a status that is none"))?;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }

    fn client(&self, at: &Endpoints) -> AppClient {
        Client::new(ClientId::new(self.app.client_id.clone()))
            .set_client_secret(ClientSecret::new(self.app.client_secret.expose_secret().to_owned()))
            .set_auth_uri(at.consent.clone())
            .set_token_uri(at.token.clone())
            .set_redirect_uri(self.back.clone())
            .set_auth_type(AuthType::RequestBody)
    }
}
