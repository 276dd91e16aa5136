//! `/api/openapi.json` lists every route, and every route answers as documented.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Program, owner};
use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp, routes, unique};

/// Lists the route table's API routes, such as `GET /api/v1/tenants/{slug}`.
fn addresses() -> BTreeSet<String> {
    let is_told = |path: &str| {
        path.starts_with("/api/v1/") || ["/api/auth/me", "/api/auth/verify-token"].contains(&path)
    };
    let told = routes().into_iter().filter(|(_, path)| is_told(path));
    told.map(|(method, path)| format!("{method} {path}")).collect()
}

fn operations(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().keys();
            methods.map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect()
}

async fn document(app: &TestApp) -> Value {
    app.visitor().get_json("/api/openapi.json").await.expect(200).json()
}

#[tokio::test]
async fn every_address_is_in_the_document_and_no_other() {
    let app = TestApp::spawn().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    assert_eq!(operations(&document), addresses());
    let paths = document["paths"].as_object().unwrap().values();
    let all: Vec<_> = paths.flat_map(|item| item.as_object().unwrap().values()).collect();
    let ids: BTreeSet<_> = all.iter().map(|said| said["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), all.len(), "an id names one operation: {ids:?}");
}

/// Returns how `value` violates `schema`; fields that the schema doesn't name count, too.
fn wrong(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document.pointer(name.strip_prefix('#').unwrap()).unwrap();
        return wrong(document, target, value, at);
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let fits = any.iter().any(|one| wrong(document, one, value, at).is_empty());
        return if fits { vec![] } else { vec![format!("{at}: {value} is none of {any:?}")] };
    }
    let types: Vec<_> = match &schema["type"] {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let (kind, formed) = match value {
        Value::Null => ("null", true),
        Value::Bool(_) => ("boolean", true),
        Value::Number(_) => ("integer", true),
        Value::String(text) => ("string", is_formed(schema, text)),
        Value::Array(_) => ("array", true),
        Value::Object(_) => ("object", true),
    };
    if !types.contains(&kind) || !formed {
        return vec![format!("{at}: {value} is no {schema}")];
    }
    match value {
        Value::Array(items) => items
            .iter()
            .flat_map(|item| wrong(document, &schema["items"], item, &format!("{at}[]")))
            .collect(),
        Value::Object(fields) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let missing = required.filter(|name| !fields.contains_key(name.as_str().unwrap()));
            let mut found: Vec<_> = missing.map(|name| format!("{at}: no {name}")).collect();
            for (name, value) in fields {
                let at = format!("{at}.{name}");
                match schema["properties"].get(name) {
                    Some(schema) => found.extend(wrong(document, schema, value, &at)),
                    None => found.push(format!("{at} is not in the document")),
                }
            }
            found
        }
        _ => vec![],
    }
}

fn is_formed(schema: &Value, text: &str) -> bool {
    let in_list = schema["enum"].as_array().is_none_or(|all| all.contains(&json!(text)));
    in_list
        && match schema["format"].as_str() {
            Some("uuid") => text.parse::<uuid::Uuid>().is_ok(),
            Some("date-time") => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            _ => true,
        }
}

/// Compares answers with the document, and remembers which routes gave one.
struct Examiner {
    document: Value,
    answered: BTreeSet<String>,
}

impl Examiner {
    fn check(&mut self, method: &str, path: &str, reply: &Reply, status: u16) -> Value {
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text);
        let operation = &self.document["paths"][path][method.to_lowercase()];
        assert!(operation.is_object(), "{method} {path} is not in the document");
        let stated = &operation["responses"][status.to_string()];
        let said = if stated.is_null() { &operation["responses"]["default"] } else { stated };
        let body = if reply.text.is_empty() { Value::Null } else { reply.json() };
        match said["content"].as_object().and_then(|content| content.iter().next()) {
            None => assert_eq!(reply.text, "", "{method} {path}"),
            Some((media, said)) => {
                assert_eq!(reply.header("content-type"), Some(media.as_str()), "{method} {path}");
                let found = wrong(&self.document, &said["schema"], &body, path);
                assert_eq!(found, Vec::<String>::new(), "{method} {path} {status}");
            }
        }
        if !stated.is_null() {
            self.answered.insert(format!("{method} {path}"));
        }
        body
    }
}

