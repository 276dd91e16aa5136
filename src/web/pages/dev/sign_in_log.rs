//! The last sign-ins step by step, at `/dev/debug`; in development only.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    identity::{
        Provider,
        diagnostics::{Recorded, Recording, Shown},
    },
    web::{
        access::Anyone,
        error::AppError,
        request::media_type,
        state::AppState,
        state::Attempt,
        ui::{layout, respond},
        views::{Layout, Page, sample_time},
    },
};

/// The page behind the button in the corner, which shows it in place.
#[derive(Clone, Debug, Serialize)]
pub struct DebugPage {
    /// What every page shares.
    pub layout: Layout,
    /// What the server was told, name and value.
    pub facts: Vec<Fact>,
    /// Newest first.
    pub attempts: Vec<AttemptView>,
}

/// Something the server was told.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: &'static str,
    /// Nothing secret.
    pub value: String,
}

/// One sign-in, or a request with a credential.
#[derive(Clone, Debug, Serialize)]
pub struct AttemptView {
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// Method and route.
    pub request: String,
    /// The answer's status.
    pub status: u16,
    /// Milliseconds.
    pub took: String,
    /// The kinds and lengths of what was shown.
    pub shown: Vec<String>,
    /// In the order they were taken; the skipped ones last.
    pub steps: Vec<StepView>,
}

/// A step and how it ended.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// Such as `jwt`.
    pub name: String,
    /// `passed`, `failed` or `skipped`.
    pub result: &'static str,
    /// Milliseconds; empty for what was skipped.
    pub took: String,
    /// A word or a few.
    pub reason: String,
}

impl Page for DebugPage {
    const TEMPLATE: &'static str = "pages/debug.html";

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
            layout: Layout::sample_visitor("Sign-in log", "debug"),
            facts: vec![Fact { name: "Provider", value: String::from("embedded") }],
            attempts: Vec::new(),
        };
        vec![Self { attempts: vec![attempt.clone(), attempt], ..empty.clone() }, empty]
    }
}

/// `GET /dev/debug`: a page, or JSON for whoever accepts it.
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let attempts = state.attempts.as_ref().ok_or(AppError::NotFound)?.all();
    let hosted = matches!(state.identity.as_ref(), Provider::Hosted(_));
    let attempts = attempts.iter().map(|attempt| view(attempt, hosted)).collect();
    let layout = layout::public(&req, &state, "Sign-in log", "debug");
    let page = DebugPage { layout, facts: facts(&state), attempts };
    if media_type::prefers_json(req.headers()) {
        return Ok(HttpResponse::Ok().json(&page.attempts));
    }
    respond::page(&state, &page)
}

fn facts(state: &AppState) -> Vec<Fact> {
    let fact = |name, value: &str| Fact { name, value: value.to_owned() };
    let provider = match state.identity.as_ref() {
        Provider::Embedded(_) => "embedded",
        Provider::Hosted(_) => "hosted",
    };
    vec![
        fact("Provider", provider),
        fact("Its wire, for the page script", &layout::neon_auth_url(state)),
        fact("Its session cookie", state.identity.session_cookie()),
        fact("Our address", &state.config.server.public_url.origin()),
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
        shown: shown.iter().map(told).collect(),
        steps: taken.chain(skipped(&attempt.recording, hosted)).collect(),
    }
}

/// Method and route; of the wire, where all calls have one route, the call.
fn request(attempt: &Attempt) -> String {
    let call = attempt.recording.steps.iter().find_map(|it| it.step.split_once(' '));
    match (attempt.request.strip_suffix("/…"), call) {
        (Some(mount), Some((_, path))) => format!("{mount}{path}"),
        _ => attempt.request.clone(),
    }
}

fn told(Shown { place, kind, length }: &Shown) -> String {
    format!("{place}: {kind}, {length} characters")
}

fn milliseconds(took: std::time::Duration) -> String {
    format!("{:.1}", took.as_secs_f64() * 1000.0)
}

/// The ways of validating that were not walked, where one was.
fn skipped(recording: &Recording, hosted: bool) -> Vec<StepView> {
    if recording.shown.is_empty() {
        return Vec::new();
    }
    let ways: &[&str] =
        if hosted { &["jwt", "db", "api_cookie", "api_bearer"] } else { &["jwt", "db"] };
    // What the provider is asked for is noted under either of two names.
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
    let is_jwt = |it: &Shown| it.kind == "JWT";
    let passed = recording.steps.iter().any(|it| it.passed && it.step != way);
    match way {
        "jwt" if !recording.shown.iter().any(is_jwt) => "no JWT was shown",
        "db" if recording.shown.iter().all(is_jwt) => "no session token was shown",
        _ if passed => "another step had decided",
        "api_bearer" => "the bearer plugin is not configured, or not needed",
        _ => "not reached",
    }
}
