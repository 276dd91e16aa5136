//! Sessions: kept alive, listed, ended.

use serde_json::{Value, json};

use super::world::{ADA, CookieJar, PASSWORD, World, end, jar, text};

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_session_in_use_lives_on_with_the_same_token() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world.pass(DAY - 1);
    assert!(world.get("/get-session", &cookies).await.set_cookies.is_empty());
    world.pass(1);
    let idle = world.get("/get-session?disableRefresh=true", &cookies).await;
    assert!(idle.set_cookies.is_empty());
    let refreshed = world.get("/get-session", &cookies).await;
    assert_eq!(jar(&refreshed), cookies);
    assert!(refreshed.set_cookies[0].contains("; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"));
    world.pass(7 * DAY - 1);
    let last = world.get("/get-session?disableRefresh=true", &cookies).await;
    assert_ne!(last.value(), Value::Null);
}

#[tokio::test]
async fn a_session_that_idles_ends_and_is_deleted_later() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world.pass(7 * DAY);
    let over = world.get("/get-session", &cookies).await;
    assert_eq!((over.status, over.value(), over.set_cookies.len()), (200, Value::Null, 3));
    assert!(over.header("set-auth-jwt").is_none());
    assert!(over.set_cookies.iter().all(|cookie| cookie.contains("=; Max-Age=0; Path=/")));
    world.pass(DAY + 1);
    world.provider.purge_expired().await.unwrap();
    assert_eq!(world.database.count("neon_auth.session").await, 0);
}

#[tokio::test]
async fn a_browser_that_is_to_forget_gets_a_day_and_no_refresh() {
    let world = World::spawn().await;
    world.ada().await;
    let body = json!({ "email": ADA, "password": PASSWORD, "rememberMe": false });
    let answer = world.post("/sign-in/email", body).await;
    assert_eq!(answer.set_cookies.len(), 2);
    assert!(answer.set_cookies.iter().all(|cookie| !cookie.contains("Max-Age")));
    world.pass(DAY - 1);
    let session = world.get("/get-session", &jar(&answer)).await;
    assert!(session.value().is_object() && session.set_cookies.is_empty());
    world.pass(1);
    assert_eq!(world.get("/get-session", &jar(&answer)).await.value(), Value::Null);
}

#[tokio::test]
async fn sessions_are_listed_by_id_and_ended_one_by_one() {
    let world = World::spawn().await;
    let first = world.ada().await;
    let body = json!({ "email": ADA, "password": PASSWORD });
    let second = jar(&world.post("/sign-in/email", body).await);
    let token = text(&world.get("/get-session", &first).await, "/session/token");
    let others = world.get("/get-session", &second).await;

    let list = world.get("/list-sessions", &first).await.value();
    let named: Vec<&str> =
        list.as_array().unwrap().iter().map(|it| it["token"].as_str().unwrap()).collect();
    assert_eq!(named.len(), 2);
    assert!(named.contains(&token.as_str()), "the caller's own token is known");
    assert!(!named.contains(&text(&others, "/session/token").as_str()));
    let other = text(&others, "/session/id");
    assert!(named.contains(&other.as_str()), "the others have their id");

    let done = world.post_with("/revoke-session", json!({ "token": other }), &first).await;
    assert_eq!(done.value(), json!({ "status": true }));
    assert_eq!(world.get("/get-session", &second).await.value(), Value::Null);
    world.post_with("/revoke-session", json!({ "token": token }), &first).await;
    assert_eq!(world.get("/get-session", &first).await.value(), Value::Null);
}

#[tokio::test]
async fn nobody_ends_somebody_elses_session() {
    let world = World::spawn().await;
    let ada = world.ada().await;
    world.send("eve@example.com", "sign-in").await;
    let code = json!({ "email": "eve@example.com", "otp": world.code("eve@example.com").await });
    let eve = jar(&world.post("/sign-in/email-otp", code).await);
    let session = world.get("/get-session", &ada).await;
    for named in ["/session/id", "/session/token"] {
        let body = json!({ "token": text(&session, named) });
        assert_eq!(end(&world.post_with("/revoke-session", body.clone(), &eve).await), "200");
        assert_eq!(end(&world.post("/revoke-session", body).await), "401 UNAUTHORIZED");
    }
    world.post_with("/revoke-sessions", json!({}), &eve).await;
    assert!(world.get("/get-session", &ada).await.value().is_object());
    assert_eq!(world.get("/get-session", &eve).await.value(), Value::Null);
}

