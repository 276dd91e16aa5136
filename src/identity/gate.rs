//! The gate that every call to the provider passes, on the wire or from a page of ours:
//! it's traced, counted before it's made, and its uses given back if it succeeds.

use futures_util::future::LocalBoxFuture;

use super::{
    Provider,
    client::sign_in::Outcome,
    diagnostics::CallTrace,
    error::ProviderError,
    throttle::{self, Admitted, Attempt, OwnerNotifier},
    wire::{ProviderErrorCode, WireRequest, WireResponse},
};
use crate::limits::Limits;

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

    /// Makes a call that a page of ours has parsed, unless it's over a limit. The call is
    /// boxed, so that pages don't have room for each provider's.
    pub(super) async fn limited<T: Outcome>(
        &self,
        path: &str,
        attempt: Attempt<'_>,
        call: LocalBoxFuture<'_, Result<T, ProviderError>>,
    ) -> Result<T, ProviderError> {
        let trace = CallTrace::begin("POST", path);
        let outcome = match throttle::admit(self.limits(), &attempt).await {
            Ok(admitted) => {
                let outcome = call.await;
                self.conclude(admitted, end(&outcome).0);
                outcome
            }
            Err(refused) => Err(refused.into()),
        };
        let (status, code) = end(&outcome);
        trace.end(status, code.as_ref().map(ProviderErrorCode::as_str));
        outcome
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
        Ok(outcome) => outcome.refusal().map_or((200, None), |(status, code)| (status, Some(code))),
        Err(refused) => (refused.status, Some(refused.code.clone())),
    }
}
