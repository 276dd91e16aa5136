//! Tells the events of an organization's history.

mod words;

use crate::{
    audit::{Action, Event},
    locale::Text,
    text,
    types::Role,
};

/// An event in words: a sentence that begins with the actor, without its full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The person who acted.
    pub actor: String,
    /// The rest of the sentence.
    pub rest: String,
}

/// Returns the event in words.
pub fn sentence(event: &Event) -> Sentence {
    let action = event.action.as_str();
    let subject = event.subject_name.clone().unwrap_or_else(|| nameless(event));
    let values = [
        ("subject", subject),
        ("id", event.subject.clone()),
        ("before", value(event, event.before.as_ref(), event.before_name.as_ref())),
        ("after", value(event, event.after.as_ref(), event.after_name.as_ref())),
    ];
    let rest = match action.parse().map(words::of) {
        Ok(words) => values
            .into_iter()
            .fold(Text::new(words.phrase), |text, (name, value)| text.with(name, value))
            .into(),
        Err(_) => format!("{}: {}", label(action).to_lowercase(), values[0].1),
    };
    Sentence { actor: actor(event), rest }
}

/// Returns the action's name for lists, such as "Role changed".
pub fn label(action: &str) -> String {
    action
        .parse()
        .map(words::of)
        .map_or_else(|_| spelled_out(action), |it| Text::new(it.label).into())
}

/// Returns the actor's name or, if it's empty, the address, as they were.
pub fn actor(event: &Event) -> String {
    let named = event.actor_name.clone().filter(|name| !name.is_empty());
    let unknown =
        || if event.is_actor_erased { text!("audit-deleted-actor") } else { text!("audit-system") };
    named.or_else(|| event.actor_email.clone()).unwrap_or_else(|| unknown().into())
}

/// Returns a value, or the name of the person whose id it is.
fn value(event: &Event, value: Option<&String>, name: Option<&String>) -> String {
    let action = event.action.as_str();
    let is_person = [Action::TodoAssigned, Action::TodoUnassigned].map(Action::as_str);
    match (name.or(value), name) {
        (Some(_), None) if is_person.contains(&action) => text!("audit-deleted-account").into(),
        (Some(text), _) => worded(event, text),
        (None, _) => text!("audit-nothing").into(),
    }
}

/// Returns the name of a value that is one of ours.
fn worded(event: &Event, value: &str) -> String {
    match (event.action.as_str().parse(), value.parse::<Role>()) {
        (Ok(Action::DomainOfferChanged), _) => text!("audit-offer", offer = value).into(),
        (
            Ok(
                Action::MemberRoleChanged
                | Action::MemberRemoved
                | Action::MemberLeft
                | Action::RefusedPermission,
            ),
            Ok(role),
        ) => text!("audit-role", role = role.as_str()).into(),
        _ => value.to_owned(),
    }
}

/// Describes an object without a name. People's names are erased with their account.
fn nameless(event: &Event) -> String {
    match event.action.as_str().split('.').next() {
        Some("member" | "invitation" | "todos" | "join_request") => {
            text!("audit-deleted-account").into()
        }
        Some("join_link") => text!("audit-no-label").into(),
        Some("tenant") => text!("audit-organization").into(),
        _ => event.subject.clone(),
    }
}

/// Spells out an action's word: `join_link.rotated` is "Join link rotated".
fn spelled_out(action: &str) -> String {
    let words = action.replace(['.', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_action_is_spelled_out() {
        assert_eq!(label("join_link.rotated"), "Join link rotated");
        assert_eq!(label("member.role_changed"), "Role changed");
    }
}
