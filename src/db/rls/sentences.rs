//! Describes what is wrong with an object, and the statement that fixes it.

use std::collections::BTreeSet;

use super::{Thing, column::Column};

/// The object exists but isn't in the list.
pub(super) fn unexpected(thing: &Thing) -> String {
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
        "function" => format!(
            "requests can call a function that is not in the list ({definition}): REVOKE EXECUTE \
             ON ROUTINE {object} FROM PUBLIC, tenantry_app, {yours}"
        ),
        "operator" => format!(
            "what requests compare can end at an operator that is not in the list ({definition}): \
             DROP OPERATOR {object}, {yours}"
        ),
        "cast" => format!(
            "values of requests can be turned by a cast that is not in the list ({definition}): \
             DROP {}, {yours}",
            object.replacen("the cast", "CAST", 1)
        ),
        _ if is_on_a_table(kind) => {
            format!("the {kind} {name} is not in the list ({definition}): drop it, {yours}")
        }
        _ => format!(
            "requests can reach a {kind} that is not in the list ({definition}): REVOKE ALL ON \
             {object} FROM PUBLIC, tenantry_app, {yours}"
        ),
    }
}

/// The object exists but differs from the list.
pub(super) fn changed(thing: &Thing, wanted: &Thing) -> String {
    let Thing { kind, object, name, definition } = thing;
    let must = &wanted.definition;
    match kind.as_str() {
        "row security" => format!(
            "row-level security is {definition}: ALTER TABLE {object} ENABLE ROW LEVEL SECURITY, \
             FORCE ROW LEVEL SECURITY"
        ),
        "function" | "trigger function" => format!(
            "the function is “{definition}” and must be “{must}”: make it again as its migration \
             has it, owned by who owns the tables"
        ),
        "column" => format!(
            "the column {name} is “{definition}” and must be “{must}”: {}",
            Column::read(must).mend(&Column::read(definition), object, name)
        ),
        _ if is_on_a_table(kind) => {
            format!("the {kind} {name} is “{definition}” and must be “{must}”: make it that again")
        }
        "operator" | "cast" => {
            format!("the {kind} is “{definition}” and must be “{must}”: make it that again")
        }
        "schema" => privileges(&format!("SCHEMA {object}"), definition, must),
        _ => privileges(object, definition, must),
    }
}

/// The object is missing or out of reach.
pub(super) fn missing(thing: &Thing) -> String {
    let Thing { kind, object, name, definition } = thing;
    match kind.as_str() {
        "schema" => {
            format!("requests cannot look into it: GRANT USAGE ON SCHEMA {object} TO tenantry_app")
        }
        "function" => format!(
            "requests cannot call it: GRANT EXECUTE ON ROUTINE {object} TO tenantry_app, or make \
             it again as its migration has it"
        ),
        "row security" => format!("the table is missing: restore {object} from a backup"),
        "operator" | "cast" => format!("the {kind} is missing ({definition}): make it again"),
        _ if is_on_a_table(kind) => {
            format!("the {kind} {name} is missing ({definition}): make it again")
        }
        _ => privileges(object, "", definition),
    }
}

/// Whether objects of this kind have a name of their own on their table.
pub(super) fn is_on_a_table(kind: &str) -> bool {
    let kinds = ["column", "check", "constraint", "unique index", "policy", "trigger", "rule"];
    kinds.contains(&kind)
}

/// Returns the GRANT or REVOKE that turns the privileges `found` into `must`.
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
