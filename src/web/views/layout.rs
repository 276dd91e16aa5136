use serde::{Deserialize, Serialize};

/// What every page shares: title, who is looking, where they are.
///
/// Initials and colours are not in here; templates derive them from names and
/// slugs, so that the same organization looks the same everywhere.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Layout {
    /// The first part of the window title.
    pub title: String,
    /// Which entry of the navigation is current, such as `"dashboard"`.
    pub page: &'static str,
    /// Base URL that the page script speaks Better Auth's wire to.
    pub neon_auth_url: String,
    /// Shows what only helps developers, such as the link to the mailbox.
    pub development: bool,
    /// Path and query of the request.
    pub request_path: String,
    /// Who is signed in.
    pub user: Option<Person>,
    /// The organization in the URL.
    pub tenant: Option<TenantHere>,
    /// Organizations to switch to, most recent first; at most eight.
    pub switcher: Vec<SwitcherEntry>,
    /// There are more organizations than the switcher lists.
    pub switcher_has_more: bool,
    /// Messages shown once, above the page's own content.
    pub notices: Vec<Notice>,
}

/// The person who is signed in.
#[derive(Clone, Debug, Serialize)]
pub struct Person {
    /// Display name; may be empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
}

/// The organization that the page belongs to, and the reader's part in it.
#[derive(Clone, Debug, Serialize)]
pub struct TenantHere {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
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
    /// The page belongs to this one.
    pub current: bool,
    /// The same section there.
    pub href: String,
}

/// A message shown once.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// How it is coloured and announced.
    pub kind: NoticeKind,
    /// Full sentences.
    pub text: String,
}

impl Notice {
    /// That something was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self { kind: NoticeKind::Success, text: text.into() }
    }

    /// The notice with at most `length` characters of its text.
    #[must_use]
    pub fn cut_at(mut self, length: usize) -> Self {
        if let Some((end, _)) = self.text.char_indices().nth(length) {
            self.text.truncate(end);
            self.text.push('…');
        }
        self
    }
}

/// The tone of a [`Notice`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Something was done.
    Success,
    /// Something to know.
    Info,
    /// Something did not work.
    Error,
}
