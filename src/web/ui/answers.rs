//! Pages, redirects, retry hints.

use actix_web::{
    HttpResponse, HttpResponseBuilder,
    http::header::{CACHE_CONTROL, LOCATION, RETRY_AFTER},
};

use super::{Answer, Ui};
use crate::{
    db::Committed,
    identity::{client::sign_in::ProviderError, wire::ProviderErrorCode},
    locale::{self, Text},
    web::{
        error::provider,
        messages, session_cookie,
        views::{FieldErrors, Flash, Page},
    },
};

/// The `Retry-After` of an outage, in seconds; the same as on the error page.
const PAUSE: u32 = 5;

impl Ui {
    /// Shows the page.
    pub fn page<P: Page>(&self, page: &P) -> Answer {
        self.page_with(HttpResponse::Ok(), page)
    }

    /// Shows a page that says nothing of anyone: the browser may keep it for the back button.
    pub fn lasting_page<P: Page>(&self, page: &P) -> Answer {
        let mut answer = HttpResponse::Ok();
        answer.insert_header((CACHE_CONTROL, "private, no-cache"));
        self.page_with(answer, page)
    }

    /// Shows the page again, which says what is wrong with its form.
    pub fn invalid<P: Page>(&self, page: &P) -> Answer {
        self.page_with(HttpResponse::UnprocessableEntity(), page)
    }

    /// Shows the page with the status and the headers of `answer`.
    pub fn page_with<P: Page>(&self, mut answer: HttpResponseBuilder, page: &P) -> Answer {
        let html = self.state.views.render(locale::spoken(), page)?;
        Ok(answer.content_type("text/html; charset=utf-8").body(html))
    }

    /// Shows the page again; its form may be sent again after `seconds`.
    pub fn too_soon<P: Page>(&self, page: &P, seconds: u32) -> Answer {
        let mut answer = HttpResponse::TooManyRequests();
        answer.insert_header((RETRY_AFTER, seconds));
        self.page_with(answer, page)
    }

    /// Counts a wrong code for the address in this browser, and returns the number of tries left;
    /// `None` if something else was refused, or the provider doesn't say how many there are.
    pub fn tries_left(&self, refused: &ProviderError, email: &str) -> Option<u32> {
        let is_wrong = refused.code == ProviderErrorCode::InvalidOtp;
        let tries = self.state.identity.wrong_tries().filter(|_| is_wrong)?;
        Some(tries.saturating_sub(session_cookie::count_wrong_code(&self.session, email)))
    }

    /// Shows the page again and explains the provider's refusal, including a rate limit.
    pub fn refused<P: Page>(
        &self,
        refused: &ProviderError,
        with: impl FnOnce(FieldErrors) -> P,
    ) -> Answer {
        if refused.status == 429 {
            let seconds = refused.retry_after.unwrap_or(provider::WAIT);
            let errors = FieldErrors::too_soon(messages::THROTTLED, seconds);
            return self.too_soon(&with(errors), seconds);
        }
        let (status, errors) = provider::explain(refused)?;
        let mut answer = HttpResponse::build(status);
        if refused.is_outage() {
            answer.insert_header((RETRY_AFTER, PAUSE));
        }
        self.page_with(answer, &with(errors))
    }

    /// Leads on after the changes were stored; the next page tells of it.
    pub fn done(&self, location: &str, text: Text, _: Committed) -> Answer {
        self.notify(text);
        self.go(location)
    }

    /// Like [`done`](Self::done), where the next page shows the change by itself.
    pub fn done_quietly(&self, location: &str, _: Committed) -> Answer {
        self.go(location)
    }

    /// Leads on from a request that changed nothing in its guard's transaction.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "a handler gives every answer in the same way"
    )]
    pub fn go(&self, location: &str) -> Answer {
        Ok(redirect(location))
    }

    /// Like [`go`](Self::go), with the provider's cookies.
    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "a handler gives every answer in the same way"
    )]
    pub fn go_with_cookies(&self, location: &str, set_cookies: &[String]) -> Answer {
        let mut answer = HttpResponse::SeeOther();
        answer.insert_header((LOCATION, location));
        session_cookie::forward(&mut answer, set_cookies);
        Ok(answer.finish())
    }

    /// Has the next page tell of a success.
    pub fn notify(&self, text: Text) {
        session_cookie::notify(&self.session, Flash::success(text));
    }
}

/// Redirects to `location` with a GET.
pub fn redirect(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, location)).finish()
}
