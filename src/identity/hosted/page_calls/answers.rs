//! Reads the provider's answers.

use serde_json::Value;

use crate::identity::{
    client::sign_in::{Grant, PASSWORD_DROPPED},
    error::ProviderError,
    wire::WireResponse,
};

pub(in crate::identity::hosted) fn granted(answer: &WireResponse) -> Result<Grant, ProviderError> {
    if !answer.is_success() {
        return Err(refusal(answer));
    }
    let value = answer.value();
    let token = value.get("token").and_then(Value::as_str).map(str::to_owned);
    let password_dropped = value.get(PASSWORD_DROPPED) == Some(&Value::Bool(true));
    let set_cookies = answer.set_cookies.clone();
    Ok(Grant { token, set_cookies, password_dropped, ..Grant::default() })
}

pub(in crate::identity::hosted) fn refusal(answer: &WireResponse) -> ProviderError {
    let wait = answer.header("x-retry-after").or_else(|| answer.header("retry-after"));
    ProviderError {
        status: answer.status,
        code: answer.value().get("code").and_then(Value::as_str).unwrap_or_default().into(),
        retry_after: wait.and_then(|seconds| seconds.parse().ok()),
    }
}

/// Returns the text of the field `name`.
pub(super) fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(Value::as_str).map(str::to_owned)
}
