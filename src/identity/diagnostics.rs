//! Records what happened to the credentials of one request, for development's debug page.
//!
//! Nothing is recorded outside of [`recording`], and only the kind and length of a
//! credential are kept.

use std::{
    cell::RefCell,
    future::Future,
    time::{Duration, Instant},
};

use serde_json::Value;

use super::{Credential, Validated, error::ValidateError, wire::WireResponse};

/// The credentials that one request showed, and the steps taken to check them.
#[derive(Clone, Debug, Default)]
pub struct Recording {
    /// The credentials, in the order they were shown.
    pub shown: Vec<CredentialSummary>,
    /// The steps, in the order they were taken.
    pub steps: Vec<Recorded>,
}

/// A credential without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialSummary {
    /// Either `token` or `cookie`.
    pub source: &'static str,
    /// One of `JWT`, `signed session token` or `session token`.
    pub kind: &'static str,
    /// Length in bytes.
    pub length: usize,
}

/// A step and how it ended.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Name of the step, such as `jwt`, `db`, or a call on the provider's wire.
    pub step: String,
    /// Whether it accepted the credential.
    pub passed: bool,
    /// A fixed word of ours, or Better Auth's error code.
    pub reason: String,
    /// Time since the previous step.
    pub took: Duration,
}

struct Open {
    recording: Recording,
    last: Instant,
}

tokio::task_local! {
    static OPEN: RefCell<Open>;
}

/// Runs `work` and returns its output with what was recorded during it.
pub async fn recording<F: Future>(work: F) -> (F::Output, Recording) {
    let open = Open { recording: Recording::default(), last: Instant::now() };
    let whole = async {
        let output = work.await;
        (output, OPEN.with(|open| open.borrow().recording.clone()))
    };
    OPEN.scope(RefCell::new(open), whole).await
}

/// Records a step that accepted a credential.
pub(super) fn passed(step: &str, reason: &str) {
    note(step, true, reason);
}

/// Records a step that proved nothing.
pub(super) fn failed(step: &str, reason: &str) {
    note(step, false, reason);
}

/// Records the credentials that a validation is about to check.
pub(super) fn shown(credential: &Credential, session_cookie: &str) {
    let cookie = credential.cookies.iter().find(|(name, _)| name == session_cookie);
    let all = [("token", credential.token.as_ref()), ("cookie", cookie.map(|(_, value)| value))];
    with(|open| {
        for (source, text) in all {
            let Some(text) = text else { continue };
            let shown = CredentialSummary { source, kind: kind(text), length: text.len() };
            if !open.recording.shown.contains(&shown) {
                open.recording.shown.push(shown);
            }
        }
    });
}

/// Records the outcome of a validation, whose steps record only their refusals.
pub(super) fn validated(outcome: &Result<Validated, ValidateError>) {
    match outcome {
        Ok(validated) => {
            let method = validated.method;
            passed(method.split_once('_').map_or(method, |(step, _)| step), method);
        }
        Err(ValidateError::Invalid { .. }) => {}
        Err(ValidateError::Unavailable(_)) => failed("provider", "unavailable"),
        Err(ValidateError::Db(_)) => failed("db", "failed"),
    }
}

/// A call on the provider's wire that is recorded when it ends.
pub(super) struct CallTrace(Option<String>);

impl CallTrace {
    /// Begins a call. Requests for the current session aren't worth a line.
    pub(super) fn begin(method: &str, path: &str) -> Self {
        let ends_a_flow = path.starts_with("/callback/") || path.contains("verify");
        let counts = method == "POST" || ends_a_flow;
        let on = OPEN.try_with(|_| ()).is_ok();
        Self((counts && on).then(|| format!("{method} {}", plain(path))))
    }

    pub(super) fn end_on_the_wire(self, answer: &WireResponse) {
        self.end(answer.status, refusal(answer).as_deref());
    }

    /// Ends the call; `code` is why it was refused.
    pub(super) fn end(self, status: u16, code: Option<&str>) {
        let Some(step) = self.0 else { return };
        let code = code.filter(|code| is_word(code));
        let reason = code.map_or_else(|| status.to_string(), |code| format!("{status} {code}"));
        note(&step, status < 400 && code.is_none(), &reason);
    }
}

/// Returns Better Auth's error code, or the error word of another site's redirect.
fn refusal(answer: &WireResponse) -> Option<String> {
    let location = answer.headers.iter().find(|(name, _)| name == "location");
    let code = match location {
        Some((_, to)) => to.split_once("error=")?.1.split(['&', '#']).next()?.to_owned(),
        None if answer.status < 400 => return None,
        None => {
            let body: Value = serde_json::from_slice(&answer.body).ok()?;
            body.get("code")?.as_str()?.to_owned()
        }
    };
    Some(code)
}

fn is_word(code: &str) -> bool {
    let is_short = (1..=64).contains(&code.len());
    is_short && code.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
}

/// Returns the path with parts removed that may be tokens.
fn plain(path: &str) -> String {
    let is_word = |part: &str| {
        part.len() <= 24 && part.bytes().all(|b| b.is_ascii_lowercase() || b"-.".contains(&b))
    };
    let parts = path.split('/').map(|part| if is_word(part) { part } else { "…" });
    parts.collect::<Vec<_>>().join("/")
}

fn kind(text: &str) -> &'static str {
    match text.bytes().filter(|byte| *byte == b'.').count() {
        0 => "session token",
        1 => "signed session token",
        2 => "JWT",
        _ => "something else",
    }
}

fn note(step: &str, passed: bool, reason: &str) {
    with(|open| {
        let now = Instant::now();
        open.recording.steps.push(Recorded {
            step: step.to_owned(),
            passed,
            reason: reason.to_owned(),
            took: now.duration_since(open.last),
        });
        open.last = now;
    });
}

fn with(work: impl FnOnce(&mut Open)) {
    let _nobody_listens = OPEN.try_with(|open| work(&mut open.borrow_mut()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn steps_are_kept_inside_and_nowhere_else() {
        failed("db", "not_found");
        let (answer, recording) = recording(async {
            failed("jwt", "expired");
            passed("db", "db_plain");
            7
        })
        .await;
        assert_eq!(answer, 7);
        let steps: Vec<_> =
            recording.steps.iter().map(|it| (it.step.as_str(), it.passed)).collect();
        assert_eq!(steps, [("jwt", false), ("db", true)]);
    }

    #[tokio::test]
    async fn of_a_credential_the_kind_and_the_length_are_kept() {
        let cookies = vec![("session".to_owned(), "abc.def".to_owned())];
        let credential =
            Credential { token: Some("aaa.bbb.ccc".to_owned()), cookies, ..Credential::default() };
        let ((), recording) = recording(async { shown(&credential, "session") }).await;
        let kinds: Vec<_> =
            recording.shown.iter().map(|it| (it.source, it.kind, it.length)).collect();
        assert_eq!(kinds, [("token", "JWT", 11), ("cookie", "signed session token", 7)]);
        assert!(!format!("{recording:?}").contains("aaa"));
    }

    #[test]
    fn neither_a_path_nor_an_answer_brings_a_secret_along() {
        assert_eq!(plain("/callback/google"), "/callback/google");
        assert_eq!(plain("/reset-password/Zm9vYmFyYmF6cXV4"), "/reset-password/…");
        let answer = |code: &str| WireResponse::json(401, &json!({ "code": code }));
        let kept = |code| refusal(&answer(code)).filter(|code| is_word(code));
        assert_eq!(kept("INVALID_OTP").as_deref(), Some("INVALID_OTP"));
        assert_eq!(kept("token 5f1c8e0e"), None);
    }
}
