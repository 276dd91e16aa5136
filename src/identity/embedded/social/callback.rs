//! The browser's return from a site: `GET /callback/{site}`.

use std::time::Duration;

use url::form_urlencoded;

use super::{
    AuthorizationStart, Profile, Site, SocialError,
    arrival::{self, SocialOutcome},
    flow::Flow,
};
use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    http::Outage,
    identity::{
        embedded::{
            Embedded,
            account::linked_accounts::display_name,
            error::{Answer, CallError},
            sessions::{self, ProviderSession},
            store::users::AuthUser,
        },
        mails::notices::AccountNotice,
        wire::{WireRequest, WireResponse},
    },
    types::ClientInfo,
};

/// The page for people who are refused and named none.
const SIGN_IN: &str = "/auth/login";

/// Time limit for all answers of a site together.
const PATIENCE: Duration = Duration::from_secs(12);

/// The parameters that the browser brings back.
#[derive(Default)]
struct Return {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// The success of a flow.
enum Ended {
    SignedIn { begun: ProviderSession, is_new: bool },
    Linked,
}

impl Embedded {
    /// Handles `GET /callback/{site}`. The flow ends here, whether it succeeds or not, and
    /// however often the same return is sent, it ends only once.
    pub(in super::super) async fn social_callback(
        &self,
        request: &WireRequest,
        id: &str,
    ) -> Answer {
        let Some(site) = self.social.site(id) else {
            return Ok(error_redirect("oauth_provider_not_found", None));
        };
        let back = Return::read(request);
        let Some(state) = &back.state else { return Ok(error_redirect("state_not_found", None)) };
        let Some(flow) = self.take_flow(request, site.id(), state).await? else {
            return Ok(error_redirect("state_mismatch", None));
        };
        let on_error = flow.on_error.as_deref();
        match self.end_flow(request, site, &flow, &back).await {
            Ok(Ended::Linked) => Ok(redirect(flow.callback)),
            Ok(Ended::SignedIn { begun, is_new }) => {
                let new = flow.new_user.filter(|_| is_new);
                let mut answer = redirect(new.unwrap_or(flow.callback));
                answer.set_cookies = self.cookies_of(&begun);
                Ok(answer)
            }
            Err(SocialError::Refused(code)) => Ok(error_redirect(code, on_error)),
            Err(SocialError::Failed(CallError::Outage(outage))) => {
                tracing::warn!(auth.site = id, error.cause = %outage, "A site does not answer");
                Ok(error_redirect("provider_unavailable", on_error))
            }
            Err(SocialError::Failed(failure)) => Err(failure),
        }
    }

    async fn end_flow(
        &self,
        request: &WireRequest,
        site: Site<'_>,
        flow: &Flow,
        back: &Return,
    ) -> Result<Ended, SocialError> {
        let code = back.code()?;
        if let Some(linking) = flow.link {
            // Checks that the person who began this is still the one who is signed in.
            let current = self.current(&request.cookies).await?;
            if current.is_none_or(|current| current.user.id != linking.user) {
                return Err(SocialError::Refused("state_mismatch"));
            }
        }
        let state = back.state.as_deref().unwrap_or_default();
        let opening = AuthorizationStart { state, nonce: &flow.nonce, verifier: &flow.verifier };
        let asking = async {
            match site {
                Site::Google(google) => {
                    let now = self.clock.now().timestamp();
                    google.profile(code, &opening, back.iss.as_deref(), now).await
                }
                Site::GitHub(github) => github.profile(code, &opening).await,
            }
        };
        let profile = tokio::time::timeout(PATIENCE, asking).await.map_err(|_| Outage::Late)??;
        match self.complete(request, site.id(), flow, &profile).await {
            Err(overtaken) if overtaken.is_overtaken() => {
                self.complete(request, site.id(), flow, &profile).await
            }
            ended => ended,
        }
    }

    /// Finds or creates the person and begins the session, or links the account.
    async fn complete(
        &self,
        request: &WireRequest,
        site: &'static str,
        flow: &Flow,
        profile: &Profile,
    ) -> Result<Ended, SocialError> {
        let now = self.clock.now();
        let complete = async |db: &SystemConn| {
            if let Some(linking) = flow.link {
                let linked = arrival::link(db, linking, site, profile, now).await?;
                self.notify_of_linking(db, linked.as_ref(), site, &request.client).await?;
                return Ok(Ended::Linked);
            }
            let must_prove = self.require_email_verification;
            let arrived = arrival::find_or_create(db, site, profile, must_prove, now).await?;
            let SocialOutcome { user, is_new, joined } = arrived;
            self.notify_of_linking(db, joined.as_ref(), site, &request.client).await?;
            let begun = sessions::begin(db, user, &request.client, true, now).await?;
            Ok(Ended::SignedIn { begun, is_new })
        };
        self.db.as_system("arriving from another site", complete).await
    }

    /// Notifies the person of the new sign-in method: another person may have added it.
    async fn notify_of_linking(
        &self,
        db: &SystemConn,
        user: Option<&AuthUser>,
        site: &str,
        client: &ClientInfo,
    ) -> Result<(), CallError> {
        let Some(user) = user else { return Ok(()) };
        let name = display_name(site);
        self.record_event(db, user, SecurityEvent::MethodLinked, name, client).await?;
        self.mail_notice(db, &user.email, AccountNotice::MethodLinked(name.to_owned()), client)
            .await
    }
}

impl Return {
    /// Parses the query; the first of repeated parameters counts.
    fn read(request: &WireRequest) -> Self {
        let mut back = Self::default();
        let query = request.query.as_deref().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match name.as_ref() {
                "code" => &mut back.code,
                "state" => &mut back.state,
                "error" => &mut back.error,
                "iss" => &mut back.iss,
                _ => continue,
            };
            field.get_or_insert_with(|| value.into_owned());
        }
        back
    }

    /// Returns the code. The site's own error text isn't passed on.
    fn code(&self) -> Result<&str, SocialError> {
        match (&self.code, self.error.as_deref()) {
            (_, Some("access_denied")) => Err(SocialError::Refused("access_denied")),
            (_, Some("temporarily_unavailable" | "server_error")) => {
                Err(SocialError::Refused("provider_unavailable"))
            }
            (_, Some(_)) => Err(SocialError::Refused("invalid_code")),
            (None, None) => Err(SocialError::Refused("no_code")),
            (Some(code), None) => Ok(code),
        }
    }
}

fn error_redirect(code: &'static str, on_error: Option<&str>) -> WireResponse {
    tracing::info!(auth.outcome = code, "A return from another site signed nobody in");
    redirect(with_error(on_error.unwrap_or(SIGN_IN), code))
}

fn redirect(url: String) -> WireResponse {
    WireResponse {
        status: 302,
        headers: vec![(String::from("location"), url)],
        set_cookies: Vec::new(),
        body: Vec::new(),
    }
}

/// Returns the page with `error=code` in its query.
fn with_error(page: &str, code: &str) -> String {
    let (page, fragment) = page.split_once('#').unwrap_or((page, ""));
    let sign = if page.contains('?') { '&' } else { '?' };
    let mark = if fragment.is_empty() { "" } else { "#" };
    format!("{page}{sign}error={code}{mark}{fragment}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_added_to_the_page() {
        assert_eq!(with_error("/a", "x"), "/a?error=x");
        assert_eq!(with_error("/a?b=c#d", "x"), "/a?b=c&error=x#d");
    }
}
