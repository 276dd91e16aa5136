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
    /// The fields of an organization's forms that hold text worth keeping, and the keys of their
    /// labels.
    pub const FIELDS: [(&str, &str); 12] = [
        ("title", "title-todo"),
        ("notes", "todos-notes"),
        ("name", "name"),
        ("slug", "mail-address"),
        ("email", "members-email-addresses"),
        ("emails", "members-email-addresses"),
        ("domain", "access-domain"),
        ("domains", "draft-domains"),
        ("label", "draft-label"),
        ("max_uses", "draft-uses"),
        ("assignee", "draft-assignee"),
        ("todos_to", "draft-todos-to"),
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
    use crate::{
        locale::Text,
        text,
        web::views::{HOSTILE, Layout, Samples},
    };

    impl Samples for ErrorPage {
        fn samples() -> Vec<Self> {
            let known = [
                (401, text!("error-sign-in"), text!("app-unauthenticated")),
                (403, text!("error-not-allowed"), text!("error-forbidden-more")),
                (404, text!("error-not-found"), text!("error-not-found-more")),
                (409, text!("error-changed"), text!("app-changed")),
                (422, text!("error-input"), text!("app-invalid")),
                (429, text!("error-moment"), text!("app-too-many")),
                (500, text!("error-wrong"), text!("app-internal")),
                (503, text!("error-unavailable"), text!("app-unavailable")),
            ];
            let known = known.into_iter();
            let mut all: Vec<Self> =
                known.map(|(status, title, message)| sample(status, title, message)).collect();
            let lost = text!("error-membership-ended", organization = HOSTILE);
            let lost = sample(403, lost, text!("error-membership-ended-more"));
            all.push(Self { draft: typed(), ..lost });
            let over = sample(401, text!("error-session-ended"), text!("error-session-more"));
            let sign_in = Some("/auth/login?return_to=%2Fo%2Facme%2Ftodos".to_owned());
            all.push(Self { draft: typed(), resend: Some(resend(sign_in)), ..over });
            let busy = sample(503, text!("error-unavailable"), text!("app-unavailable"));
            all.push(Self { draft: typed(), resend: Some(resend(None)), ..busy });
            let wrong = sample(500, text!("error-wrong"), text!("app-internal"));
            let bare = Layout { title: wrong.title.clone(), ..Layout::default() };
            all.push(Self {
                layout: bare,
                request_id: String::new(),
                message: HOSTILE.to_owned(),
                ..wrong
            });
            all
        }
    }

    fn typed() -> Vec<Draft> {
        let draft = |name, label: Text, is_long| Draft {
            name,
            label: label.into(),
            text: HOSTILE.to_owned(),
            is_long,
        };
        vec![draft("title", text!("title-todo"), false), draft("notes", text!("todos-notes"), true)]
    }

    fn resend(sign_in: Option<String>) -> Resend {
        let view = SentField { name: "view".to_owned(), value: HOSTILE.to_owned() };
        Resend { action: "/o/acme/todos".to_owned(), hidden: vec![view], sign_in }
    }

    fn sample(status: u16, title: Text, message: Text) -> ErrorPage {
        let layout = if status == 403 || status == 404 {
            Layout::sample(title.clone(), "error")
        } else {
            Layout::sample_visitor(title.clone(), "error")
        };
        ErrorPage {
            layout,
            status,
            title: title.into(),
            message: message.into(),
            code: "not_found".to_owned(),
            request_id: "0195f0c2-a7e1-7c3c-9d2f-3f8a5b6c7d8e".to_owned(),
            retry_after_seconds: matches!(status, 429 | 503).then_some(30),
            signed_in: false,
            draft: Vec::new(),
            resend: None,
            what_next: vec![NextStep {
                label: text!("error-start-page").into(),
                href: "/".to_owned(),
            }],
        }
    }
}
