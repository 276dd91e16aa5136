//! The answers of get-session, and a person's sessions.

use serde_json::{Value, json};

use super::{person::end, world::World};

pub async fn who(world: &World) {
    let mut nobody = world.stranger();
    for path in ["/get-session", "/get-session?disableRefresh=true"] {
        let reply = nobody.ask(path).await.expect(200);
        assert_eq!((reply.json(), reply.header("set-auth-jwt")), (Value::Null, None), "{path}");
    }
    let reply = nobody.call("/get-session", json!({})).await;
    assert_eq!(reply.status.as_u16(), world.provider.post_get_session);
    for path in ["/token", "/list-sessions"] {
        let refused = nobody.ask(path).await.expect(401);
        let body: Value = serde_json::from_str(&refused.text).unwrap_or_default();
        assert_eq!(body["code"].as_str(), world.provider.no_session, "{path}");
    }
    assert_eq!(end(&nobody.call("/no-such-path", json!({})).await), "404");

    let mut ada = world.known().await;
    let reply = ada.ask("/get-session?disableRefresh=true").await.expect(200);
    let (user, session) = (&reply.json()["user"], &reply.json()["session"]);
    assert_eq!((&user["email"], &user["name"]), (&json!(ada.email), &json!("Ada")));
    assert_eq!(session["userId"], user["id"]);
    assert!(reply.header("set-auth-jwt").is_some());
}

/// A session is extended when it's used after a day, unless the caller disables that.
pub async fn refresh(world: &World) {
    let mut ada = world.known().await;
    let id = ada.session().await["session"]["id"].as_str().unwrap().to_owned();
    let age = format!(
        "UPDATE neon_auth.session SET \"expiresAt\" = \"expiresAt\" - interval '3 days', \
         \"updatedAt\" = \"updatedAt\" - interval '3 days' WHERE id = '{id}'"
    );
    world.app.database.run(&age).await;
    let expiry = async |query: &str, ada: &mut super::person::Person<'_>| {
        let reply = ada.ask(&format!("/get-session{query}")).await.expect(200);
        let again = reply.headers.contains_key("set-cookie");
        (reply.json()["session"]["expiresAt"].as_str().unwrap().to_owned(), again)
    };
    let (aged, again) = expiry("?disableRefresh=true", &mut ada).await;
    assert!(!again, "the cookie stays as it is");
    let (extended, again) = expiry("", &mut ada).await;
    assert!(again && extended > aged, "{aged} {extended}");
    let (kept, again) = expiry("", &mut ada).await;
    assert!(!again && kept == extended, "once a day is enough");
}

pub async fn several(world: &World) {
    let mut ada = world.signed_in().await;
    let mut phone = ada.another_device().await;
    let mut tablet = ada.another_device().await;
    let list = ada.ask("/list-sessions").await.expect(200).json();
    assert_eq!(list.as_array().unwrap().len(), 3);

    let id = phone.session().await["session"]["id"].clone();
    let phones = list.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    let form = json!({ "token": phones["token"] });
    ada.call("/revoke-session", form).await.expect(200);
    assert!(phone.session().await.is_null() && !phone.is_inside().await);
    assert!(tablet.is_inside().await);

    ada.call("/revoke-other-sessions", json!({})).await.expect(200);
    assert!(tablet.session().await.is_null() && !tablet.is_inside().await);
    assert!(ada.session().await.is_object() && ada.is_inside().await);
    let made_up = json!({ "token": "abcdefghijklmnopqrstuvwxyz012345" });
    assert_eq!(ada.call("/revoke-session", made_up).await.expect(200).json()["status"], true);
}

pub async fn profile(world: &World) {
    let mut ada = world.known().await;
    ada.call("/update-user", json!({ "name": "Ada Lovelace" })).await.expect(200);
    assert_eq!(ada.session().await["user"]["name"], "Ada Lovelace");
    let another = json!({ "email": "eve@example.com" });
    assert_eq!(end(&ada.call("/update-user", another).await), "400 EMAIL_CAN_NOT_BE_UPDATED");
    let role = format!("400 {}", world.provider.role_is_refused);
    assert_eq!(end(&ada.call("/update-user", json!({ "role": "admin" })).await), role);
    world.stranger().call("/update-user", json!({ "name": "Eve" })).await.expect(401);
}
