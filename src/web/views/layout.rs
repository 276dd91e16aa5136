use serde::{Deserialize, Serialize};

use crate::{locale::Text, tenancy::Permission, types::Mark};

/// The data that every page shares: title, user, organization.
///
/// Initials and colors aren't included; templates derive them from names and slugs, so
/// that an organization looks the same everywhere.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Layout {
    /// The first part of the window title.
    pub title: String,
    /// The current navigation entry, such as `"dashboard"`.
    pub page: &'static str,
    /// The base URL for the Better Auth calls of the page's script.
    pub neon_auth_url: String,
    /// Whether to show developer aids, such as the link to the mailbox.
    pub development: bool,
    /// Path and query of the request.
    pub request_path: String,
    /// The signed-in user; `None` for visitors.
    pub user: Option<Person>,
    /// The seconds until the session ends unless it's used.
    pub session_seconds: Option<i64>,
    /// The organization in the URL.
    pub tenant: Option<TenantHere>,
    /// Organizations to switch to, most recent first; at most eight.
    pub switcher: Vec<SwitcherEntry>,
    /// Whether there are more organizations than the switcher lists.
    pub switcher_has_more: bool,
    /// The number of people who ask to join the organization, for those who decide.
    pub waiting_requests: i64,
    /// Invitations that wait for the reader's answer.
    pub waiting: Vec<WaitingRow>,
    /// Messages shown once, above the page's own content.
    pub notices: Vec<Flash>,
}

impl Layout {
    /// The navigation entry of error pages, which no link leads to.
    pub const ERROR: &'static str = "error";
}

/// The person who is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// Display name; may be empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// The URL of their picture.
    pub picture: Option<String>,
}

/// The organization that the page belongs to, and the reader's role in it.
#[derive(Clone, Debug, Serialize)]
pub struct TenantHere {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The permissions of the reader here, such as `"edit_organization"`.
    pub permissions: Vec<Permission>,
}

/// One organization in the switcher.
#[derive(Clone, Debug, Serialize)]
pub struct SwitcherEntry {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Its color and logo.
    pub mark: Mark,
    /// Whether the page belongs to this organization.
    pub current: bool,
    /// The URL of the same section in this organization.
    pub href: String,
}

/// An invitation that waits for the reader's answer.
#[derive(Clone, Debug, Serialize)]
pub struct WaitingRow {
    /// The part of the URL after `/invitations/`.
    pub id: String,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug.
    pub slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The name of the member who sent it; may be empty.
    pub inviter: String,
    /// The role it gives.
    pub role: String,
}

/// A message shown once (flash message).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    /// The tone, which decides its color and how it's announced.
    pub kind: FlashKind,
    /// The text, in full sentences.
    pub text: String,
}

impl Flash {
    /// Creates a notice about a completed action, in the reader's language.
    pub fn success(text: Text) -> Self {
        Self { kind: FlashKind::Success, text: text.into() }
    }

    /// Cuts the text to at most `length` characters.
    #[must_use]
    pub fn cut_at(mut self, length: usize) -> Self {
        if let Some((end, _)) = self.text.char_indices().nth(length) {
            self.text.truncate(end);
            self.text.push('…');
        }
        self
    }
}

/// The tone of a [`Flash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FlashKind {
    /// An action succeeded.
    Success,
    /// Information for the reader.
    Info,
    /// An action failed.
    Error,
}