#[tokio::test]
async fn every_address_answers_as_the_document_says() {
    let app = TestApp::spawn().await;
    let mut examiner = Examiner { document: document(&app).await, answered: BTreeSet::new() };
    let (mut ada, slug, browser) = owner(&app, "Ada", "Acme").await;
    auth(&app, &mut examiner, &mut ada, &browser).await;
    organization(&mut examiner, &mut ada, &slug).await;
    members(&app, &mut examiner, (&mut ada, &browser), &slug).await;
    own_invitations(&app, &mut examiner, &browser, &slug).await;
    todos(&mut examiner, &mut ada, &slug).await;
    transfers(&app, &mut examiner, (&mut ada, &browser), &slug).await;
    deletion(&mut examiner, &mut ada, &slug).await;
    joining(&mut examiner, &mut ada, &slug).await;
    requests(&app, &mut examiner, &mut ada, &slug).await;
    domains(&app, &mut examiner, &mut ada, &slug).await;
    own_joining(&app, &mut examiner, &mut ada, &slug).await;
    assert_eq!(examiner.answered, operations(&examiner.document));
}

async fn auth(app: &TestApp, examiner: &mut Examiner, ada: &mut Program, browser: &Browser) {
    let email = format!("{}@example.com", unique("eve"));
    let body = json!({ "name": "Eve", "email": email, "password": PASSWORD });
    let path = "/api/v1/auth/signup";
    let reply = app.visitor().post_json(path, body).await;
    let waiting = examiner.check("POST", path, &reply, 200);
    assert!(waiting["session"].is_null() && waiting["user"]["id"].is_null());
    let reply = app.visitor().post_json(path, json!({ "email": "x" })).await;
    assert!(examiner.check("POST", path, &reply, 422)["errors"].is_array());

    let path = "/api/v1/auth/signin";
    let body = json!({ "email": browser.email, "password": PASSWORD });
    let reply = app.visitor().post_json(path, body).await;
    let token = examiner.check("POST", path, &reply, 200)["session"]["token"].clone();
    let reply = app.visitor().post_json(path, json!({ "email": browser.email })).await;
    examiner.check("POST", path, &reply, 401);

    for path in ["/api/v1/auth/session", "/api/v1/auth/me", "/api/auth/me"] {
        examiner.check("GET", path, &ada.get(path).await, 200);
        examiner.check("GET", path, &app.visitor().get_json(path).await, 401);
    }
    for path in ["/api/auth/verify-token", "/api/v1/auth/verify-token"] {
        let body = json!({ "token": token });
        examiner.check("POST", path, &app.visitor().post_json(path, body).await, 200);
        let body = json!({ "token": "nobody's" });
        examiner.check("POST", path, &app.visitor().post_json(path, body).await, 401);
    }
    let path = "/api/v1/auth/signout";
    let mut second = Program::with(app, token.as_str().unwrap());
    examiner.check("POST", path, &second.post(path, json!({})).await, 200);
}

async fn organization(examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let path = "/api/v1/tenants";
    examiner.check("GET", path, &ada.get(path).await, 200);
    let body = json!({ "name": "Second" });
    examiner.check("POST", path, &ada.post(path, body).await, 201);
    let there = |path: &str| path.replace("{slug}", slug);
    let path = "/api/v1/tenants/{slug}";
    examiner.check("GET", path, &ada.get(&there(path)).await, 200);
    examiner.check("GET", path, &ada.get("/api/v1/tenants/nowhere").await, 404);
    let renamed = ada.patch(&there(path), json!({ "name": "Acme Labs" })).await;
    assert_eq!(examiner.check("PATCH", path, &renamed, 200)["name"], "Acme Labs");
    let refused = ada.patch(&there(path), json!({ "slug": "-" })).await;
    examiner.check("PATCH", path, &refused, 422);
    let path = "/api/v1/tenants/{slug}/invitations";
    let body = json!({ "email": format!("{}@example.com", unique("bob")), "role": "member" });
    let created = examiner.check("POST", path, &ada.post(&there(path), body).await, 201);
    let body =
        json!({ "emails": ["bob", format!("{}@example.com", unique("eve"))], "role": "member" });
    examiner.check("POST", path, &ada.post(&there(path), body).await, 200);
    examiner.check("GET", path, &ada.get(&there(path)).await, 200);
    let path = "/api/v1/tenants/{slug}/invitations/{id}";
    let at = there(path).replace("{id}", created["id"].as_str().unwrap());
    for action in ["resend", "link"] {
        let changed = ada.post(&format!("{at}/{action}"), json!({})).await;
        examiner.check("POST", &format!("{path}/{action}"), &changed, 200);
    }
    examiner.check("DELETE", path, &ada.delete(&at).await, 204);
    for path in ["/api/v1/tenants/{slug}/members", "/api/v1/tenants/{slug}/audit-events"] {
        let listed = examiner.check("GET", path, &ada.get(&there(path)).await, 200);
        assert!(!listed["items"].as_array().unwrap().is_empty(), "{path}");
    }
}

