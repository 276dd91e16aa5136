//! The commands of our own pages, over the wire.

mod account;
pub mod answers;
mod codes;
mod mail_links;
mod sessions;
mod sign_in;
mod social;

use serde::Serialize;

use self::answers::{granted, refusal};
use super::Hosted;
use crate::identity::{
    client::sign_in::Grant,
    error::ProviderError,
    gate::Gated,
    wire::{WireRequest, WireResponse},
};

type Commands<'a> = Gated<'a, Hosted>;

impl Commands<'_> {
    /// Calls the provider for the page's caller.
    async fn grant(&self, path: &str, body: &impl Serialize) -> Result<Grant, ProviderError> {
        granted(&self.post(path, body).await?)
    }

    async fn post(&self, path: &str, body: &impl Serialize) -> Result<WireResponse, ProviderError> {
        self.send(WireRequest::post(path, body, self.context.client.clone())).await
    }

    async fn get(&self, path: &str) -> Result<WireResponse, ProviderError> {
        self.send(WireRequest::get(path, self.context.client.clone())).await
    }

    async fn send(&self, request: WireRequest) -> Result<WireResponse, ProviderError> {
        let answer = self.call(request.with_cookies(self.context.cookies.to_vec())).await;
        if answer.is_success() { Ok(answer) } else { Err(refusal(&answer)) }
    }
}
