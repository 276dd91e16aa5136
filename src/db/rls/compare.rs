use std::collections::{BTreeMap, BTreeSet};

use super::{Gap, Thing, column::Column, sentences};
use crate::db::Migrations;

/// The objects that this build's migrations create; `tests/it/reachable.rs` writes it.
const EXPECTED: &str = include_str!("reachable.txt");

/// The schema of a provider's tables, which we create only for the embedded provider.
const PROVIDER: &str = "neon_auth";

type Key = (String, String, String);

/// Returns the differences between the actual and the desired state.
pub(super) fn gaps(found: Vec<Thing>, migrations: Migrations) -> Vec<Gap> {
    let ours = |thing: &Thing| migrations.neon_auth || !is_the_providers(thing);
    let found = by_key(found.into_iter().filter(ours));
    let expected = by_key(EXPECTED.lines().filter_map(Thing::read).filter(ours));
    let mut gaps = BTreeSet::new();
    for (key, thing) in &found {
        let problem = match expected.get(key) {
            None if may_be_added(thing) => continue,
            None => sentences::unexpected(thing),
            Some(wanted) if is_as_good(thing, wanted) => continue,
            Some(wanted) => sentences::changed(thing, wanted),
        };
        gaps.insert(gap(thing, problem));
    }
    for (key, thing) in &expected {
        if !found.contains_key(key) && !is_covered(thing, &found) {
            gaps.insert(gap(thing, sentences::missing(thing)));
        }
    }
    gaps.into_iter().collect()
}

/// Whether the object opens nothing, or another one that isn't in the list names it.
fn may_be_added(thing: &Thing) -> bool {
    let Thing { kind, definition, .. } = thing;
    match kind.as_str() {
        "schema" => definition == "USAGE",
        "trigger function" | "column" | "check" => true,
        // Across tenants it would tell one tenant what another has.
        "constraint" => definition.starts_with("UNIQUE (tenant_id,"),
        "unique index" => definition.contains(" USING btree (tenant_id,"),
        _ => false,
    }
}

/// Whether it is the same, or stricter.
fn is_as_good(thing: &Thing, wanted: &Thing) -> bool {
    let tightened =
        || Column::read(&thing.definition).is_as_good_as(&Column::read(&wanted.definition));
    thing.definition == wanted.definition || thing.kind == "column" && tightened()
}

/// Whether another sentence covers this one. One about a schema or table covers
/// everything in it, and one about a trigger covers the function it calls. Without a
/// column, requests fail, but nothing is exposed.
fn is_covered(thing: &Thing, found: &BTreeMap<Key, Thing>) -> bool {
    let is_found = |kind: &str, object: &str| {
        found.contains_key(&(String::from(kind), object.to_owned(), String::new()))
    };
    match thing.kind.as_str() {
        "schema" => false,
        "trigger function" | "column" => true,
        _ if !is_found("schema", thing.schema()) => true,
        kind => sentences::is_on_a_table(kind) && !is_found("row security", &thing.object),
    }
}

/// Whether it is in the provider's schema, or is a trigger of ours that calls a function there.
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
