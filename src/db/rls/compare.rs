use std::collections::{BTreeMap, BTreeSet};

use super::{Gap, Thing};
use crate::db::Migrations;

/// What the migrations of this build make; `tests/it/reachable.rs` writes it.
const EXPECTED: &str = include_str!("reachable.txt");

/// The schema of a provider's tables, which are somebody else's to make unless the
/// provider is ours.
const PROVIDER: &str = "neon_auth";

type Key = (String, String, String);

/// What differs between what is there and what must be.
pub(super) fn gaps(found: Vec<Thing>, migrations: Migrations) -> Vec<Gap> {
    let ours = |thing: &Thing| migrations.neon_auth || !is_the_providers(thing);
    let found = by_key(found.into_iter().filter(ours));
    let expected = by_key(EXPECTED.lines().filter_map(Thing::read).filter(ours));
    let mut gaps = BTreeSet::new();
    for (key, thing) in &found {
        match expected.get(key) {
            // What can be reached in it is named by itself.
            None if thing.kind == "schema" && thing.definition == "USAGE" => false,
            None => gaps.insert(gap(thing, unexpected(thing))),
            Some(wanted) if wanted.definition != thing.definition => {
                gaps.insert(gap(thing, changed(thing, wanted)))
            }
            Some(_) => false,
        };
    }
    let shut = |thing: &Thing| {
        let schema = (String::from("schema"), thing.schema().to_owned(), String::new());
        thing.kind != "schema" && !found.contains_key(&schema)
    };
    for (key, thing) in &expected {
        // One sentence about a schema is enough for all that is in it.
        if !found.contains_key(key) && !shut(thing) {
            gaps.insert(gap(thing, missing(thing)));
        }
    }
    gaps.into_iter().collect()
}

/// In its schema, or a trigger of ours that calls a function there.
fn is_the_providers(thing: &Thing) -> bool {
    let calls = thing.kind == "trigger" && thing.definition.contains("EXECUTE FUNCTION neon_auth.");
    calls || thing.schema() == PROVIDER
}

fn by_key(things: impl Iterator<Item = Thing>) -> BTreeMap<Key, Thing> {
    let key = |thing: &Thing| (thing.kind.clone(), thing.object.clone(), thing.name.clone());
    things.map(|thing| (key(&thing), thing)).collect()
}

fn gap(thing: &Thing, problem: String) -> Gap {
    Gap { object: thing.object.clone(), problem }
}

/// There, and not in the list.
fn unexpected(thing: &Thing) -> String {
    let Thing { kind, object, name, definition } = thing;
    let yours = "or, if it is a part of your product, list it: docs/adding-a-feature.md says how";
    match kind.as_str() {
        "schema" => format!(
            "requests can look into a schema that is not ours: REVOKE ALL ON SCHEMA {object} FROM \
             PUBLIC, tenantry_app, {yours}"
        ),
        "row security" if definition != "forced" => format!(
            "row-level security is {definition}: ALTER TABLE {object} ENABLE ROW LEVEL SECURITY, \
             FORCE ROW LEVEL SECURITY, with a policy as migrations/README.md has it"
        ),
        "row security" => format!("a table that is not in the list: REVOKE or drop it, {yours}"),
        "policy" | "trigger" | "rule" | "constraint" | "unique index" => {
            format!("the {kind} {name} is not in the list ({definition}): drop it, {yours}")
        }
        "function" => format!(
            "requests can call a function that is not in the list ({definition}): REVOKE EXECUTE \
             ON ROUTINE {object} FROM PUBLIC, tenantry_app, {yours}"
        ),
        _ => format!(
            "requests can reach a {kind} that is not in the list ({definition}): REVOKE ALL ON \
             {object} FROM PUBLIC, tenantry_app, {yours}"
        ),
    }
}

/// There, and not as it must be.
fn changed(thing: &Thing, wanted: &Thing) -> String {
    let Thing { kind, object, name, definition } = thing;
    let must = &wanted.definition;
    match kind.as_str() {
        "row security" => format!(
            "row-level security is {definition}: ALTER TABLE {object} ENABLE ROW LEVEL SECURITY, \
             FORCE ROW LEVEL SECURITY"
        ),
        "policy" | "trigger" | "rule" | "constraint" | "unique index" => {
            format!("the {kind} {name} is “{definition}” and must be “{must}”: make it that again")
        }
        "function" => format!(
            "the function is “{definition}” and must be “{must}”: make it again as its migration \
             has it, owned by who owns the tables"
        ),
        "schema" => privileges(&format!("SCHEMA {object}"), definition, must),
        _ => privileges(object, definition, must),
    }
}

/// Not there, or out of reach.
fn missing(thing: &Thing) -> String {
    let Thing { kind, object, name, definition } = thing;
    match kind.as_str() {
        "schema" => {
            format!("requests cannot look into it: GRANT USAGE ON SCHEMA {object} TO tenantry_app")
        }
        "policy" | "trigger" | "rule" | "constraint" | "unique index" => {
            format!("the {kind} {name} is missing ({definition}): make it again")
        }
        "function" => format!(
            "requests cannot call it: GRANT EXECUTE ON ROUTINE {object} TO tenantry_app, or make \
             it again as its migration has it"
        ),
        "row security" => format!("the table is missing: restore {object} from a backup"),
        _ => privileges(object, "", definition),
    }
}

/// Which GRANT or REVOKE leads from the privileges `found` to those that `must` be.
fn privileges(object: &str, found: &str, must: &str) -> String {
    let split = |list: &str| -> BTreeSet<String> {
        list.split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    let (found, must) = (split(found), split(must));
    let list = |of: &BTreeSet<String>, but: &BTreeSet<String>| {
        of.difference(but).cloned().collect::<Vec<_>>().join(", ")
    };
    let (more, less) = (list(&found, &must), list(&must, &found));
    let mut mends = Vec::new();
    if !less.is_empty() {
        mends.push(format!("GRANT {less} ON {object} TO tenantry_app"));
    }
    if !more.is_empty() {
        mends.push(format!("REVOKE {more} ON {object} FROM PUBLIC, tenantry_app"));
    }
    format!("requests may do other things with it than they need: {}", mends.join("; "))
}