async fn own_invitations(app: &TestApp, examiner: &mut Examiner, browser: &Browser, slug: &str) {
    let (mut owner, mut eve) = (browser.another_window(), app.person("Eve").await);
    for (answer, status) in [("decline", 204), ("acceptance", 200)] {
        let form = [("email", eve.email.as_str()), ("role", "member")];
        owner.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
        let path = "/api/v1/me/invitations";
        let listed = examiner.check("GET", path, &eve.get_json(path).await, 200);
        let path = format!("/api/v1/invitations/{{token}}/{answer}");
        let at = path.replace("{token}", listed["items"][0]["id"].as_str().unwrap());
        examiner.check("POST", &path, &eve.post_json(&at, json!({})).await, status);
    }
}

async fn members(
    app: &TestApp,
    examiner: &mut Examiner,
    (ada, browser): (&mut Program, &Browser),
    slug: &str,
) {
    let (mut owner, mut bob) = (browser.another_window(), app.person("Bob").await);
    app.join(&mut owner, slug, &mut bob, "member").await;
    let listed = ada.get(&format!("/api/v1/tenants/{slug}/members")).await.json();
    let id = |email: &str| {
        let members = listed["items"].as_array().unwrap();
        let member = members.iter().find(|member| member["email"] == email).unwrap();
        member["user_id"].as_str().unwrap().to_owned()
    };
    let path = "/api/v1/tenants/{slug}/members/{id}";
    let of = |email: &str| path.replace("{slug}", slug).replace("{id}", &id(email));
    let change = json!({ "role": "admin" });
    let changed = ada.patch(&of(&bob.email), change.clone()).await;
    assert_eq!(examiner.check("PATCH", path, &changed, 200)["role"], "admin");
    let refused = ada.patch(&of(&browser.email), change).await;
    examiner.check("PATCH", path, &refused, 409);
    let suspended = ada.patch(&of(&bob.email), json!({ "suspended": true })).await;
    examiner.check("PATCH", path, &suspended, 200);
    let list = "/api/v1/me/suspended-organizations";
    let listed = examiner.check("GET", list, &bob.get_json(list).await, 200);
    let there = format!("{list}/{}", listed["items"][0]["id"].as_str().unwrap());
    let leave = bob.request(reqwest::Method::DELETE, &there).header("origin", ORIGIN);
    examiner.check("DELETE", &format!("{list}/{{id}}"), &bob.send(leave).await, 204);
    app.join(&mut owner, slug, &mut bob, "member").await;
    examiner.check("DELETE", path, &ada.delete(&of(&bob.email)).await, 204);
}

async fn transfers(
    app: &TestApp,
    examiner: &mut Examiner,
    (ada, browser): (&mut Program, &Browser),
    slug: &str,
) {
    let (mut owner, mut bob) = (browser.another_window(), app.person("Bob").await);
    app.join(&mut owner, slug, &mut bob, "member").await;
    let id = "SELECT id::text FROM users WHERE email = $1";
    let id: String = app.database.rows(id, &[&bob.email]).await[0].get(0);
    let path = "/api/v1/tenants/{slug}/ownership-transfers";
    let there = path.replace("{slug}", slug);
    let made = ada.post(&there, json!({ "user_id": id })).await;
    let made = examiner.check("POST", path, &made, 201);
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let one = format!("{there}/{}", made["id"].as_str().unwrap());
    let path = "/api/v1/tenants/{slug}/ownership-transfers/{id}";
    examiner.check("DELETE", path, &ada.delete(&one).await, 204);
    let made = ada.post(&there, json!({ "user_id": id })).await.expect(201).json();
    let path = "/api/v1/tenants/{slug}/ownership-transfers/{id}/acceptance";
    let there = path.replace("{slug}", slug).replace("{id}", made["id"].as_str().unwrap());
    examiner.check("POST", path, &bob.post_json(&there, json!({})).await, 200);
    // Ada is an owner again for what follows.
    app.database.run("UPDATE memberships SET role = 'owner'").await;
}

