//! The last sign-ins, step by step, at `/dev/debug`; in development only.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    identity::{
        Provider,
        diagnostics::{CredentialSummary, Recorded, Recording},
    },
    web::{
        access::Anyone,
        error::AppError,
        request::media_type,
        state::Attempt,
        ui::{Answer, Ui, layout},
        views::{Layout, Page},
    },
};

/// The page behind the button in the corner, which shows it in place.
#[derive(Clone, Debug, Serialize)]
pub struct SignInLogPage {
    /// The shared layout.
    pub layout: Layout,
    /// The server's settings, name and value.
    pub facts: Vec<Fact>,
    /// The attempts, newest first.
    pub attempts: Vec<AttemptView>,
}

/// A setting of the server.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// The setting's name.
    pub name: &'static str,
    /// The value; never a secret.
    pub value: String,
}

/// One sign-in, or a request with a credential.
#[derive(Clone, Debug, Serialize)]
pub struct AttemptView {
    /// The time of the answer.
    pub at: DateTime<Utc>,
    /// Method and route.
    pub request: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The duration in milliseconds.
    pub took: String,
    /// The kinds and lengths of the credentials presented.
    pub shown: Vec<String>,
    /// The steps in the order taken; skipped ones last.
    pub steps: Vec<StepView>,
}

/// A step and its result.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// The step's name, such as `jwt`.
    pub name: String,
    /// `passed`, `failed` or `skipped`.
    pub result: &'static str,
    /// The duration in milliseconds; empty for a skipped step.
    pub took: String,
    /// The reason in a few words.
    pub reason: String,
}

impl Page for SignInLogPage {
    const TEMPLATE: &'static str = "pages/sign_in_log.html";
}

/// `GET /dev/debug`: a page, or JSON for clients that prefer it.
pub async fn show(_: Anyone, ui: Ui) -> Answer {
    ui.speak_english();
    let attempts = ui.state.sign_in_log.as_ref().ok_or(AppError::NotFound)?.all();
    let hosted = matches!(ui.state.identity.as_ref(), Provider::Hosted(_));
    let attempts = attempts.iter().map(|attempt| view(attempt, hosted)).collect();
    let layout = ui.public((crate::text!("layout-sign-in-log"), "debug"));
    let page = SignInLogPage { layout, facts: facts(&ui), attempts };
    if media_type::prefers_json(ui.req.headers()) {
        return Ok(HttpResponse::Ok().json(&page.attempts));
    }
    ui.page(&page)
}

fn facts(ui: &Ui) -> Vec<Fact> {
    let fact = |name, value: &str| Fact { name, value: value.to_owned() };
    let provider = match ui.state.identity.as_ref() {
        Provider::Embedded(_) => "embedded",
        Provider::Hosted(_) => "hosted",
    };
    vec![
        fact("Provider", provider),
        fact("Its wire, for the page script", &layout::neon_auth_url(&ui.state)),
        fact("Its session cookie", ui.state.identity.session_cookie()),
        fact("Our address", &ui.state.config.server.public_url.origin()),
    ]
}

fn view(attempt: &Attempt, hosted: bool) -> AttemptView {
    let Recording { shown, steps } = &attempt.recording;
    let taken = steps.iter().map(|Recorded { step, passed, reason, took }| StepView {
        name: step.clone(),
        result: if *passed { "passed" } else { "failed" },
        took: milliseconds(*took),
        reason: reason.clone(),
    });
    AttemptView {
        at: attempt.at,
        request: request(attempt),
        status: attempt.status,
        took: milliseconds(attempt.took),
        shown: shown.iter().map(summary).collect(),
        steps: taken.chain(skipped(&attempt.recording, hosted)).collect(),
    }
}

/// Returns method and route; for Better Auth calls, which share one route, the call itself.
fn request(attempt: &Attempt) -> String {
    let call = attempt.recording.steps.iter().find_map(|it| it.step.split_once(' '));
    match (attempt.request.strip_suffix("/…"), call) {
        (Some(mount), Some((_, path))) => format!("{mount}{path}"),
        _ => attempt.request.clone(),
    }
}

fn summary(CredentialSummary { source, kind, length }: &CredentialSummary) -> String {
    format!("{source}: {kind}, {length} characters")
}

fn milliseconds(took: std::time::Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1000.0)
}

/// Lists the validation steps that weren't taken, if any credential was validated.
fn skipped(recording: &Recording, hosted: bool) -> Vec<StepView> {
    if recording.shown.is_empty() {
        return Vec::new();
    }
    let ways: &[&str] =
        if hosted { &["jwt", "db", "api_cookie", "api_bearer"] } else { &["jwt", "db"] };
    // A question to the provider is recorded under either of two names.
    let taken = |way: &str| {
        recording.steps.iter().any(|it| it.step == way || (it.step == "api" && it.reason == way))
    };
    let not_taken = ways.iter().filter(|way| !taken(way));
    let view = |way: &&str| StepView {
        name: (*way).to_owned(),
        result: "skipped",
        took: String::new(),
        reason: why_skipped(way, recording).to_owned(),
    };
    not_taken.map(view).collect()
}

fn why_skipped(way: &str, recording: &Recording) -> &'static str {
    let is_jwt = |it: &CredentialSummary| it.kind == "JWT";
    let passed = recording.steps.iter().any(|it| it.passed && it.step != way);
    match way {
        "jwt" if !recording.shown.iter().any(is_jwt) => "no JWT was shown",
        "db" if recording.shown.iter().all(is_jwt) => "no session token was shown",
        _ if passed => "another step had decided",
        "api_bearer" => "the bearer plugin isn’t configured, or not needed",
        _ => "not reached",
    }
}

#[cfg(test)]
mod samples {
    use super::{AttemptView, Fact, SignInLogPage, StepView};
    use crate::web::views::{Layout, Samples, sample_time};

    impl Samples for SignInLogPage {
        fn samples() -> Vec<Self> {
            let step = |name: &str, result, took: &str, reason: &str| StepView {
                name: name.to_owned(),
                result,
                took: took.to_owned(),
                reason: reason.to_owned(),
            };
            let attempt = AttemptView {
                at: sample_time(12),
                request: String::from("POST /auth/neon-callback"),
                status: 401,
                took: String::from("3.1"),
                shown: vec![String::from("token: JWT, 612 characters")],
                steps: vec![
                    step("jwt", "failed", "2.8", "expired"),
                    step("db", "skipped", "", "no session token was shown"),
                ],
            };
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("layout-sign-in-log"), "debug"),
                facts: vec![Fact { name: "Provider", value: String::from("embedded") }],
                attempts: Vec::new(),
            };
            vec![Self { attempts: vec![attempt.clone(), attempt], ..empty.clone() }, empty]
        }
    }
}
