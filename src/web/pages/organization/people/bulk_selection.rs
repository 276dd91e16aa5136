//! The members that are ticked in the list, and what is to become of them.

use serde::Deserialize;
use url::form_urlencoded::parse;

use crate::{
    ids::UserId,
    tenancy::memberships::directory::PAGE_SIZE,
    types::Role,
    web::{error::AppError, urls},
};

/// An action on the ticked members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BulkAction {
    /// They get the role.
    Role(Role),
    /// They are removed.
    Remove,
}

/// The ticked members, as their pages send them.
#[derive(Debug)]
pub(super) struct BulkSelection {
    /// The action.
    pub(super) action: BulkAction,
    /// The members; as many as a page of the list holds.
    pub(super) members: Vec<UserId>,
    /// The query of the list they were ticked in.
    pub(super) list: String,
}

/// The form's fields, which stand for the ticked members together.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BulkForm {
    action: String,
    role: String,
    members: String,
    list: String,
}

impl BulkSelection {
    /// Reads the query `?action=&role=&member=&member=&list=` of the list's form, or the one
    /// that the step-up leads back to, which has `members` together.
    pub(super) fn of_query(query: &str) -> Result<Self, AppError> {
        let mut form = BulkForm::default();
        for (name, value) in parse(query.as_bytes()) {
            match name.as_ref() {
                "action" => form.action = value.into_owned(),
                "role" => form.role = value.into_owned(),
                "list" => form.list = value.into_owned(),
                "member" | "members" => form.members = format!("{},{value}", form.members),
                _ => {}
            }
        }
        Self::of_form(&form)
    }

    /// Reads the form; ids that are none are left out.
    pub(super) fn of_form(form: &BulkForm) -> Result<Self, AppError> {
        let action = match form.action.as_str() {
            "remove" => BulkAction::Remove,
            "role" => BulkAction::Role(form.role.parse().map_err(|_| unreadable())?),
            _ => return Err(unreadable()),
        };
        let mut members: Vec<UserId> = Vec::new();
        for id in form.members.split(',').filter_map(|id| id.parse().ok()) {
            if !members.contains(&id) && members.len() < PAGE_SIZE {
                members.push(id);
            }
        }
        Ok(Self { action, members, list: form.list.clone() })
    }

    /// Returns the action's word in addresses and forms.
    pub(super) fn action(&self) -> &'static str {
        match self.action {
            BulkAction::Role(_) => "role",
            BulkAction::Remove => "remove",
        }
    }

    /// Returns the role that the members get, or nothing.
    pub(super) fn role(&self) -> &'static str {
        match self.action {
            BulkAction::Role(role) => role.as_str(),
            BulkAction::Remove => "",
        }
    }

    /// Returns the members together, short enough for the way back from the step-up.
    pub(super) fn members(&self) -> String {
        let ids = self.members.iter().map(|id| id.to_string().replace('-', ""));
        ids.collect::<Vec<_>>().join(",")
    }

    /// Returns the page of the same selection.
    pub(super) fn address(&self, slug: &str) -> String {
        urls::members_bulk(slug, self.action(), self.role(), &self.members())
    }
}

fn unreadable() -> AppError {
    AppError::BadRequest(crate::text!("members-choose-action"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::access::return_to;

    #[test]
    fn a_selection_comes_back_from_the_step_up_whole() {
        let ids: Vec<_> = (0..PAGE_SIZE + 3).map(|_| UserId::new().to_string()).collect();
        let ticked: Vec<_> = ids.iter().map(|id| format!("member={id}")).collect();
        let query = format!("action=role&role=owner&{}&member=none", ticked.join("&"));
        let selection = BulkSelection::of_query(&query).unwrap();
        assert_eq!(selection.members.len(), PAGE_SIZE);
        let back = selection.address(&"a".repeat(48));
        assert!(return_to::local(&back).is_some(), "{} characters", back.len());
        let again = BulkSelection::of_query(back.split_once('?').unwrap().1).unwrap();
        assert_eq!((again.members, again.action), (selection.members, selection.action));
        assert!(BulkSelection::of_query("action=role&role=king").is_err());
    }
}
