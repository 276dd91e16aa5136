//! The form that invites people.

use serde::Serialize;

use crate::{
    types::Role,
    web::{
        commands::invitations::invite::{Invited, Outcome},
        pages::organization::people::roles::RoleChoice,
        views::FieldErrors,
    },
};

/// Invitations as typed, and what came of them.
#[derive(Clone, Debug, Serialize)]
pub struct InviteForm {
    /// The addresses that are to be invited.
    pub email: String,
    /// The chosen role's value.
    pub role: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The result of each address, if several were sent.
    pub results: Vec<ResultRow>,
}

/// The result of one address.
#[derive(Clone, Debug, Serialize)]
pub struct ResultRow {
    /// The address as typed.
    pub typed: String,
    /// `"sent"`, `"already_member"` and so on.
    pub status: &'static str,
    /// A sentence about it.
    pub message: String,
    /// The seconds after which it can be sent.
    pub retry_after: Option<u32>,
}

impl Default for InviteForm {
    fn default() -> Self {
        Self {
            email: String::new(),
            role: Role::Member.to_string(),
            errors: FieldErrors::default(),
            results: Vec::new(),
        }
    }
}

impl InviteForm {
    /// Fills in what was typed before the step-up, but not a role that the reader may not give.
    pub fn fill(&mut self, email: &str, role: &str, roles: &[RoleChoice]) {
        email.clone_into(&mut self.email);
        if roles.iter().any(|choice| choice.allowed && choice.value == role) {
            role.clone_into(&mut self.role);
        }
    }

    /// Returns the form with the addresses that weren't invited, and the reasons.
    pub fn after(results: &[Invited], role: Role) -> Self {
        let left = results.iter().filter(|it| it.outcome.sent().is_none());
        let typed: Vec<_> = left.clone().map(|it| it.typed.as_str()).collect();
        let rows = if results.len() > 1 { results } else { &[] };
        Self {
            email: typed.join("\n"),
            role: role.to_string(),
            errors: summary(results, &left.collect::<Vec<_>>()),
            results: rows.iter().map(ResultRow::from).collect(),
        }
    }

    /// Returns the seconds to wait, if waiting is all there is to do.
    pub fn retry_after(&self) -> Option<u32> {
        let mut errors = self.errors.iter();
        errors.find_map(|error| error.retry_after)
    }
}

/// Says what is wrong: of a single address itself, of several how many are left.
fn summary(results: &[Invited], left: &[&Invited]) -> FieldErrors {
    if left.iter().all(|it| matches!(it.outcome, Outcome::OverLimit(_)))
        && left.len() == results.len()
    {
        let seconds = left.iter().filter_map(|it| ResultRow::from(*it).retry_after).min();
        let message = left.first().map(|it| it.outcome.message()).unwrap_or_default();
        return FieldErrors::too_soon(message, seconds.unwrap_or_default());
    }
    let message = match results {
        [one] => one.outcome.message(),
        _ => crate::text!("invitations-not-invited", count = left.len()).into(),
    };
    FieldErrors::one("email", message)
}

impl From<&Invited> for ResultRow {
    fn from(invited: &Invited) -> Self {
        let retry_after = match invited.outcome {
            Outcome::OverLimit(seconds) => Some(seconds),
            _ => None,
        };
        Self {
            typed: invited.typed.clone(),
            status: invited.outcome.as_str(),
            message: invited.outcome.message(),
            retry_after,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, InviteForm, ResultRow};
    use crate::web::views::HOSTILE;

    impl InviteForm {
        /// Returns a form after a few of its addresses were invited.
        pub fn sample() -> Self {
            let row = |typed: &str, status, message: &str, retry_after| ResultRow {
                typed: typed.to_owned(),
                status,
                message: message.to_owned(),
                retry_after,
            };
            Self {
                email: format!("grace@example.com\n{HOSTILE}\nalan@example.com"),
                errors: FieldErrors::one(
                    "email",
                    crate::text!("invitations-not-invited", count = 3_i64),
                ),
                results: vec![
                    row("ada@example.com", "sent", &crate::text!("invite-sent").to_string(), None),
                    row(
                        "grace@example.com",
                        "already_member",
                        &crate::text!("already-member").to_string(),
                        None,
                    ),
                    row(
                        HOSTILE,
                        "not_an_address",
                        &crate::text!("invalid-email-address-malformed").to_string(),
                        None,
                    ),
                    row(
                        "alan@example.com",
                        "over_limit",
                        &crate::text!("invite-too-many").to_string(),
                        Some(90),
                    ),
                ],
                ..Self::default()
            }
        }
    }
}
