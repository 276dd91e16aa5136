//! The words for each action.

use crate::audit::Action;

/// The words that people read about an action.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// The key of the action's name.
    pub(super) label: &'static str,
    /// The key of the sentence after the actor. `$subject` is the object's name, `$id` its id,
    /// `$before` and `$after` are the values.
    pub(super) phrase: &'static str,
}

/// Returns the words for an action of this release.
pub(super) fn of(action: Action) -> Words {
    let [label, phrase] = match action {
        Action::TenantRegistered => ["audit-tenant-registered", "audit-tenant-registered-told"],
        Action::InvitationCreated => ["audit-invitation-created", "audit-invitation-created-told"],
        Action::InvitationResent => ["audit-invitation-resent", "audit-invitation-resent-told"],
        Action::InvitationLinkCopied => {
            ["audit-invitation-link-copied", "audit-invitation-link-copied-told"]
        }
        Action::InvitationDeclined => {
            ["audit-invitation-declined", "audit-invitation-declined-told"]
        }
        Action::InvitationCanceled => {
            ["audit-invitation-canceled", "audit-invitation-canceled-told"]
        }
        Action::InvitationAccepted => {
            ["audit-invitation-accepted", "audit-invitation-accepted-told"]
        }
        Action::MemberRoleChanged => {
            ["audit-member-role-changed", "audit-member-role-changed-told"]
        }
        Action::MemberRemoved => ["audit-member-removed", "audit-member-removed-told"],
        Action::MemberLeft => ["audit-member-left", "audit-member-left-told"],
        Action::TenantRenamed => ["audit-tenant-renamed", "audit-tenant-renamed-told"],
        Action::TenantSlugChanged => {
            ["audit-tenant-slug-changed", "audit-tenant-slug-changed-told"]
        }
        Action::TenantColorChanged => {
            ["audit-tenant-color-changed", "audit-tenant-color-changed-told"]
        }
        Action::TenantLogoChanged => {
            ["audit-tenant-logo-changed", "audit-tenant-logo-changed-told"]
        }
        Action::TenantLogoRemoved => {
            ["audit-tenant-logo-removed", "audit-tenant-logo-removed-told"]
        }
        Action::TenantExported => ["audit-tenant-exported", "audit-tenant-exported-told"],
        Action::TenantDeleted => ["audit-tenant-deleted", "audit-tenant-deleted-told"],
        Action::TenantRestored => ["audit-tenant-restored", "audit-tenant-restored-told"],
        Action::TodosHandedOver => ["audit-todos-handed-over", "audit-todos-handed-over-told"],
        Action::JoinLinkCreated => ["audit-join-link-created", "audit-join-link-created-told"],
        Action::JoinLinkChanged => ["audit-join-link-changed", "audit-join-link-changed-told"],
        Action::JoinLinkRotated => ["audit-join-link-rotated", "audit-join-link-rotated-told"],
        Action::JoinLinkEnabled => ["audit-join-link-enabled", "audit-join-link-enabled-told"],
        Action::JoinLinkDisabled => ["audit-join-link-disabled", "audit-join-link-disabled-told"],
        Action::JoinLinkDeleted => ["audit-join-link-deleted", "audit-join-link-deleted-told"],
        Action::JoinLinkUsed => ["audit-join-link-used", "audit-join-link-used-told"],
        Action::MemberSuspended => ["audit-member-suspended", "audit-member-suspended-told"],
        Action::MemberReinstated => ["audit-member-reinstated", "audit-member-reinstated-told"],
        Action::JoinRequestCreated => {
            ["audit-join-request-created", "audit-join-request-created-told"]
        }
        Action::JoinRequestWithdrawn => {
            ["audit-join-request-withdrawn", "audit-join-request-withdrawn-told"]
        }
        Action::JoinRequestApproved => {
            ["audit-join-request-approved", "audit-join-request-approved-told"]
        }
        Action::JoinRequestDeclined => {
            ["audit-join-request-declined", "audit-join-request-declined-told"]
        }
        Action::OwnershipTransferOffered => {
            ["audit-member-ownership-offered", "audit-member-ownership-offered-told"]
        }
        Action::OwnershipTransferCanceled => {
            ["audit-member-ownership-offer-canceled", "audit-member-ownership-offer-canceled-told"]
        }
        Action::OwnershipTransferred => {
            ["audit-member-ownership-taken-over", "audit-member-ownership-taken-over-told"]
        }
        Action::HistoryExported => ["audit-history-exported", "audit-history-exported-told"],
        Action::RefusedPermission => ["audit-refused-permission", "audit-refused-permission-told"],
        Action::RefusedLastOwner => ["audit-refused-last-owner", "audit-refused-last-owner-told"],
        Action::RefusedRecentSignIn => {
            ["audit-refused-recent-sign-in", "audit-refused-recent-sign-in-told"]
        }
        Action::DomainClaimed => ["audit-domain-claimed", "audit-domain-claimed-told"],
        Action::DomainProven => ["audit-domain-proven", "audit-domain-proven-told"],
        Action::DomainOfferChanged => {
            ["audit-domain-offer-changed", "audit-domain-offer-changed-told"]
        }
        Action::DomainRemoved => ["audit-domain-removed", "audit-domain-removed-told"],
        Action::DomainLost => ["audit-domain-lost", "audit-domain-lost-told"],
        Action::DomainLapsed => ["audit-domain-lapsed", "audit-domain-lapsed-told"],
        Action::DomainDisplaced => ["audit-domain-displaced", "audit-domain-displaced-told"],
        Action::DomainUsed => ["audit-domain-used", "audit-domain-used-told"],
        Action::TodoCreated => ["audit-todo-created", "audit-todo-created-told"],
        Action::TodoRenamed => ["audit-todo-renamed", "audit-todo-renamed-told"],
        Action::TodoNotesChanged => ["audit-todo-notes-changed", "audit-todo-notes-changed-told"],
        Action::TodoDueSet => ["audit-todo-due-set", "audit-todo-due-set-told"],
        Action::TodoDueRemoved => ["audit-todo-due-removed", "audit-todo-due-removed-told"],
        Action::TodoAssigned => ["audit-todo-assigned", "audit-todo-assigned-told"],
        Action::TodoUnassigned => ["audit-todo-unassigned", "audit-todo-unassigned-told"],
        Action::TodoShared => ["audit-todo-shared", "audit-todo-shared-told"],
        Action::TodoUnshared => ["audit-todo-unshared", "audit-todo-unshared-told"],
        Action::TodoCompleted => ["audit-todo-completed", "audit-todo-completed-told"],
        Action::TodoReopened => ["audit-todo-reopened", "audit-todo-reopened-told"],
        Action::TodoDeleted => ["audit-todo-deleted", "audit-todo-deleted-told"],
    };
    Words { label, phrase }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_action_has_words_of_its_own() {
        let words = || Action::ALL.iter().map(|action| of(*action));
        let labels: BTreeSet<_> = words().map(|words| words.label).collect();
        let phrases: BTreeSet<_> = words().map(|words| words.phrase).collect();
        assert_eq!((labels.len(), phrases.len()), (Action::ALL.len(), Action::ALL.len()));
    }
}
