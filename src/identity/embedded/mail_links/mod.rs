//! Links by mail, which prove a mailbox, allow setting a new password, or sign in.
//!
//! A link carries a token that exists only in the mail; the table stores its digest. Links
//! are kept per browser that asked: a newer one replaces that browser's older one, but no
//! other request does, since anyone may ask for a link to any mailbox. The limit on mails
//! to the mailbox bounds their number. Following a link changes nothing, so that mail
//! scanners don't use it up: it opens a page whose button posts the token. That takes the
//! token, once, along with all others of its kind for the mailbox.

pub mod magic;
pub mod prove;
mod query;
mod reset;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use url::{Url, form_urlencoded};
use uuid::Uuid;

use self::query::Query;
use super::{
    Embedded, TOKEN,
    error::{BetterAuthError, CallError},
    otp::Slot,
    store::links::{self, LinkRow},
};
use crate::{
    db::{DbError, SystemConn},
    identity::{
        client::mail_links::{LinkKind, LinkPreview},
        mails::{MailKind, MailedLink},
        wire::WireResponse,
    },
    secret,
    types::{Browser, EmailAddress, PersonName},
};

/// The data stored with a link.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LinkPayload {
    /// The mailbox that it is sent to.
    email: EmailAddress,
    /// Name for a new person.
    #[serde(default, skip_serializing_if = "PersonName::is_empty")]
    name: PersonName,
    /// Page on which people continue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    callback: Option<String>,
    /// Page on which new people continue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    new_user: Option<String>,
    /// The browser that asked for the link.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    asked_by: String,
}

impl LinkPayload {
    pub(super) fn of(email: EmailAddress) -> Self {
        Self {
            email,
            name: PersonName::default(),
            callback: None,
            new_user: None,
            asked_by: String::new(),
        }
    }

    /// Sets the page on which people continue, new ones as well.
    pub(super) fn leading_to(self, page: &str) -> Self {
        Self { callback: Some(page.to_owned()), new_user: Some(page.to_owned()), ..self }
    }
}

/// A link found in the table.
enum StoredLink {
    Alive(LinkPayload),
    Expired,
}

/// Returns how long a link works.
fn lifetime(kind: LinkKind) -> TimeDelta {
    match kind {
        LinkKind::ProveMailbox | LinkKind::ResetPassword => TimeDelta::hours(1),
        LinkKind::SignIn => TimeDelta::minutes(10),
    }
}

fn name(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::ProveMailbox => "email-verification",
        LinkKind::ResetPassword => "reset-password",
        LinkKind::SignIn => "magic-link",
    }
}

/// Returns our page that a link opens.
fn page(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::ProveMailbox => "/auth/verify-email",
        LinkKind::ResetPassword => "/auth/reset-password",
        LinkKind::SignIn => "/auth/magic-link",
    }
}

/// Returns the mail that carries a link.
fn mail(kind: LinkKind, link: MailedLink) -> MailKind {
    match kind {
        LinkKind::ProveMailbox => MailKind::VerificationLink(link),
        LinkKind::ResetPassword => MailKind::ResetLink(link),
        LinkKind::SignIn => MailKind::MagicLink(link),
    }
}

/// Returns the row id for a kind, a mailbox and a browser; no address contains a space.
/// Unlike a code, a link isn't typed, so programs without cookies need no shared row: each
/// of their calls gets its own.
fn row_id(kind: LinkKind, email: &EmailAddress, asker: &str) -> Uuid {
    Slot::called(format!("{}-link-{email} {asker}", name(kind))).id
}

/// Returns the identifier under which a token's row is found.
fn identifier(kind: LinkKind, token: &str) -> String {
    format!("{}:{}", name(kind), secret::digest_hex(token))
}

fn read((value, expires_at): (String, DateTime<Utc>), now: DateTime<Utc>) -> Option<StoredLink> {
    let pending = serde_json::from_str(&value).ok()?;
    Some(if expires_at > now { StoredLink::Alive(pending) } else { StoredLink::Expired })
}

