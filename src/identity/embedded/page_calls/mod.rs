//! The commands of our own pages, which never become a request on the wire.

mod account;
mod codes;
mod mail_links;
mod sessions;
mod sign_in;
mod social;

use super::{Embedded, endpoints::router, error::CallError};
use crate::identity::{error::ProviderError, gate::Gated};

type Commands<'a> = Gated<'a, Embedded>;

/// Logs how a command ended, as the wire does.
fn logged<T>(path: &str, done: Result<T, CallError>) -> Result<T, ProviderError> {
    router::log("POST", path, &done);
    Ok(done?)
}