async fn deletion(examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let path = "/api/v1/tenants/{slug}/export";
    ada.get(&path.replace("{slug}", slug)).await.expect(200);
    examiner.answered.insert(format!("GET {path}"));
    let path = "/api/v1/tenants/{slug}/logo";
    let there = path.replace("{slug}", slug);
    let picture = ada.put_file(&there, crate::harness::PNG).await;
    examiner.check("PUT", path, &picture, 204);
    let refused = ada.put_file(&there, b"no picture").await;
    examiner.check("PUT", path, &refused, 422);
    examiner.check("DELETE", path, &ada.delete(&there).await, 204);
    let (path, again) = ("/api/v1/tenants/{slug}", "/api/v1/tenants/{slug}/restoration");
    let there = |path: &str| path.replace("{slug}", slug);
    examiner.check("POST", again, &ada.post(&there(again), json!({})).await, 404);
    examiner.check("DELETE", path, &ada.delete(&there(path)).await, 204);
    examiner.check("POST", again, &ada.post(&there(again), json!({})).await, 200);
}

async fn joining(examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let path = "/api/v1/tenants/{slug}/join-links";
    let there = path.replace("{slug}", slug);
    let body = json!({ "domains": ["example.com"], "max_uses": 3 });
    let made = examiner.check("POST", path, &ada.post(&there, body).await, 201);
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let refused = ada.post(&there, json!({ "domains": ["example"] })).await;
    examiner.check("POST", path, &refused, 422);
    let path = "/api/v1/tenants/{slug}/join-links/{id}";
    let there = format!("{there}/{}", made["id"].as_str().unwrap());
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let changed = ada.patch(&there, json!({ "enabled": false, "max_uses": null })).await;
    assert!(examiner.check("PATCH", path, &changed, 200)["max_uses"].is_null());
    let rotation = "/api/v1/tenants/{slug}/join-links/{id}/rotation";
    let rotated = ada.post(&format!("{there}/rotation"), json!({})).await;
    examiner.check("POST", rotation, &rotated, 200);
    examiner.check("DELETE", path, &ada.delete(&there).await, 204);
}