#[tokio::test]
async fn the_others_end_and_the_current_one_stays() {
    let world = World::spawn().await;
    let first = world.ada().await;
    let body = json!({ "email": ADA, "password": PASSWORD });
    let second = jar(&world.post("/sign-in/email", body).await);
    world.post_with("/revoke-other-sessions", json!({}), &second).await;
    assert_eq!(world.get("/get-session", &first).await.value(), Value::Null);
    assert!(world.get("/get-session", &second).await.value().is_object());
}

#[tokio::test]
async fn a_person_changes_name_and_picture_and_nothing_else() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let change = async |body: Value| world.post_with("/update-user", body, &cookies).await;
    let done = change(json!({ "name": "Countess", "image": "https://example.com/a.png" })).await;
    assert_eq!((done.value(), jar(&done)), (json!({ "status": true }), cookies.clone()));
    change(json!({ "image": null })).await;
    let user = world.get("/get-session", &cookies).await.value()["user"].clone();
    assert_eq!((&user["name"], &user["image"]), (&json!("Countess"), &Value::Null));
    let refused = change(json!({ "email": "eve@example.com" })).await;
    assert_eq!(end(&refused), "400 EMAIL_CAN_NOT_BE_UPDATED");
    assert_eq!(end(&change(json!({ "role": "admin" })).await), "400 FIELD_NOT_ALLOWED");
    assert_eq!(end(&world.post("/update-user", json!({ "name": "x" })).await), "401 UNAUTHORIZED");
}

#[tokio::test]
async fn a_browser_that_signs_in_anew_has_one_session() {
    let world = World::spawn().await;
    let first = world.ada().await;
    let body = json!({ "email": ADA, "password": PASSWORD });
    let second = jar(&world.post_with("/sign-in/email", body.clone(), &first).await);
    assert_eq!(world.get("/get-session", &first).await.value(), Value::Null);
    assert!(world.get("/get-session", &second).await.value().is_object());
    let third = jar(&world.post("/sign-in/email", body).await);
    assert!(world.get("/get-session", &second).await.value().is_object(), "another browser");
    let both: CookieJar = [&second[..], &third[..]].concat();
    assert_eq!(end(&world.post_with("/sign-out", json!({}), &both).await), "200");
    for jar in [second, third] {
        assert_eq!(world.get("/get-session", &jar).await.value(), Value::Null, "both were sent");
    }
}

#[tokio::test]
async fn who_is_leaving_has_calls_that_end_sessions_and_no_others() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world
        .database
        .run(
            "INSERT INTO users (id, neon_auth_user_id, email, email_verified, name, deletion_due_at)
             SELECT gen_random_uuid(), id, email, true, name, now() FROM neon_auth.\"user\"",
        )
        .await;
    for (path, body) in [
        ("/update-user", json!({ "name": "Eve" })),
        ("/change-email", json!({ "newEmail": "eve@example.com" })),
        ("/change-password", json!({ "currentPassword": PASSWORD, "newPassword": "another one" })),
        ("/delete-user", json!({})),
        ("/unlink-account", json!({ "providerId": "credential" })),
        ("/link-social", json!({ "provider": "google" })),
    ] {
        let refused = world.post_with(path, body, &cookies).await;
        assert_eq!(end(&refused), "403 ACCOUNT_CLOSING", "{path}");
    }
    assert_eq!(end(&world.get("/token", &cookies).await), "403 ACCOUNT_CLOSING");
    let session = world.get("/get-session", &cookies).await;
    assert!(session.value().is_object() && session.header("set-auth-jwt").is_none());
    assert_eq!(end(&world.post_with("/revoke-sessions", json!({}), &cookies).await), "200");
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
}

#[tokio::test]
async fn nobody_who_is_suspended_has_a_session_or_begins_one() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let suspend =
        "INSERT INTO users (id, neon_auth_user_id, email, email_verified, name, suspended_at)
         SELECT gen_random_uuid(), id, email, true, name, now() FROM neon_auth.\"user\"";
    world.database.run(suspend).await;
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
    let update = world.post_with("/update-user", json!({ "name": "Eve" }), &cookies).await;
    assert_eq!(end(&update), "401 UNAUTHORIZED");
    assert_eq!(world.sign_in(PASSWORD).await, "403 BANNED_USER");
    world.send(ADA, "sign-in").await;
    let code = json!({ "email": ADA, "otp": world.code(ADA).await });
    assert_eq!(end(&world.post("/sign-in/email-otp", code).await), "403 BANNED_USER");
}
