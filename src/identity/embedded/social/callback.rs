//! The browser's return from a site.

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
            endpoints::answers::Reply,
            entered::Entered,
            error::{Answer, CallError},
            sessions,
            store::users::AuthUser,
        },
        mails::notices::AccountNotice,
        types::CallContext,
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
pub(in super::super) struct SiteReturn {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// The success of a flow.
enum Ended {
    SignedIn { entered: Entered, is_new: bool },
    Linked,
}

/// The end of a flow, or of a return without one.
pub(in super::super) struct FlowEnd {
    /// The page on which the browser continues.
    pub(in super::super) to: String,
    /// The person who has signed in.
    pub(in super::super) entered: Option<Entered>,
    /// The word that tells the page why nobody has.
    pub(in super::super) refused: Option<&'static str>,
    set_cookies: Vec<String>,
}

impl Reply for FlowEnd {
    fn reply(self) -> WireResponse {
        WireResponse {
            status: 302,
            headers: vec![(String::from("location"), self.to)],
            set_cookies: self.set_cookies,
            body: Vec::new(),
        }
    }
}

impl Embedded {
    /// Handles `GET /callback/{site}`.
    pub(in super::super) async fn social_callback(
        &self,
        request: &WireRequest,
        site: &str,
    ) -> Answer {
        let back = SiteReturn::read(request.query.as_deref().unwrap_or_default());
        self.end_social(request.context(), site, &back).await.map(Reply::reply)
    }

    /// Ends a flow, whether it succeeds or not, and however often the same return is sent,
    /// it ends only once.
    pub(in super::super) async fn end_social(
        &self,
        call: CallContext<'_>,
        id: &str,
        back: &SiteReturn,
    ) -> Result<FlowEnd, CallError> {
        let Some(site) = self.social.site(id) else {
            return Ok(FlowEnd::refused("oauth_provider_not_found", None));
        };
        let Some(state) = &back.state else { return Ok(FlowEnd::refused("state_not_found", None)) };
        let Some(flow) = self.take_flow(call, site.id(), state).await? else {
            return Ok(FlowEnd::refused("state_mismatch", None));
        };
        let on_error = flow.on_error.as_deref();
        match self.end_flow(call, site, &flow, back).await {
            Ok(Ended::Linked) => Ok(FlowEnd::at(flow.callback)),
            Ok(Ended::SignedIn { entered, is_new }) => {
                let new = flow.new_user.filter(|_| is_new);
                let set_cookies = self.cookies_of(&entered.begun);
                let end = FlowEnd::at(new.unwrap_or(flow.callback));
                Ok(FlowEnd { entered: Some(entered), set_cookies, ..end })
            }
            Err(SocialError::Refused(code)) => Ok(FlowEnd::refused(code, on_error)),
            Err(SocialError::Failed(CallError::Outage(outage))) => {
                tracing::warn!(auth.site = id, error.cause = %outage, "A site does not answer");
                Ok(FlowEnd::refused("provider_unavailable", on_error))
            }
            Err(SocialError::Failed(failure)) => Err(failure),
        }
    }

    async fn end_flow(
        &self,
        call: CallContext<'_>,
        site: Site<'_>,
        flow: &Flow,
        back: &SiteReturn,
    ) -> Result<Ended, SocialError> {
        let code = back.code()?;
        if let Some(linking) = flow.link {
            // Checks that the person who began this is still the one who is signed in.
            let current = self.current(call.cookies).await?;
            if current.is_none_or(|current| current.user.id != linking.user) {
                return Err(SocialError::Refused("state_mismatch"));
            }
        }
        let state = back.state.as_deref().unwrap_or_default();
        let start = AuthorizationStart { state, nonce: &flow.nonce, verifier: &flow.verifier };
        let asking = async {
            match site {
                Site::Google(google) => {
                    let now = self.clock.now().timestamp();
                    google.profile(code, &start, back.iss.as_deref(), now).await
                }
                Site::GitHub(github) => github.profile(code, &start).await,
            }
        };
        let profile = tokio::time::timeout(PATIENCE, asking).await.map_err(|_| Outage::Late)??;
        match self.complete(call, site.id(), flow, &profile).await {
            Err(overtaken) if overtaken.is_overtaken() => {
                self.complete(call, site.id(), flow, &profile).await
            }
            ended => ended,
        }
    }

    /// Finds or creates the person and begins the session, or links the account.
    async fn complete(
        &self,
        call: CallContext<'_>,
        site: &'static str,
        flow: &Flow,
        profile: &Profile,
    ) -> Result<Ended, SocialError> {
        let (client, now) = (call.client, self.clock.now());
        let complete = async |db: &SystemConn| {
            if let Some(linking) = flow.link {
                let linked = arrival::link(db, linking, site, profile, now).await?;
                self.notify_of_linking(db, linked.as_ref(), site, client).await?;
                return Ok(Ended::Linked);
            }
            let must_prove = self.require_email_verification;
            let arrived = arrival::find_or_create(db, site, profile, must_prove, now).await?;
            let SocialOutcome { user, is_new, has_joined } = arrived;
            self.notify_of_linking(db, Some(&user).filter(|_| has_joined), site, client).await?;
            let begun = sessions::begin(db, user.id, client, true, now).await?;
            let entered = Entered { user, begun, password_dropped: false };
            Ok(Ended::SignedIn { entered, is_new })
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

impl SiteReturn {
    /// Parses the query; the first of repeated parameters counts.
    pub(in super::super) fn read(query: &str) -> Self {
        let mut back = Self::default();
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

impl FlowEnd {
    fn at(to: String) -> Self {
        Self { to, entered: None, refused: None, set_cookies: Vec::new() }
    }

    fn refused(code: &'static str, on_error: Option<&str>) -> Self {
        tracing::info!(auth.outcome = code, "A return from another site signed nobody in");
        let to = with_error(on_error.unwrap_or(SIGN_IN), code);
        Self { refused: Some(code), ..Self::at(to) }
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
