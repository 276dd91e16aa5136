//! Tells the events of an organization's history in plain English.

mod words;

use crate::audit::{Action, Event};

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
        Ok(words) => fill(words.phrase, &values),
        Err(_) => format!("{}: {}", label(action).to_lowercase(), values[0].1),
    };
    Sentence { actor: actor(event), rest }
}

/// Returns the action's name for lists, such as "Role changed".
pub fn label(action: &str) -> String {
    action.parse().map(words::of).map_or_else(|_| spelled_out(action), |it| it.label.to_owned())
}

/// Returns the actor's name or, if it's empty, the address, as they were.
pub fn actor(event: &Event) -> String {
    let named = event.actor_name.clone().filter(|name| !name.is_empty());
    let unknown = if event.is_actor_erased { "A deleted account" } else { "The system" };
    named.or_else(|| event.actor_email.clone()).unwrap_or_else(|| unknown.to_owned())
}

/// Returns a value, or the name of the person whose id it is.
fn value(event: &Event, value: Option<&String>, name: Option<&String>) -> String {
    let action = event.action.as_str();
    let is_person = [Action::TodoAssigned, Action::TodoUnassigned].map(Action::as_str);
    match (name.or(value), name) {
        (Some(_), None) if is_person.contains(&action) => String::from("a deleted account"),
        (Some(text), _) => text.clone(),
        (None, _) => String::from("nothing"),
    }
}

/// Describes an object without a name. People's names are erased with their account.
fn nameless(event: &Event) -> String {
    match event.action.as_str().split('.').next() {
        Some("member" | "invitation" | "todos" | "join_request") => {
            String::from("a deleted account")
        }
        Some("join_link") => String::from("without a label"),
        Some("tenant") => String::from("the organization"),
        _ => event.subject.clone(),
    }
}

/// Spells out an action's word: `join_link.rotated` is "Join link rotated".
fn spelled_out(action: &str) -> String {
    let words = action.replace(['.', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Replaces each `{name}` once, so that a value with braces stays as it is.
fn fill(phrase: &str, values: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = phrase;
    while let Some((before, opened)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, after)) = opened.split_once('}') else { break };
        text.extend(
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str()),
        );
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_braces_stay_as_they_are() {
        let values = [("before", String::from("{after}")), ("after", String::from("b"))];
        assert_eq!(fill("from {before} to {after}.", &values), "from {after} to b.");
    }

    #[test]
    fn an_unknown_action_is_spelled_out() {
        assert_eq!(label("join_link.rotated"), "Join link rotated");
        assert_eq!(label("member.role_changed"), "Role changed");
    }
}