/// Looks a link up in the caller's transaction.
async fn peek(
    db: &SystemConn,
    kind: LinkKind,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<StoredLink>, DbError> {
    let row = links::peek(db, &identifier(kind, token)).await?;
    Ok(row.and_then(|row| read(row, now)))
}

/// Takes a link and all others of its kind for the mailbox, since their purpose is
/// fulfilled; `false` if another caller has already taken any of them.
async fn take(
    db: &SystemConn,
    kind: LinkKind,
    token: &str,
    mailbox: &EmailAddress,
) -> Result<bool, DbError> {
    links::take_all(db, &identifier(kind, token), name(kind), mailbox.as_str()).await
}

/// Deletes the link of a kind that `browser` has asked for.
pub(super) async fn revoke(
    db: &SystemConn,
    kind: LinkKind,
    email: &EmailAddress,
    browser: &Browser,
) -> Result<(), DbError> {
    let Some(asker) = browser.known() else { return Ok(()) };
    links::delete(db, row_id(kind, email, &asker)).await
}

impl Embedded {
    /// Returns what a link would do, for the page that it opens; uses nothing up.
    pub async fn preview_link(
        &self,
        kind: LinkKind,
        token: &str,
    ) -> Result<Option<LinkPreview>, DbError> {
        Ok(match self.look(kind, token).await? {
            Some(StoredLink::Alive(pending)) => {
                Some(LinkPreview { email: pending.email, asked_by: pending.asked_by })
            }
            _ => None,
        })
    }

    async fn look(&self, kind: LinkKind, token: &str) -> Result<Option<StoredLink>, DbError> {
        let row = links::find(&self.db, &identifier(kind, token)).await?;
        Ok(row.and_then(|row| read(row, self.clock.now())))
    }

    /// Generates a token. Returns the row to replace the older link of `browser`, and the
    /// link as mails carry it.
    fn draw_link(
        &self,
        kind: LinkKind,
        browser: &Browser,
        pending: &LinkPayload,
        now: DateTime<Utc>,
    ) -> Result<(LinkRow, MailedLink), CallError> {
        let token = secret::random_token(TOKEN);
        let value = serde_json::to_string(pending);
        let row = LinkRow {
            id: row_id(kind, &pending.email, &browser.bind()),
            identifier: identifier(kind, &token),
            mailbox: Some(pending.email.to_string()),
            value: value.map_err(|_| CallError::Broken("a link could not be written down"))?,
            expires_at: now + lifetime(kind),
            created_at: now,
            updated_at: now,
        };
        let link = self.address(kind, &token, pending).into();
        Ok((row, MailedLink { link, minutes: lifetime(kind).num_minutes() }))
    }

    /// Replaces the link that `browser` had asked for before and, if `deliver`, mails the
    /// new one. For a stranger everything but the mail happens, in as many round trips.
    pub(super) async fn mail_link(
        &self,
        db: &SystemConn,
        kind: LinkKind,
        browser: &Browser,
        pending: &LinkPayload,
        deliver: bool,
        now: DateTime<Utc>,
    ) -> Result<(), CallError> {
        let (row, link) = self.draw_link(kind, browser, pending, now)?;
        let mail = self.write(&pending.email, &mail(kind, link))?;
        if deliver {
            let put = async { Ok(links::put(db, &row).await?) };
            try_join!(put, self.enqueue(db, mail, now))?;
        } else {
            links::put(db, &row).await?;
        }
        Ok(())
    }

    /// Returns the link's URL. Callers that named a page of their own for the new password
    /// get there through the wire, as upstream.
    fn address(&self, kind: LinkKind, token: &str, pending: &LinkPayload) -> String {
        let origin = &self.origin;
        match &pending.callback {
            Some(callback) if kind == LinkKind::ResetPassword => {
                let query = form_urlencoded::Serializer::new(String::new())
                    .append_pair("callbackURL", callback)
                    .finish();
                format!("{origin}/api/auth/reset-password/{token}?{query}")
            }
            _ => format!("{origin}{}?token={token}", page(kind)),
        }
    }

    /// Redirects a browser that followed the wire's link to the page with the button.
    fn to_page(&self, kind: LinkKind, token: &str) -> WireResponse {
        self.to(page(kind), &[("token", token)])
    }

    /// Redirects a browser whose link doesn't work to a page on our origin.
    fn to_error(&self, page: &str, refused: &BetterAuthError) -> WireResponse {
        self.to(page, &[("error", refused.code.as_str())])
    }

    /// Redirects to a page on our origin, with `query` added.
    fn to(&self, page: &str, query: &[(&str, &str)]) -> WireResponse {
        let url = Url::parse(&self.origin).and_then(|base| base.join(page));
        let location = url.map_or_else(
            |_| self.origin.clone(),
            |mut url| {
                url.query_pairs_mut().extend_pairs(query);
                url.into()
            },
        );
        WireResponse {
            status: 302,
            headers: vec![(String::from("location"), location)],
            set_cookies: Vec::new(),
            body: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_a_mailbox_and_a_browser_have_one_row() {
        let ada: EmailAddress = "ada@example.com".parse().unwrap();
        let row_id = |kind| row_id(kind, &ada, "one");
        assert_eq!(row_id(LinkKind::SignIn), super::row_id(LinkKind::SignIn, &ada.clone(), "one"));
        assert_ne!(row_id(LinkKind::SignIn), super::row_id(LinkKind::SignIn, &ada, "other"));
        assert_ne!(row_id(LinkKind::SignIn), row_id(LinkKind::ResetPassword));
        let eve = "eve@example.com".parse().unwrap();
        assert_ne!(row_id(LinkKind::SignIn), super::row_id(LinkKind::SignIn, &eve, "one"));
    }

    #[test]
    fn a_token_is_good_for_one_kind_and_kept_as_a_digest() {
        let of = |kind| identifier(kind, "secret");
        assert_ne!(of(LinkKind::SignIn), of(LinkKind::ProveMailbox));
        assert!(!of(LinkKind::SignIn).contains("secret"));
    }
}
