//! The mail that the outbox sent, at `/dev/mailbox`; in development only.

use crate::{
    db::DbError,
    ids::MailId,
    mail::outbox::{self, QueuedMail},
    types::EmailAddress,
    web::{
        access::Anyone,
        error::AppError,
        request::{media_type, query::Query},
        ui::{Answer, Ui},
        views::{Layout, Page},
    },
};
use actix_web::{
    HttpResponse,
    http::header::{CONTENT_SECURITY_POLICY, X_FRAME_OPTIONS},
    web,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The page's content security policy: the usual one, and frames of our own.
const FRAMES: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a mail: it styles itself, runs nothing, and is seen in our frame only.
const PREVIEW: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; \
    sandbox allow-popups allow-popups-to-escape-sandbox";

/// The page that shows mail instead of sending it.
#[derive(Clone, Debug, Serialize)]
pub struct MailboxPage {
    /// The shared layout.
    pub layout: Layout,
    /// The recipient to filter by; empty for all mail.
    pub to: String,
    /// The mails, newest first.
    pub mails: Vec<SentMail>,
}

/// One mail.
#[derive(Clone, Debug, Serialize)]
pub struct SentMail {
    /// The part of the URL after `/dev/mailbox/`.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The time at which it was sent.
    pub sent_at: DateTime<Utc>,
}

impl Page for MailboxPage {
    const TEMPLATE: &'static str = "pages/mailbox.html";
}

/// The query `?to=address`.
#[derive(Debug, Default, Deserialize)]
pub struct MailboxQuery {
    #[serde(default)]
    to: String,
}

/// `GET /dev/mailbox`: a page, or JSON for clients that prefer it.
pub async fn show(_: Anyone, ui: Ui, query: Query<MailboxQuery>) -> Answer {
    ui.speak_english();
    let to = query.into_inner().to.trim().to_lowercase();
    let to = to.parse::<EmailAddress>().map_or(to, String::from);
    let filter = (!to.is_empty()).then_some(to.as_str());
    let messages = newest(&ui, filter).await?;
    if media_type::prefers_json(ui.req.headers()) {
        return Ok(HttpResponse::Ok().json(messages.iter().map(as_json).collect::<Vec<_>>()));
    }
    let mails = messages.into_iter().map(|mail| SentMail {
        id: mail.id.to_string(),
        to: mail.recipient,
        subject: mail.subject,
        text: mail.body_text,
        sent_at: mail.sent_at.unwrap_or(mail.created_at),
    });
    let page = MailboxPage {
        layout: ui.public((crate::text!("layout-mailbox"), "mailbox")),
        mails: mails.collect(),
        to,
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_SECURITY_POLICY, FRAMES));
    ui.page_with(answer, &page)
}

/// `GET /dev/mailbox/{id}`: the mail's HTML, for a frame on the page.
pub async fn html(_: Anyone, ui: Ui, path: web::Path<String>) -> Answer {
    let id: MailId = path.parse().map_err(|_| AppError::NotFound)?;
    let mail = newest(&ui, None).await?.into_iter().find(|mail| mail.id == id);
    let html = mail.ok_or(AppError::NotFound)?.body_html;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_SECURITY_POLICY, PREVIEW))
        .insert_header((X_FRAME_OPTIONS, "SAMEORIGIN"))
        .content_type("text/html; charset=utf-8")
        .body(html.replacen("<head>", "<head><base target=\"_blank\">", 1)))
}

async fn newest(ui: &Ui, to: Option<&str>) -> Result<Vec<QueuedMail>, DbError> {
    ui.state.db.as_system("show the mailbox", async |db| outbox::newest(db, to).await).await
}

fn as_json(mail: &QueuedMail) -> serde_json::Value {
    json!({
        "to": mail.recipient,
        "subject": mail.subject,
        "text": mail.body_text,
        "html": mail.body_html,
        "sent_at": mail.sent_at.unwrap_or(mail.created_at),
    })
}

#[cfg(test)]
mod samples {
    use super::{MailboxPage, SentMail};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for MailboxPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("layout-mailbox"), "mailbox"),
                to: String::new(),
                mails: vec![],
            };
            let filled = Self {
                to: "ada@example.com".to_owned(),
                mails: vec![
                    mail(
                        "Your code for Tenantry",
                        "Your code is 012345.\n\nIt works for 5 minutes.\n",
                    ),
                    mail("Invitation to an organization on Tenantry", INVITATION),
                    mail(HOSTILE, HOSTILE),
                ],
                ..empty.clone()
            };
            vec![empty, filled]
        }
    }

    const INVITATION: &str = "You’re invited to an organization on Tenantry.\n\nOpen this link \
        to answer:\nhttp://localhost:8080/invitations/0195f0c2a7e17c3c9d2f3f8a5b6c7d8e9f\n\nIt \
        works until 8 March.\n";

    fn mail(subject: &str, text: &str) -> SentMail {
        SentMail {
            id: subject.len().to_string(),
            to: "ada@example.com".to_owned(),
            subject: subject.to_owned(),
            text: text.to_owned(),
            sent_at: sample_time(12),
        }
    }
}
