//! A digest of the OpenAPI document for the documentation page: lists and words.

use serde::Serialize;
use serde_json::{Map, Value};

/// The operations of one subject.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The subject's name, from the document's tags.
    pub name: String,
    /// The operations under this subject.
    pub operations: Vec<Operation>,
}

/// One method of one path.
#[derive(Clone, Debug, Serialize)]
pub struct Operation {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, with its parameters in braces.
    pub path: String,
    /// A short summary of the operation.
    pub summary: String,
    /// Whether a credential is needed.
    pub needs_credential: bool,
    /// The query parameters.
    pub parameters: Vec<Field>,
    /// The name of the request body's shape.
    pub body: Option<String>,
    /// The successful answers.
    pub answers: Vec<Answer>,
}

/// A successful answer.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The HTTP status.
    pub status: String,
    /// The meaning of the answer.
    pub description: String,
    /// The name of the body's shape, or of its items' shape if the body is a list.
    pub shape: Option<String>,
    /// Whether the body is a page of a list.
    pub is_list: bool,
}

/// The shape of an object.
#[derive(Clone, Debug, Serialize)]
pub struct Shape {
    /// The name, also used as the anchor.
    pub name: String,
    /// A description of the object.
    pub description: String,
    /// The object's fields.
    pub fields: Vec<Field>,
}

/// A field of a shape, or a parameter.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    /// The name as spelled in JSON or the query.
    pub name: String,
    /// The type in words.
    pub kind: String,
    /// Whether the field is always present.
    pub required: bool,
    /// The meaning of the field.
    pub description: String,
}

/// The document's prefix for the shape of a list.
const LIST_OF: &str = "Listing_";

/// Groups the operations by subject, in the document's order of subjects.
pub fn groups(document: &Value) -> Vec<Group> {
    let subjects = document.get("tags").and_then(Value::as_array).into_iter().flatten();
    let empty = |tag| Group { name: text(tag, "name"), operations: Vec::new() };
    let mut groups: Vec<Group> = subjects.map(empty).collect();
    for (path, item) in entries(document.get("paths")) {
        for (method, said) in entries(Some(item)) {
            let name = said.pointer("/tags/0").and_then(Value::as_str).unwrap_or("Other");
            let operation = operation(document, path, method, said);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name: name.to_owned(), operations: vec![operation] }),
            }
        }
    }
    groups
}

/// Returns the shapes of all bodies.
pub fn shapes(document: &Value) -> Vec<Shape> {
    let shapes = entries(document.pointer("/components/schemas"));
    shapes
        .filter(|(name, _)| !name.starts_with(LIST_OF))
        .map(|(name, schema)| Shape {
            name: name.clone(),
            description: text(schema, "description"),
            fields: fields(document, schema),
        })
        .filter(|shape| !shape.fields.is_empty())
        .collect()
}

fn operation(document: &Value, path: &str, method: &str, said: &Value) -> Operation {
    let kind = |schema| kind(document, schema);
    let parameters = said.get("parameters").and_then(Value::as_array).into_iter().flatten();
    let query = parameters.filter(|it| it.get("in").and_then(Value::as_str) == Some("query"));
    let answers = entries(said.get("responses")).filter(|(status, _)| *status != "default");
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(said, "summary"),
        needs_credential: said
            .get("security")
            .and_then(Value::as_array)
            .is_some_and(|any| !any.iter().any(|one| one.as_object().is_some_and(Map::is_empty))),
        parameters: query.map(|said| parameter(document, said)).collect(),
        body: said.pointer("/requestBody/content/application~1json/schema").map(kind),
        answers: answers.map(|(status, said)| answer(document, status, said)).collect(),
    }
}

fn answer(document: &Value, status: &str, said: &Value) -> Answer {
    let schema = said.pointer("/content/application~1json/schema");
    let shape = schema.map(|schema| kind(document, schema));
    let item = shape.as_deref().and_then(|shape| shape.strip_prefix(LIST_OF)).map(str::to_owned);
    Answer {
        status: status.to_owned(),
        description: text(said, "description"),
        is_list: item.is_some(),
        shape: item.or(shape),
    }
}

fn parameter(document: &Value, said: &Value) -> Field {
    Field {
        name: text(said, "name"),
        kind: said.get("schema").map(|schema| kind(document, schema)).unwrap_or_default(),
        required: said.get("required").and_then(Value::as_bool).unwrap_or_default(),
        description: text(said, "description"),
    }
}

fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let required = schema.get("required").and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|it| it == name));
    entries(schema.get("properties"))
        .map(|(name, said)| Field {
            name: name.clone(),
            kind: kind(document, said),
            required: is_required(name),
            description: described(said),
        })
        .collect()
}

/// Returns a field's description; for a nullable field it's on the non-null alternative.
fn described(said: &Value) -> String {
    let any = said.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let all = std::iter::once(said).chain(any).map(|it| text(it, "description"));
    all.into_iter().find(|it| !it.is_empty()).unwrap_or_default()
}

/// Returns a schema's type in words; for a shape, its name.
fn kind(document: &Value, schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = document.pointer(reference.trim_start_matches('#'));
        return match target.filter(|target| target.get("enum").is_some()) {
            Some(words) => kind(document, words),
            None => reference.rsplit('/').next().unwrap_or_default().to_owned(),
        };
    }
    if let Some(any) = schema.get("oneOf").and_then(Value::as_array) {
        return any.iter().map(|one| kind(document, one)).collect::<Vec<_>>().join(" or ");
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind(document, items));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words = words.iter().filter_map(Value::as_str);
        return words.collect::<Vec<_>>().join(" | ");
    }
    let format = schema.get("format").and_then(Value::as_str).filter(|it| *it != "int32");
    let types: Vec<_> = match schema.get("type") {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        one => one.and_then(Value::as_str).into_iter().collect(),
    };
    let named = |it: &&str| match (*it, format) {
        ("string", Some(format)) => format.to_owned(),
        (other, _) => other.to_owned(),
    };
    types.iter().map(named).collect::<Vec<_>>().join(" or ")
}

/// Returns a text without Markdown's backticks, which a page would show literally.
fn text(said: &Value, field: &str) -> String {
    said.get(field).and_then(Value::as_str).unwrap_or_default().replace('`', "")
}

fn entries(object: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    object.and_then(Value::as_object).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_words() {
        let role = json!({ "type": "string", "enum": ["owner", "admin"] });
        let document = json!({ "components": { "schemas": { "Role": role } } });
        for (schema, words) in [
            (json!({ "type": "string", "format": "uuid" }), "uuid"),
            (json!({ "type": ["string", "null"], "format": "date-time" }), "date-time or null"),
            (json!({ "$ref": "#/components/schemas/Todo" }), "Todo"),
            (json!({ "type": "array", "items": { "$ref": "#/x/Todo" } }), "list of Todo"),
            (
                json!({ "oneOf": [{ "$ref": "#/x/Session" }, { "type": "null" }] }),
                "Session or null",
            ),
            (json!({ "$ref": "#/components/schemas/Role" }), "owner | admin"),
        ] {
            assert_eq!(kind(&document, &schema), words);
        }
    }
}
