use utoipa::{
    Modify,
    openapi::{
        self, Components, Content, Object, OpenApi, Ref, RefOr, Required, Response,
        SecurityRequirement,
        path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem},
        schema::{KnownFormat, SchemaFormat, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// The conventions that hold for all operations and aren't repeated at each.
pub(super) struct Conventions;

impl Modify for Conventions {
    fn modify(&self, document: &mut OpenApi) {
        schemes(document.components.get_or_insert_with(Components::default));
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                operation.operation_id = Some(id(method, path));
                complete(path, operation);
            }
        }
    }
}

fn schemes(components: &mut Components) {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("Tenantry’s session token, the provider’s, or the provider’s JWT"))
        .build();
    let cookie = "Tenantry’s session cookie, `tenantry` over http; unsafe methods need our own \
                  `Origin` or one of `CORS_ORIGINS`";
    let cookie = ApiKeyValue::with_description("__Host-tenantry", cookie);
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    let PathItem { get, post, patch, delete, put, .. } = item;
    let all = [("get", get), ("post", post), ("patch", patch), ("delete", delete), ("put", put)];
    all.into_iter().filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Builds an id such as `get_v1_tenants_slug`: handlers in different files share a name,
/// ids may not.
fn id(method: &str, path: &str) -> String {
    let words = path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<_> = std::iter::once(method).chain(words.skip(1)).collect();
    words.join("_")
}

/// Adds the path parameters, the credential and the shape of every refusal.
fn complete(path: &str, operation: &mut Operation) {
    let names = path.split(['{', '}']).skip(1).step_by(2);
    operation
        .parameters
        .get_or_insert_default()
        .extend(names.map(|name| RefOr::T(part(path, name))));
    if operation.security.is_none() {
        let by = |scheme| SecurityRequirement::new(scheme, Vec::<String>::new());
        operation.security = Some(vec![by("bearer"), by("cookie")]);
    }
    if operation.responses.responses.contains_key("201") {
        operation.parameters.get_or_insert_default().push(RefOr::T(idempotency_key()));
    }
    let content = Content::new(Some(RefOr::Ref(Ref::from_schema_name("Problem"))));
    let mut refused = Response::new("Refused (RFC 9457); `code` says why");
    refused.content.insert(String::from("application/problem+json"), RefOr::T(content));
    operation.responses.responses.insert(String::from("default"), RefOr::T(refused));
}

fn idempotency_key() -> Parameter {
    let words = "1 to 255 visible ASCII characters but `?`, of the caller’s own. The same key \
                 and body within a day create nothing more, and are answered as the first time";
    let schema = Object::builder().schema_type(Type::String).build();
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(words))
        .schema(Some(openapi::Schema::Object(schema)))
        .build()
}

fn part(path: &str, name: &str) -> Parameter {
    let (words, format) = match name {
        "slug" => ("The organization’s part of the address", None),
        "token" if path.contains("/join-links/") => ("The part of the link after `/join/`", None),
        "token" => ("The token of the emailed link, or the invitation’s id", None),
        _ => ("Its id", Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
    };
    let schema = Object::builder().schema_type(Type::String).format(format).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(words))
        .schema(Some(openapi::Schema::Object(schema)))
        .build()
}
