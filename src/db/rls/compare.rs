use std::collections::{BTreeMap, BTreeSet};

use super::{Gap, Thing, column::Column, sentences};
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
        let problem = match expected.get(key) {
            None if may_be_added(thing) => continue,
            None => sentences::unexpected(thing),
            Some(wanted) if is_as_good(thing, wanted) => continue,
            Some(wanted) => sentences::changed(thing, wanted),
        };
        gaps.insert(gap(thing, problem));
    }
    for (key, thing) in &expected {
        if !found.contains_key(key) && !is_told_otherwise(thing, &found) {
            gaps.insert(gap(thing, sentences::missing(thing)));
        }
    }
    gaps.into_iter().collect()
}

/// What opens nothing, or is named by something else that is not in the list either.
fn may_be_added(thing: &Thing) -> bool {
    let Thing { kind, definition, .. } = thing;
    match kind.as_str() {
        "schema" => definition == "USAGE",
        "trigger function" | "column" | "check" => true,
        // Across tenants it would tell one of them what another has.
        "constraint" => definition.starts_with("UNIQUE (tenant_id,"),
        "unique index" => definition.contains(" USING btree (tenant_id,"),
        _ => false,
    }
}

/// The same, or stricter.
fn is_as_good(thing: &Thing, wanted: &Thing) -> bool {
    let tightened =
        || Column::read(&thing.definition).is_as_good_as(&Column::read(&wanted.definition));
    thing.definition == wanted.definition || thing.kind == "column" && tightened()
}

/// One sentence about a schema or a table is enough for all that is in it, and one about
/// a trigger for what it calls. Without a column requests fail, and nothing else.
fn is_told_otherwise(thing: &Thing, found: &BTreeMap<Key, Thing>) -> bool {
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
