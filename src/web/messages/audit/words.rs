//! The words for each action.

use crate::audit::Action;

/// The words that people read about an action.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// The action's name.
    pub(super) label: &'static str,
    /// The sentence after the actor. `{subject}` is the object's name, `{id}` its id,
    /// `{before}` and `{after}` are the values.
    pub(super) phrase: &'static str,
}

/// Returns the words for an action of this release.
#[expect(clippy::too_many_lines, reason = "one row for each action")]
pub(super) fn of(action: Action) -> Words {
    let [label, phrase] = match action {
        Action::TenantRegistered => ["Organization created", "created the organization {subject}"],
        Action::InvitationCreated => ["Invitation sent", "invited {subject}"],
        Action::InvitationResent => ["Invitation sent again", "invited {subject} again"],
        Action::InvitationLinkCopied => {
            ["Invitation’s link copied", "copied the link of the invitation to {subject}"]
        }
        Action::InvitationDeclined => {
            ["Invitation declined", "declined the invitation to {subject}"]
        }
        Action::InvitationCanceled => {
            ["Invitation canceled", "canceled the invitation to {subject}"]
        }
        Action::InvitationAccepted => {
            ["Invitation accepted", "joined by the invitation to {subject}"]
        }
        Action::MemberRoleChanged => {
            ["Role changed", "changed {subject}’s role from {before} to {after}"]
        }
        Action::MemberRemoved => ["Member removed", "removed {subject}, whose role was {before}"],
        Action::MemberLeft => ["Member left", "left the organization; the role was {before}"],
        Action::TenantRenamed => {
            ["Organization renamed", "renamed the organization from {before} to {after}"]
        }
        Action::TenantSlugChanged => {
            ["Address changed", "moved the organization’s address from {before} to {after}"]
        }
        Action::TenantColorChanged => ["Color changed", "changed the organization’s color"],
        Action::TenantLogoChanged => ["Logo changed", "changed the logo"],
        Action::TenantLogoRemoved => ["Logo removed", "removed the logo"],
        Action::TenantExported => ["Organization exported", "exported the organization"],
        Action::TenantDeleted => ["Organization deleted", "deleted the organization"],
        Action::TenantRestored => ["Organization restored", "restored the organization"],
        Action::TodosHandedOver => {
            ["To-dos given to another author", "gave {after} shared to-dos to {subject}"]
        }
        Action::JoinLinkCreated => ["Join link created", "created the join link {subject}"],
        Action::JoinLinkChanged => ["Join link changed", "changed the join link {subject}"],
        Action::JoinLinkRotated => {
            ["Join link rotated", "gave a new address to the join link {subject}"]
        }
        Action::JoinLinkEnabled => ["Join link turned on", "turned on the join link {subject}"],
        Action::JoinLinkDisabled => ["Join link turned off", "turned off the join link {subject}"],
        Action::JoinLinkDeleted => ["Join link deleted", "deleted the join link {subject}"],
        Action::JoinLinkUsed => ["Joined by a link", "joined by the link {subject}"],
        Action::MemberSuspended => ["Member suspended", "suspended {subject}"],
        Action::MemberReinstated => ["Member reinstated", "reinstated {subject}"],
        Action::JoinRequestCreated => ["Request to join", "asked to join"],
        Action::JoinRequestWithdrawn => ["Request withdrawn", "withdrew the request to join"],
        Action::JoinRequestApproved => {
            ["Request approved", "approved the request of {subject} to join"]
        }
        Action::JoinRequestDeclined => {
            ["Request declined", "declined the request of {subject} to join"]
        }
        Action::OwnershipTransferOffered => {
            ["Ownership offered", "offered to hand the organization over to {subject}"]
        }
        Action::OwnershipTransferCanceled => [
            "Offer of ownership canceled",
            "canceled the offer to hand the organization over to {subject}",
        ],
        Action::OwnershipTransferred => {
            ["Ownership taken over", "took the organization over from {subject}"]
        }
        Action::HistoryExported => ["History exported", "downloaded the history as {after}"],
        Action::RefusedPermission => {
            ["Refused: permission", "was refused {id}, which the role {before} doesn’t include"]
        }
        Action::RefusedLastOwner => {
            ["Refused: last owner", "was refused {id}, since no owner would have been left"]
        }
        Action::RefusedRecentSignIn => {
            ["Refused: recent sign-in", "was asked to sign in again before {id}"]
        }
        Action::DomainClaimed => ["Domain added", "added the domain {subject}"],
        Action::DomainProven => ["Domain proven", "proved the domain {subject}"],
        Action::DomainOfferChanged => [
            "Domain offer changed",
            "changed the offer to people of {subject} from {before} to {after}",
        ],
        Action::DomainRemoved => ["Domain removed", "removed the domain {subject}"],
        Action::DomainLost => ["Domain lost", "lost the domain {subject}, whose record is gone"],
        Action::DomainLapsed => {
            ["Domain lapsed", "lost the domain {subject}, whose proof wasn’t renewed"]
        }
        Action::DomainDisplaced => [
            "Domain taken over",
            "lost the domain {subject} to another organization, which proved it by a DNS record",
        ],
        Action::DomainUsed => ["Joined by a domain", "joined by the domain {subject}"],
        Action::TodoCreated => ["To-do added", "added the to-do “{subject}”"],
        Action::TodoRenamed => ["To-do renamed", "renamed the to-do “{before}” to “{after}”"],
        Action::TodoNotesChanged => {
            ["Notes of a to-do changed", "changed the notes of the to-do “{subject}”"]
        }
        Action::TodoDueSet => {
            ["Due date set", "set the due date of the to-do “{subject}” to {after}"]
        }
        Action::TodoDueRemoved => {
            ["Due date removed", "removed the due date {before} of the to-do “{subject}”"]
        }
        Action::TodoAssigned => ["To-do assigned", "assigned the to-do “{subject}” to {after}"],
        Action::TodoUnassigned => {
            ["To-do unassigned", "unassigned {before} from the to-do “{subject}”"]
        }
        Action::TodoShared => ["To-do shared", "shared the to-do “{subject}”"],
        Action::TodoUnshared => ["To-do made private", "stopped sharing the to-do “{subject}”"],
        Action::TodoCompleted => ["To-do completed", "completed the to-do “{subject}”"],
        Action::TodoReopened => ["To-do reopened", "reopened the to-do “{subject}”"],
        Action::TodoDeleted => ["To-do deleted", "deleted the to-do “{subject}”"],
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
