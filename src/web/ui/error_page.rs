//! The page for an action that failed.

use serde::Serialize;

use crate::web::views::{Layout, Page};

/// The page for every error status.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorPage {
    /// The shared layout; may lack user and organization.
    pub layout: Layout,
    /// The HTTP status.
    pub status: u16,
    /// The error in a few words.
    pub title: String,
    /// The error and what to do about it, in full sentences.
    pub message: String,
    /// The error's stable name.
    pub code: String,
    /// The id to quote to support; may be empty.
    pub request_id: String,
    /// The seconds after which a retry makes sense.
    pub retry_after_seconds: Option<u64>,
    /// Whether the reader came with a session; if so, the page doesn't offer to sign in.
    pub signed_in: bool,
    /// The text that the reader typed; none of it was stored.
    pub draft: Vec<Draft>,
    /// The form that sends it again; `None` if it would be refused again.
    pub resend: Option<Resend>,
    /// Ways to continue.
    pub what_next: Vec<NextStep>,
}

/// A text that the reader typed.
#[derive(Clone, Debug, Serialize)]
pub struct Draft {
    /// The field's name.
    pub name: &'static str,
    /// The field's label.
    pub label: String,
    /// The text.
    pub text: String,
    /// Whether it needs more than a line.
    pub is_long: bool,
}

/// A form that is sent again.
#[derive(Clone, Debug, Serialize)]
pub struct Resend {
    /// The address that takes it.
    pub action: String,
    /// The fields that aren't shown.
    pub hidden: Vec<SentField>,
    /// The page to sign in at first, if the session is over.
    pub sign_in: Option<String>,
}

/// A field as it was sent.
#[derive(Clone, Debug, Serialize)]
pub struct SentField {
    /// The field's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Draft {
    /// The fields of an organization's forms that hold text worth keeping, and their labels.
    pub const FIELDS: [(&str, &str); 12] = [
        ("title", "To-do"),
        ("notes", "Notes"),
        ("name", "Name"),
        ("slug", "Address"),
        ("email", "Email addresses"),
        ("emails", "Email addresses"),
        ("domain", "Domain"),
        ("domains", "Email domains"),
        ("label", "Label"),
        ("max_uses", "Number of people"),
        ("assignee", "Assignee"),
        ("todos_to", "Give shared to-dos to"),
    ];
}

/// A link out of the error page.
#[derive(Clone, Debug, Serialize)]
pub struct NextStep {
    /// The link's text.
    pub label: String,
    /// The link's target.
    pub href: String,
}

impl Page for ErrorPage {
    const TEMPLATE: &'static str = "errors/error.html";
}

#[cfg(test)]
mod samples {
    use super::{Draft, ErrorPage, NextStep, Resend, SentField};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for ErrorPage {
        fn samples() -> Vec<Self> {
            let known = [
                (401, "Sign in to continue", "This page is for people who are signed in."),
                (
                    403,
                    "Your role doesn’t allow this",
                    "Ask an owner or an admin of the organization.",
                ),
                (
                    404,
                    "There’s nothing here",
                    "The address may be mistyped, or the page may be gone.",
                ),
                (
                    409,
                    "Someone was faster",
                    "This was changed in the meantime. Reload it and try again.",
                ),
                (422, "Check your input", HOSTILE),
                (429, "Too many tries", "Wait a moment, then try again."),
                (
                    500,
                    "Something went wrong on our side",
                    "We have been told. Try again in a moment.",
                ),
                (
                    503,
                    "Tenantry is busy",
                    "The service can’t answer just now. Try again in a moment.",
                ),
            ];
            let mut all: Vec<Self> = known
                .iter()
                .map(|(status, title, message)| sample(*status, title, message))
                .collect();
            let lost = sample(403, "You’re no longer a member of Acme", HOSTILE);
            all.push(Self { draft: typed(), ..lost });
            let over = sample(401, "Your session has ended", "Nothing is lost.");
            let sign_in = Some("/auth/login?return_to=%2Fo%2Facme%2Ftodos".to_owned());
            all.push(Self { draft: typed(), resend: Some(resend(sign_in)), ..over });
            let busy = sample(503, "Temporarily unavailable", HOSTILE);
            all.push(Self { draft: typed(), resend: Some(resend(None)), ..busy });
            let bare = Layout { title: "Error".to_owned(), ..Layout::default() };
            all.push(Self {
                layout: bare,
                request_id: String::new(),
                ..sample(500, "Sorry", HOSTILE)
            });
            all
        }
    }

    fn typed() -> Vec<Draft> {
        let draft = |name, label: &str, is_long| Draft {
            name,
            label: label.to_owned(),
            text: HOSTILE.to_owned(),
            is_long,
        };
        vec![draft("title", "To-do", false), draft("notes", "Notes", true)]
    }

    fn resend(sign_in: Option<String>) -> Resend {
        let view = SentField { name: "view".to_owned(), value: HOSTILE.to_owned() };
        Resend { action: "/o/acme/todos".to_owned(), hidden: vec![view], sign_in }
    }

    fn sample(status: u16, title: &str, message: &str) -> ErrorPage {
        let layout = if status == 403 || status == 404 {
            Layout::sample(title, "error")
        } else {
            Layout::sample_visitor(title, "error")
        };
        ErrorPage {
            layout,
            status,
            title: title.to_owned(),
            message: message.to_owned(),
            code: "not_found".to_owned(),
            request_id: "0195f0c2-a7e1-7c3c-9d2f-3f8a5b6c7d8e".to_owned(),
            retry_after_seconds: matches!(status, 429 | 503).then_some(30),
            signed_in: false,
            draft: Vec::new(),
            resend: None,
            what_next: vec![NextStep { label: "Go to the start".to_owned(), href: "/".to_owned() }],
        }
    }
}
