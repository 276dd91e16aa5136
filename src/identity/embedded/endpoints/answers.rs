//! Encodes the outcomes of commands as answers on the wire.

use serde_json::json;

use crate::identity::wire::WireResponse;

/// The outcome of a command, as the wire says it.
pub(in crate::identity::embedded) trait Reply {
    /// Encodes the outcome.
    fn reply(self) -> WireResponse;
}

/// For commands that only succeed.
impl Reply for () {
    fn reply(self) -> WireResponse {
        done()
    }
}

/// Builds the answer `{"status":true}`.
pub(in crate::identity::embedded) fn done() -> WireResponse {
    WireResponse::json(200, &json!({ "status": true }))
}

/// Builds the answer `{"success":true}`.
pub(in crate::identity::embedded) fn success() -> WireResponse {
    WireResponse::json(200, &json!({ "success": true }))
}
