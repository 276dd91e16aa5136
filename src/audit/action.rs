//! The actions that members take in an organization, as the table spells them.

use std::str::FromStr;

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    pg::{Pg, PgValue},
    sql_types::Text,
};

/// Declares the actions, each with its word.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// An action, spelled as in the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name,)*
        }

        impl Action {
            /// All actions.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the action's word in the table.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }
    };
}

actions! {
    /// An organization was registered.
    TenantRegistered = "tenant.registered",
    /// A person was invited.
    InvitationCreated = "invitation.created",
    /// An invitation was canceled.
    InvitationCanceled = "invitation.canceled",
    /// A person joined by an invitation.
    InvitationAccepted = "invitation.accepted",
    /// A member was given another role.
    MemberRoleChanged = "member.role_changed",
    /// A member was removed.
    MemberRemoved = "member.removed",
    /// A member left.
    MemberLeft = "member.left",
    /// The organization was renamed.
    TenantRenamed = "tenant.renamed",
    /// The organization was given another slug.
    TenantSlugChanged = "tenant.slug_changed",
    /// The organization was given another color.
    TenantColorChanged = "tenant.color_changed",
    /// The organization was given a logo.
    TenantLogoChanged = "tenant.logo_changed",
    /// The organization's logo was removed.
    TenantLogoRemoved = "tenant.logo_removed",
    /// The organization was exported.
    TenantExported = "tenant.exported",
    /// The organization was deleted.
    TenantDeleted = "tenant.deleted",
    /// The organization was restored.
    TenantRestored = "tenant.restored",
    /// The shared todos of a member who was removed were given to another member.
    TodosHandedOver = "todos.handed_over",
    /// A link to join was made.
    JoinLinkCreated = "join_link.created",
    /// A link's settings were changed.
    JoinLinkChanged = "join_link.changed",
    /// A link was given another token; the previous one opens nothing.
    JoinLinkRotated = "join_link.rotated",
    /// A link was turned on.
    JoinLinkEnabled = "join_link.enabled",
    /// A link was turned off.
    JoinLinkDisabled = "join_link.disabled",
    /// A link was deleted.
    JoinLinkDeleted = "join_link.deleted",
    /// A person joined by a link.
    JoinLinkUsed = "join_link.used",
    /// A member was suspended.
    MemberSuspended = "member.suspended",
    /// A suspended member was reinstated.
    MemberReinstated = "member.reinstated",
    /// A person asked to join.
    JoinRequestCreated = "join_request.created",
    /// A person withdrew their request.
    JoinRequestWithdrawn = "join_request.withdrawn",
    /// A person who asked was let in.
    JoinRequestApproved = "join_request.approved",
    /// A person who asked was refused.
    JoinRequestDeclined = "join_request.declined",
    /// The organization was offered to another member.
    OwnershipTransferOffered = "member.ownership_offered",
    /// An offer of the organization was canceled or declined.
    OwnershipTransferCanceled = "member.ownership_offer_canceled",
    /// The organization was handed over to another member.
    OwnershipTransferred = "member.ownership_taken_over",
    /// The organization's history was downloaded.
    HistoryExported = "history.exported",
    /// A member tried what takes a higher role.
    RefusedPermission = "refused.permission",
    /// An owner tried what would have left no owner.
    RefusedLastOwner = "refused.last_owner",
    /// A member tried what takes a recent sign-in.
    RefusedRecentSignIn = "refused.recent_sign_in",
    /// A domain was claimed.
    DomainClaimed = "domain.claimed",
    /// A domain was proven.
    DomainProven = "domain.proven",
    /// A domain offers something else.
    DomainOfferChanged = "domain.offer_changed",
    /// A domain was removed.
    DomainRemoved = "domain.removed",
    /// The record of a proven domain was gone.
    DomainLost = "domain.lost",
    /// The proof of a domain by a code was not renewed.
    DomainLapsed = "domain.lapsed",
    /// Another organization proved a domain by its record.
    DomainDisplaced = "domain.displaced",
    /// A person joined by the domain of their address.
    DomainUsed = "domain.used",
    /// An invitation was mailed again.
    InvitationResent = "invitation.resent",
    /// An invitation's link was copied.
    InvitationLinkCopied = "invitation.link_copied",
    /// An invitation was declined.
    InvitationDeclined = "invitation.declined",
    /// A shared todo was added.
    TodoCreated = "todo.created",
    /// A shared todo was given another title.
    TodoRenamed = "todo.renamed",
    /// The notes of a shared todo were changed.
    TodoNotesChanged = "todo.notes_changed",
    /// A shared todo was given a due date.
    TodoDueSet = "todo.due_set",
    /// The due date of a shared todo was removed.
    TodoDueRemoved = "todo.due_removed",
    /// A shared todo was assigned to a member.
    TodoAssigned = "todo.assigned",
    /// A shared todo is for nobody in particular any more.
    TodoUnassigned = "todo.unassigned",
    /// A private todo was shared.
    TodoShared = "todo.shared",
    /// A shared todo became private.
    TodoUnshared = "todo.unshared",
    /// A shared todo was completed.
    TodoCompleted = "todo.completed",
    /// A shared todo was opened again.
    TodoReopened = "todo.reopened",
    /// A shared todo was deleted.
    TodoDeleted = "todo.deleted",
}

/// The text isn't the word of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an action")]
pub struct InvalidAction;

impl FromStr for Action {
    type Err = InvalidAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|action| action.as_str() == text).ok_or(InvalidAction)
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
        for action in Action::ALL.iter().copied() {
            let recorded = RecordedAction::from(action.as_str().to_owned());
            assert_eq!(recorded, RecordedAction::Known(action));
        }
        let later = RecordedAction::from(String::from("todo.moved"));
        assert_eq!(later.as_str(), "todo.moved");
        assert!(matches!(later, RecordedAction::Unknown(_)));
    }
}
