//! Definitions of components, and their bodies as they stand in a call's place.

use std::collections::HashMap;

use super::{call::Call, names, source::Piece};

#[derive(Debug)]
pub(super) struct Component {
    /// The definition with both its tags.
    pub(super) definition: Vec<Piece>,
    /// Parameters and the code of their defaults; `None` for one that must be given.
    parameters: HashMap<String, Option<String>>,
    /// The body, if it means the same in a call's place.
    body: Option<Vec<Piece>>,
}

impl Component {
    fn new(header: &str, definition: &[Piece]) -> Option<(String, Self)> {
        let (name, parameters) = header.split_once('(')?;
        let parameters = parameters.trim_end().strip_suffix(')')?;
        let body = definition.get(1..definition.len() - 1)?;
        let is_movable = !parameters.contains("...") && body.iter().all(is_movable);
        let component = Self {
            definition: definition.to_vec(),
            parameters: split(parameters).into_iter().filter_map(parameter).collect(),
            body: is_movable.then(|| body.to_vec()),
        };
        Some((name.trim().to_owned(), component))
    }

    /// Returns the body with the call's arguments for the parameters, and names of its own for
    /// the variables it sets. `None` if it has to be called.
    pub(super) fn called(&self, call: &Call, number: usize) -> Option<Vec<Piece>> {
        let body = self.body.as_ref()?;
        let locals: Vec<&str> = body.iter().flat_map(locals).collect();
        let values = self.values(call)?;
        if locals.iter().any(|local| values.contains_key(*local)) {
            return None;
        }
        let replace = |name: &str| {
            let own = || locals.contains(&name).then(|| format!("{name}_{number}"));
            values.get(name).cloned().or_else(own)
        };
        Some(body.iter().map(|piece| replaced(piece, &replace)).collect())
    }

    fn values<'a>(&'a self, call: &'a Call) -> Option<HashMap<&'a str, String>> {
        let given: HashMap<&str, &str> =
            call.arguments.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if given.keys().any(|name| !self.parameters.contains_key(*name)) {
            return None;
        }
        if given.values().any(|value| names::has(value, "loop")) {
            // `loop` is another one inside of a body's own loop.
            return None;
        }
        let value = |(name, default): (&'a String, &'a Option<String>)| {
            let value = given.get(name.as_str()).copied().or(default.as_deref())?;
            Some((name.as_str(), self.in_its_place(name, value)?))
        };
        self.parameters.iter().map(value).collect()
    }

    /// Returns the value's code so that it means the same with more code beside it. `None` if
    /// nothing does: only what has a name has attributes.
    fn in_its_place(&self, name: &str, value: &str) -> Option<String> {
        let is_word = value.chars().all(|letter| letter.is_alphanumeric() || "._".contains(letter));
        if is_word && !matches!(value, "none" | "true" | "false") {
            return Some(value.to_owned());
        }
        let attribute = format!("{name}.");
        let has_attributes =
            self.body.iter().flatten().any(|piece| piece.code().contains(&attribute));
        let is_whole = is_word || names::plain_string(value).is_some();
        let code = if is_whole { value.to_owned() } else { format!("({value})") };
        (!has_attributes).then_some(code)
    }
}

/// Returns the components that a template defines.
pub(super) fn defined(pieces: &[Piece]) -> Vec<(String, Component)> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Statement(code) = piece else { continue };
        if let Some(header) = code.strip_prefix("component ") {
            start = Some((at, header));
        } else if code.starts_with("endcomponent")
            && let Some((from, header)) = start.take()
            && let Some(definition) = pieces.get(from..=at)
        {
            found.extend(Component::new(header, definition));
        }
    }
    found
}

/// Returns the pieces without the definitions that `is_known` has by their names.
pub(super) fn without(pieces: Vec<Piece>, is_known: &dyn Fn(&str) -> bool) -> Vec<Piece> {
    let mut is_inside = false;
    let mut kept = Vec::new();
    for piece in pieces {
        let code = if let Piece::Statement(code) = &piece { code.as_str() } else { "" };
        let header = code.strip_prefix("component ").and_then(|header| header.split_once('('));
        is_inside |= header.is_some_and(|(name, _)| is_known(name.trim()));
        let ends = is_inside && code.starts_with("endcomponent");
        if !is_inside {
            kept.push(piece);
        }
        is_inside &= !ends;
    }
    kept
}

fn is_movable(piece: &Piece) -> bool {
    match piece {
        Piece::Text(_) => true,
        Piece::Expression(code) => {
            let is_call = Call::parse(code).is_some();
            (is_call || !code.contains("/>")) && !names::has(code, "body")
        }
        Piece::Statement(code) => !code.starts_with("set_global") && !code.starts_with("block"),
    }
}

/// Returns the variables that a tag sets.
fn locals(piece: &Piece) -> Vec<&str> {
    let Piece::Statement(code) = piece else { return Vec::new() };
    let set = code.strip_prefix("set ").map(|rest| rest.split('=').next().unwrap_or(rest));
    let looped = code.strip_prefix("for ").and_then(|rest| rest.split(" in ").next());
    set.or(looped).map(|names| names.split(',').map(str::trim).collect()).unwrap_or_default()
}

fn replaced(piece: &Piece, replace: &dyn Fn(&str) -> Option<String>) -> Piece {
    let code = |code: &str| match Call::parse(code) {
        Some(call) => call.replaced(replace),
        None => statement(code, replace),
    };
    match piece {
        Piece::Text(text) => Piece::Text(text.clone()),
        Piece::Expression(inside) => Piece::Expression(code(inside)),
        Piece::Statement(inside) => Piece::Statement(code(inside)),
    }
}

/// Replaces in a tag. The name that `set` sets looks like an argument's.
fn statement(code: &str, replace: &dyn Fn(&str) -> Option<String>) -> String {
    let set = code.strip_prefix("set ").and_then(|rest| rest.split_once('='));
    let Some((name, value)) = set else { return names::replaced(code, replace) };
    let name = name.trim();
    let own = replace(name).unwrap_or_else(|| name.to_owned());
    format!("set {own} = {}", names::replaced(value.trim(), replace))
}

/// Returns a parameter's name and the code of its default; `None` for one that comes from the
/// caller's variables, which the body sees in its place as well.
fn parameter(source: &str) -> Option<(String, Option<String>)> {
    let source = source.trim();
    if source.is_empty() || source.starts_with('@') {
        return None;
    }
    let (name, default) = match source.split_once('=') {
        Some((name, default)) => (name, Some(default.trim().to_owned())),
        None => (source, None),
    };
    let name = name.split(':').next().unwrap_or(name);
    Some((name.trim().to_owned(), default))
}

/// Splits parameters at the commas between them.
fn split(parameters: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let mut quoted = false;
    parameters
        .split(|letter| {
            match letter {
                '"' => quoted = !quoted,
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            letter == ',' && depth == 0 && !quoted
        })
        .collect()
}