async fn requests(app: &TestApp, examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let links = format!("/api/v1/tenants/{slug}/join-links");
    let made = ada.post(&links, json!({ "needs_approval": true })).await.expect(201).json();
    let link = made["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap();
    for name in ["Fay", "Gus"] {
        let mut person = app.person(name).await;
        person.post(&format!("{link}/request"), &[]).await.expect(303);
    }
    let path = "/api/v1/tenants/{slug}/join-requests";
    let there = path.replace("{slug}", slug);
    let listed = examiner.check("GET", path, &ada.get(&there).await, 200);
    let id = |at: usize| listed["items"][at]["id"].as_str().unwrap();
    let path = "/api/v1/tenants/{slug}/join-requests/{id}/approval";
    let approved = ada.post(&format!("{there}/{}/approval", id(0)), json!({})).await;
    assert_eq!(examiner.check("POST", path, &approved, 200)["role"], "member");
    let path = "/api/v1/tenants/{slug}/join-requests/{id}";
    examiner.check("DELETE", path, &ada.delete(&format!("{there}/{}", id(1))).await, 204);
}

/// People who join: two by a link, two by the domain of their address.
async fn own_joining(app: &TestApp, examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let list = format!("/api/v1/tenants/{slug}/join-links");
    let made = ada.post(&list, json!({})).await.expect(201).json();
    let token = made["url"].as_str().unwrap().rsplit('/').next().unwrap();
    let (path, requests) = ("/api/v1/join-links/{token}", "/api/v1/me/join-requests");
    let there = path.replace("{token}", token);
    examiner.check("GET", path, &app.visitor().get_json(&there).await, 200);
    let (mut hal, mut ivy) = (app.person("Hal").await, app.person("Ivy").await);
    let (join, ask) = (format!("{path}/acceptance"), format!("{path}/request"));
    let joined = hal.post_json(&join.replace("{token}", token), json!({})).await;
    examiner.check("POST", &join, &joined, 200);
    let asked = ivy.post_json(&ask.replace("{token}", token), json!({})).await;
    let asked = examiner.check("POST", &ask, &asked, 201);
    examiner.check("GET", requests, &ivy.get_json(requests).await, 200);
    let path = "/api/v1/me/join-requests/{id}";
    let there = path.replace("{id}", asked["id"].as_str().unwrap());
    let request = ivy.request(reqwest::Method::DELETE, &there).header("origin", ORIGIN);
    examiner.check("DELETE", path, &ivy.send(request).await, 204);

    let list = format!("/api/v1/tenants/{slug}/domains");
    let body = json!({ "domain": "example.com", "offer": "join" });
    let id = ada.post(&list, body).await.expect(201).json()["id"].as_str().unwrap().to_owned();
    app.database.run("UPDATE domains SET proven_by = 'dns', proven_at = now()").await;
    let path = "/api/v1/me/organization-offers";
    let (mut jan, mut kim) = (app.person("Jan").await, app.person("Kim").await);
    let listed = examiner.check("GET", path, &jan.get_json(path).await, 200);
    assert_eq!(listed["items"][0]["id"], json!(id));
    for (person, answer, status) in [(&mut jan, "acceptance", 200), (&mut kim, "request", 201)] {
        let reply = person.post_json(&format!("{path}/{id}/{answer}"), json!({})).await;
        examiner.check("POST", &format!("{path}/{{id}}/{answer}"), &reply, status);
    }
    ada.delete(&format!("{list}/{id}")).await.expect(204);
}

async fn domains(app: &TestApp, examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let path = "/api/v1/tenants/{slug}/domains";
    let there = path.replace("{slug}", slug);
    let made = ada.post(&there, json!({ "domain": "acme.example" })).await;
    let made = examiner.check("POST", path, &made, 201);
    examiner.check("POST", path, &ada.post(&there, json!({ "domain": "gmail.com" })).await, 422);
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let path = "/api/v1/tenants/{slug}/domains/{id}";
    let there = format!("{there}/{}", made["id"].as_str().unwrap());
    examiner.check("GET", path, &ada.get(&there).await, 200);
    examiner.check("PATCH", path, &ada.patch(&there, json!({ "offer": "join" })).await, 200);
    let code = "/api/v1/tenants/{slug}/domains/{id}/code";
    let sent = ada.post(&format!("{there}/code"), json!({ "mailbox": "admin@acme.example" })).await;
    examiner.check("POST", code, &sent, 200);
    let code = app.code("admin@acme.example").await;
    let verification = "/api/v1/tenants/{slug}/domains/{id}/verification";
    let proven = ada.post(&format!("{there}/verification"), json!({ "code": code })).await;
    assert_eq!(examiner.check("POST", verification, &proven, 200)["proven_by"], "mailbox");
    examiner.check("DELETE", path, &ada.delete(&there).await, 204);
}

async fn todos(examiner: &mut Examiner, ada: &mut Program, slug: &str) {
    let path = "/api/v1/tenants/{slug}/todos";
    let there = path.replace("{slug}", slug);
    let created = ada.post(&there, json!({ "title": "Ship", "shared": true })).await;
    let id = examiner.check("POST", path, &created, 201)["id"].as_str().unwrap().to_owned();
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let path = "/api/v1/tenants/{slug}/todos/{id}";
    let there = format!("{there}/{id}");
    examiner.check("GET", path, &ada.get(&there).await, 200);
    let done = ada.patch(&there, json!({ "done": true })).await;
    assert!(examiner.check("PATCH", path, &done, 200)["completed_at"].is_string());
    let history = ada.get(&format!("{there}/history")).await;
    let path_of_history = "/api/v1/tenants/{slug}/todos/{id}/history";
    examiner.check("GET", path_of_history, &history, 200);
    let completions = "/api/v1/tenants/{slug}/todos/completions";
    let completed = ada.post(&completions.replace("{slug}", slug), json!({ "ids": [id] })).await;
    assert_eq!(examiner.check("POST", completions, &completed, 200)["completed"], json!(0));
    examiner.check("DELETE", path, &ada.delete(&there).await, 204);
    examiner.check("GET", path, &ada.get(&there).await, 404);
}

#[tokio::test]
async fn the_page_names_every_address_and_needs_no_sign_in() {
    let app = TestApp::spawn().await;
    let page = app.visitor().get("/api/docs").await.expect(200);
    for operation in operations(&document(&app).await) {
        let path = operation.split_once(' ').unwrap().1;
        assert!(page.text.contains(&format!("<code>{path}</code>")), "{operation}");
    }
    assert!(!page.text.contains("<script>"), "scripts are files");
}
