//! The last step of a social sign-in: exchanges the verifier in the page's URL and the
//! challenge cookie of the browser that began it for a session.

use reqwest::{
    Method,
    header::{COOKIE, SET_COOKIE},
};
use url::form_urlencoded;

use super::{
    Hosted,
    json::{self, Session},
    upstream::put,
};
use crate::{
    http::{Answer, Call},
    identity::{
        client::sign_in::{Grant, ProviderError},
        wire::ProviderErrorCode,
    },
    types::{ClientInfo, SignInMethod},
};

/// The query parameter that the provider appends to the URL it sends the browser back to.
pub const VERIFIER_PARAMETER: &str = "neon_auth_session_verifier";

const MAX_VERIFIER: usize = 512;

impl Hosted {
    /// Exchanges `verifier` for a session. Without this browser's challenge cookie it is
    /// worthless, so the provider isn't asked and the result is `None`. If the provider is
    /// unreachable both stay valid, and reloading the page later signs in.
    pub async fn exchange(
        &self,
        verifier: &str,
        cookies: &[(String, String)],
        client: ClientInfo,
    ) -> Result<Option<Grant>, ProviderError> {
        let challenges = self.cookies.challenges(cookies);
        let Some(call) = self.exchange_call(verifier, &challenges, &client) else {
            return Ok(None);
        };
        match self.upstream.send(call).await {
            Ok(answer) => self.granted(&answer, &challenges).map(Some),
            Err(outage) => {
                tracing::warn!(error.cause = %outage, "The verifier cannot be exchanged");
                Err(refusal(503, "".into(), None))
            }
        }
    }

    /// Sends only the challenge: if a session cookie came along, the provider would answer
    /// with that session.
    fn exchange_call(
        &self,
        verifier: &str,
        challenges: &[(String, String)],
        client: &ClientInfo,
    ) -> Option<Call> {
        let cookie = self.cookies.for_provider(challenges)?;
        if verifier.is_empty() || verifier.len() > MAX_VERIFIER {
            return None;
        }
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair(VERIFIER_PARAMETER, verifier)
            .finish();
        let url = self.upstream.target("/get-session", Some(&query))?;
        let mut headers = self.upstream.headers_for(Some(client));
        put(&mut headers, COOKIE, &cookie);
        Some(Call { method: Method::GET, url, headers, body: None, repeatable: false })
    }

    /// Returns the session's cookies and clears the challenge, which is used up. For
    /// another browser's verifier the provider answers with a refusal or `null`.
    fn granted(
        &self,
        answer: &Answer,
        challenges: &[(String, String)],
    ) -> Result<Grant, ProviderError> {
        let session = match answer.status {
            200 if json::may_be_json(answer) => json::session(&answer.body).ok(),
            429 => None,
            400..500 => Some(Session::Absent),
            _ => None,
        };
        let Some(session) = session else {
            return Err(refusal(answer.status, "".into(), json::wait(answer)));
        };
        let Session::Present(present) = session else {
            tracing::info!("The provider refused a verifier");
            return Err(refusal(400, ProviderErrorCode::VerificationNotFound, None));
        };
        let theirs = answer.headers.get_all(SET_COOKIE).iter();
        let set = theirs.filter_map(|value| self.cookies.rescope(value.to_str().ok()?));
        let cleared = challenges.iter().filter_map(|(name, _)| self.cookies.clearing(name));
        let set_cookies = set.chain(cleared).collect();
        Ok(Grant {
            token: present.session.token,
            set_cookies,
            method: Some(SignInMethod::AnotherService),
            password_dropped: false,
            validated: None,
            returned: None,
        })
    }
}

fn refusal(status: u16, code: ProviderErrorCode, retry_after: Option<u32>) -> ProviderError {
    ProviderError { status, code, retry_after }
}

#[cfg(test)]
mod tests;
