//! The actions that members take in an organization, as the table spells them.

use std::str::FromStr;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    pg::{Pg, PgValue},
    sql_types::Text,
};

/// An action, spelled as in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// An organization was registered.
    TenantRegistered,
    /// A person was invited.
    InvitationCreated,
    /// An invitation was canceled.
    InvitationCanceled,
    /// A person joined by an invitation.
    InvitationAccepted,
    /// A member was given another role.
    MemberRoleChanged,
    /// A member was removed.
    MemberRemoved,
    /// A member left.
    MemberLeft,
    /// The organization was renamed.
    TenantRenamed,
    /// The organization was given another slug.
    TenantSlugChanged,
    /// The organization was deleted.
    TenantDeleted,
    /// The organization was restored.
    TenantRestored,
    /// The shared todos of a member who was removed were given to another member.
    TodosHandedOver,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 12] = [
        Self::TenantRegistered,
        Self::InvitationCreated,
        Self::InvitationCanceled,
        Self::InvitationAccepted,
        Self::MemberRoleChanged,
        Self::MemberRemoved,
        Self::MemberLeft,
        Self::TenantRenamed,
        Self::TenantSlugChanged,
        Self::TenantDeleted,
        Self::TenantRestored,
        Self::TodosHandedOver,
    ];

    /// Returns the action's word in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TenantRegistered => "tenant.registered",
            Self::InvitationCreated => "invitation.created",
            Self::InvitationCanceled => "invitation.canceled",
            Self::InvitationAccepted => "invitation.accepted",
            Self::MemberRoleChanged => "member.role_changed",
            Self::MemberRemoved => "member.removed",
            Self::MemberLeft => "member.left",
            Self::TenantRenamed => "tenant.renamed",
            Self::TenantSlugChanged => "tenant.slug_changed",
            Self::TenantDeleted => "tenant.deleted",
            Self::TenantRestored => "tenant.restored",
            Self::TodosHandedOver => "todos.handed_over",
        }
    }
}

/// The text isn't the word of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an action")]
pub struct InvalidAction;

impl FromStr for Action {
    type Err = InvalidAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|action| action.as_str() == text).ok_or(InvalidAction)
    }
}

/// An action as it was recorded, perhaps by a later release.
#[derive(Clone, Debug, PartialEq, Eq, FromSqlRow)]
pub enum RecordedAction {
    /// An action of this release.
    Known(Action),
    /// The word of an action that this release doesn't know.
    Unknown(String),
}

impl RecordedAction {
    /// Returns the action's word in the table.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(action) => action.as_str(),
            Self::Unknown(word) => word,
        }
    }
}

impl From<String> for RecordedAction {
    fn from(word: String) -> Self {
        word.parse().map_or(Self::Unknown(word), Self::Known)
    }
}

impl FromSql<Text, Pg> for RecordedAction {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Pg>>::from_sql(bytes)?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_comes_back_from_its_word() {
        for action in Action::ALL {
            let recorded = RecordedAction::from(action.as_str().to_owned());
            assert_eq!(recorded, RecordedAction::Known(action));
        }
        let later = RecordedAction::from(String::from("todo.moved"));
        assert_eq!(later.as_str(), "todo.moved");
        assert!(matches!(later, RecordedAction::Unknown(_)));
    }
}
