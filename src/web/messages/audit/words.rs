//! The words for each action.

/// Each action's word in the table, its name, and the sentence about it after the actor.
/// `{subject}` is the object's name, `{id}` its id, `{before}` and `{after}` are the values.
const WORDS: [(&str, &str, &str); 29] = [
    ("tenant.registered", "Organization registered", "registered the organization {subject}"),
    ("tenant.renamed", "Organization renamed", "renamed the organization from {before} to {after}"),
    (
        "tenant.slug_changed",
        "Address changed",
        "moved the organization's address from {before} to {after}",
    ),
    ("invitation.created", "Invitation sent", "invited {subject}"),
    ("invitation.canceled", "Invitation canceled", "canceled the invitation of {subject}"),
    ("invitation.accepted", "Invitation accepted", "joined by the invitation to {subject}"),
    ("member.role_changed", "Role changed", "changed {subject}'s role from {before} to {after}"),
    ("member.removed", "Member removed", "removed {subject}, whose role was {before}"),
    ("member.left", "Member left", "left the organization; the role was {before}"),
    ("tenant.deleted", "Organization deleted", "deleted the organization"),
    ("tenant.restored", "Organization restored", "restored the organization"),
    ("todos.handed_over", "Todos handed over", "handed {after} shared todos over to {subject}"),
    ("history.exported", "History exported", "downloaded the history as {after}"),
    (
        "refused.permission",
        "Refused: permission",
        "was refused {id}, which the role {before} does not include",
    ),
    (
        "refused.last_owner",
        "Refused: last owner",
        "was refused {id}, since no owner would have been left",
    ),
    ("refused.recent_sign_in", "Refused: recent sign-in", "was asked to sign in again before {id}"),
    ("join_link.created", "Join link created", "created a link to join"),
    ("join_link.changed", "Join link changed", "changed a link to join"),
    ("join_link.rotated", "Join link rotated", "gave a link to join another token"),
    ("join_link.enabled", "Join link turned on", "turned a link to join on"),
    ("join_link.disabled", "Join link turned off", "turned a link to join off"),
    ("join_link.deleted", "Join link deleted", "deleted a link to join"),
    ("join_link.used", "Joined by a link", "joined by a link"),
    ("member.suspended", "Member suspended", "suspended {subject}"),
    ("member.reinstated", "Member reinstated", "reinstated {subject}"),
    ("join_request.created", "Request to join", "asked to join"),
    ("join_request.withdrawn", "Request withdrawn", "withdrew the request to join"),
    ("join_request.approved", "Request approved", "let {subject} in, who had asked to join"),
    ("join_request.declined", "Request declined", "declined the request of {subject} to join"),
];

/// Returns the action's name.
pub(super) fn label(action: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, ..)| *word == action).map(|(_, label, _)| *label)
}

/// Returns the sentence about the action, after the actor.
pub(super) fn phrase(action: &str) -> Option<&'static str> {
    WORDS.iter().find(|(word, ..)| *word == action).map(|(.., phrase)| *phrase)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::audit::Action;

    #[test]
    fn every_action_has_words_of_its_own() {
        let known: BTreeSet<_> = Action::ALL.iter().map(|action| action.as_str()).collect();
        assert!(WORDS.iter().all(|(word, ..)| known.contains(word)));
        for told in [WORDS.map(|(_, label, _)| label), WORDS.map(|(.., phrase)| phrase)] {
            assert_eq!(BTreeSet::from(told).len(), WORDS.len());
        }
    }
}
