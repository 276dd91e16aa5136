//! The gate that every call to the provider passes, on the wire or from a page of ours:
//! it's traced, counted before it's made, and what a success doesn't use up is given back.

use std::ops::Deref;

use diesel::QueryResult;
use diesel_async::AsyncPgConnection;

use super::{
    Embedded, Hosted, Provider,
    client::sign_in::Outcome,
    diagnostics::CallTrace,
    error::ProviderError,
    throttle::{self, Admitted, Attempt, OwnerNotifier},
    types::CallContext,
    wire::{ProviderErrorCode, WireRequest, WireResponse},
};
use crate::limits::Limits;

/// A provider behind the gate. The commands of our pages are its methods, and only the gate
/// makes one, so that none can be run without being counted.
pub(super) struct Gated<'a, P> {
    provider: &'a P,
    /// The person's browser.
    pub(super) context: CallContext<'a>,
}

impl<P> Deref for Gated<'_, P> {
    type Target = P;

    fn deref(&self) -> &P {
        self.provider
    }
}

/// A command of a page, ready for the gate.
pub(super) struct PageCall<'a> {
    method: &'static str,
    path: &'a str,
    context: CallContext<'a>,
    attempt: Attempt<'a>,
}

impl PageCall<'_> {
    /// Changes what is known of the attempt.
    #[must_use]
    pub(super) fn trying(self, change: impl FnOnce(Attempt<'_>) -> Attempt<'_>) -> Self {
        Self { attempt: change(self.attempt), ..self }
    }

    /// Traces the call that `work` makes.
    async fn run<T: Outcome>(
        self,
        work: impl AsyncFnOnce(CallContext<'_>, Attempt<'_>) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        let Self { method, path, context, attempt } = self;
        let trace = CallTrace::begin(method, path);
        let outcome = work(context, attempt).await;
        let (status, code) = end(&outcome);
        trace.end(status, code.as_ref().map(ProviderErrorCode::as_str));
        outcome
    }
}

impl Provider {
    /// Answers a call on Better Auth's wire; an outage is a 503. Calls that try or send a
    /// secret are rate-limited first.
    pub async fn call(&self, request: WireRequest) -> WireResponse {
        let call = CallTrace::begin(&request.method, &request.path);
        let answer = self.answer(request).await;
        call.end_on_the_wire(&answer);
        answer
    }

    async fn answer(&self, request: WireRequest) -> WireResponse {
        let admitted = match Attempt::on_the_wire(&request, self.session_cookie()) {
            Some(attempt) => match throttle::admit(self.limits(), &attempt).await {
                Ok(admitted) => admitted,
                Err(refused) => return refused.into(),
            },
            None => Admitted::default(),
        };
        let answer = match self {
            Self::Embedded(provider) => provider.call(request).await,
            Self::Hosted(provider) => provider.call(request).await,
        };
        self.conclude(admitted, answer.status);
        answer
    }

    /// Runs a command of a page of ours, unless it's over a limit. It's boxed, so that pages
    /// don't have room for each provider's.
    pub(super) async fn command<T: Outcome>(
        &self,
        call: PageCall<'_>,
        embedded: impl AsyncFnOnce(Gated<'_, Embedded>) -> Result<T, ProviderError>,
        hosted: impl AsyncFnOnce(Gated<'_, Hosted>) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        call.run(async |context, attempt| {
            let admitted = throttle::admit(self.limits(), &attempt).await?;
            let outcome = match self {
                Self::Embedded(provider) => Box::pin(embedded(Gated { provider, context })).await,
                Self::Hosted(provider) => Box::pin(hosted(Gated { provider, context })).await,
            };
            self.conclude(admitted, end(&outcome).0);
            outcome
        })
        .await
    }

    /// Like [`Self::command`]; what the embedded provider `reads` for the command leaves along
    /// with the count.
    pub(super) async fn command_reading<R, T: Outcome>(
        &self,
        call: PageCall<'_>,
        reads: impl AsyncFnOnce(&Embedded, &AsyncPgConnection) -> QueryResult<R>,
        embedded: impl AsyncFnOnce(Gated<'_, Embedded>, R) -> Result<T, ProviderError>,
        hosted: impl AsyncFnOnce(Gated<'_, Hosted>) -> Result<T, ProviderError>,
    ) -> Result<T, ProviderError> {
        call.run(async |context, attempt| {
            let (admitted, outcome) = match self {
                Self::Embedded(provider) => {
                    let reads = async |conn: &AsyncPgConnection| reads(provider, conn).await;
                    let admission = throttle::admit_and_read(self.limits(), &attempt, reads);
                    let (admitted, found) = admission.await?;
                    (admitted, Box::pin(embedded(Gated { provider, context }, found)).await)
                }
                Self::Hosted(provider) => {
                    let admitted = throttle::admit(self.limits(), &attempt).await?;
                    (admitted, Box::pin(hosted(Gated { provider, context })).await)
                }
            };
            self.conclude(admitted, end(&outcome).0);
            outcome
        })
        .await
    }

    /// Describes the command that has this `path` on the wire.
    pub(super) fn page_call<'a>(&self, path: &'a str, context: CallContext<'a>) -> PageCall<'a> {
        let attempt = Attempt::by_page(path, context, self.session_cookie());
        PageCall { method: "POST", path, context, attempt }
    }

    /// Describes a command that changes nothing.
    pub(super) fn page_query<'a>(&self, path: &'a str, context: CallContext<'a>) -> PageCall<'a> {
        PageCall { method: "GET", ..self.page_call(path, context) }
    }

    fn conclude(&self, admitted: Admitted, status: u16) {
        let wrong_codes = admitted.conclude(self.limits(), status);
        if !wrong_codes.is_empty() {
            self.owner_notifier().notify(wrong_codes);
        }
    }

    fn owner_notifier(&self) -> OwnerNotifier {
        match self {
            Self::Embedded(provider) => provider.owner_notifier(),
            Self::Hosted(provider) => provider.owner_notifier(),
        }
    }

    fn limits(&self) -> &Limits {
        match self {
            Self::Embedded(provider) => provider.limits(),
            Self::Hosted(provider) => provider.limits(),
        }
    }
}

/// Returns the status that the outcome has on the wire, and the code of a refusal.
fn end<T: Outcome>(outcome: &Result<T, ProviderError>) -> (u16, Option<ProviderErrorCode>) {
    match outcome {
        Ok(outcome) => outcome.on_the_wire(),
        Err(refused) => (refused.status, Some(refused.code.clone())),
    }
}
