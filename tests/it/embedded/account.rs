//! One's own account: the password, the sign-in methods, the end.

use futures_util::join;
use serde_json::{Value, json};

use super::world::{ADA, CookieJar, PASSWORD, World, end, jar, text};

const CHANGE: &str = "/change-password";
const NEWER: &str = "a better horse";

fn change(current: &str, new: &str) -> Value {
    json!({ "currentPassword": current, "newPassword": new })
}

async fn another_session(world: &World) -> CookieJar {
    jar(&world.post("/sign-in/email", json!({ "email": ADA, "password": PASSWORD })).await)
}

async fn is_signed_in(world: &World, jar: &CookieJar) -> bool {
    world.get("/get-session", jar).await.value().is_object()
}

async fn link_google(world: &World) {
    world
        .database
        .run(
            "INSERT INTO neon_auth.account (id, \"accountId\", \"providerId\", \"userId\",
                scope, \"createdAt\", \"updatedAt\")
             SELECT gen_random_uuid(), 'g-1', 'google', id, 'openid,email', now(), now()
             FROM neon_auth.\"user\"",
        )
        .await;
}

#[tokio::test]
async fn a_new_password_ends_the_others_and_gives_the_caller_a_new_token() {
    let world = World::spawn().await;
    let (first, second) = (world.ada().await, another_session(&world).await);
    let id = text(&world.get("/get-session", &second).await, "/session/id");
    let done = world.post_with(CHANGE, change(PASSWORD, NEWER), &second).await;
    assert_eq!(end(&done), "200");
    assert_eq!(text(&done, "/user/email"), ADA);
    assert!(!is_signed_in(&world, &first).await && !is_signed_in(&world, &second).await);
    let session = world.get("/get-session", &jar(&done)).await;
    assert_eq!(text(&session, "/session/token"), text(&done, "/token"));
    assert_ne!(text(&session, "/session/id"), id, "what names the former one is void");
    assert_eq!(world.sign_in(PASSWORD).await, "401 INVALID_EMAIL_OR_PASSWORD");
    assert_eq!(world.sign_in(NEWER).await, "200");
    assert_eq!(world.mails(ADA).await[0], "Your password was changed");
}

#[tokio::test]
async fn the_others_stay_where_the_caller_says_so() {
    let world = World::spawn().await;
    let (first, second) = (world.ada().await, another_session(&world).await);
    let mut body = change(PASSWORD, NEWER);
    body["revokeOtherSessions"] = json!(false);
    let done = world.post_with(CHANGE, body, &second).await;
    assert_eq!((done.value()["token"].clone(), done.set_cookies.len()), (Value::Null, 0));
    assert!(is_signed_in(&world, &first).await && is_signed_in(&world, &second).await);
}

#[tokio::test]
async fn a_wrong_or_unfit_password_changes_nothing() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    for (current, new, ends) in
        [(NEWER, NEWER, "400 INVALID_PASSWORD"), (PASSWORD, "short", "400 PASSWORD_TOO_SHORT")]
    {
        let refused = world.post_with(CHANGE, change(current, new), &cookies).await;
        assert_eq!(end(&refused), ends);
    }
    assert_eq!(end(&world.post(CHANGE, change(PASSWORD, NEWER)).await), "401 UNAUTHORIZED");
    assert!(is_signed_in(&world, &cookies).await);
    assert_eq!(world.sign_in(PASSWORD).await, "200");
    assert_eq!(world.mails(ADA).await.len(), 1, "the code of the sign-up");
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins_and_the_other_has_a_wrong_password() {
    let world = World::spawn().await;
    let (first, second) = (world.ada().await, another_session(&world).await);
    let (one, other) = join!(
        world.post_with(CHANGE, change(PASSWORD, "password of one"), &first),
        world.post_with(CHANGE, change(PASSWORD, "password of other"), &second),
    );
    let ends = [end(&one), end(&other)];
    assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{ends:?}");
    let kept = if ends[0] == "200" { "password of one" } else { "password of other" };
    assert_eq!(world.sign_in(kept).await, "200");
    assert_eq!(world.database.count("neon_auth.session").await, 2, "the winner's and this one");
}

#[tokio::test]
async fn a_password_is_verified_for_who_is_signed_in() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let verify = async |password: &str, jar: &CookieJar| {
        end(&world.post_with("/verify-password", json!({ "password": password }), jar).await)
    };
    assert_eq!(verify(PASSWORD, &cookies).await, "200");
    assert_eq!(verify(NEWER, &cookies).await, "400 INVALID_PASSWORD");
    assert_eq!(verify(PASSWORD, &CookieJar::new()).await, "401 UNAUTHORIZED");
    world.database.run("DELETE FROM neon_auth.account").await;
    assert_eq!(verify(PASSWORD, &cookies).await, "400 CREDENTIAL_ACCOUNT_NOT_FOUND");
}

#[tokio::test]
async fn the_ways_to_sign_in_are_listed_without_secrets() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    link_google(&world).await;
    let list = world.get("/list-accounts", &cookies).await.value();
    let of = |name: &str| {
        let rows = list.as_array().unwrap();
        rows.iter().find(|row| row["providerId"] == name).unwrap().as_object().unwrap().clone()
    };
    assert_eq!(list.as_array().unwrap().len(), 2);
    assert_eq!(of("google")["scopes"], json!(["openid", "email"]));
    let mut fields: Vec<String> = of("credential").keys().cloned().collect();
    fields.sort();
    let known = ["accountId", "createdAt", "id", "providerId", "scopes", "updatedAt", "userId"];
    assert_eq!(fields, known);
    assert_eq!(end(&world.get("/list-accounts", &CookieJar::new()).await), "401 UNAUTHORIZED");
}

#[tokio::test]
async fn a_way_to_sign_in_is_removed_but_never_the_last() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    link_google(&world).await;
    let unlink = async |body: Value| end(&world.post_with("/unlink-account", body, &cookies).await);
    assert_eq!(unlink(json!({ "providerId": "github" })).await, "400 ACCOUNT_NOT_FOUND");
    assert_eq!(
        unlink(json!({ "providerId": "google", "accountId": "g-2" })).await,
        "400 ACCOUNT_NOT_FOUND"
    );
    assert_eq!(unlink(json!({ "providerId": "google", "accountId": "g-1" })).await, "200");
    assert_eq!(world.mails(ADA).await[0], "A way to sign in was removed");
    let last = unlink(json!({ "providerId": "credential" })).await;
    assert_eq!(last, "400 FAILED_TO_UNLINK_LAST_ACCOUNT");
    assert_eq!(world.sign_in(PASSWORD).await, "200");
}

#[tokio::test]
async fn two_who_remove_the_last_two_ways_leave_one() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    link_google(&world).await;
    let unlink =
        |name: &str| world.post_with("/unlink-account", json!({ "providerId": name }), &cookies);
    let (one, other) = join!(unlink("google"), unlink("credential"));
    let mut ends = [end(&one), end(&other)];
    ends.sort();
    assert_eq!(ends, ["200", "400 FAILED_TO_UNLINK_LAST_ACCOUNT"]);
    assert_eq!(world.database.count("neon_auth.account").await, 1);
}

#[tokio::test]
async fn an_old_session_removes_no_way_to_sign_in_and_asks_for_no_other_address() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    link_google(&world).await;
    world.pass(601);
    for (path, body) in [
        ("/unlink-account", json!({ "providerId": "google" })),
        ("/change-email", json!({ "newEmail": "countess@example.com" })),
    ] {
        let refused = world.post_with(path, body, &cookies).await;
        assert_eq!(end(&refused), "403 SESSION_NOT_FRESH", "{path}");
    }
    let refused = world.post_with("/delete-user", json!({}), &cookies).await;
    assert_eq!(end(&refused), "400 SESSION_EXPIRED");
    assert_eq!(world.database.count("neon_auth.account").await, 2);
}

#[tokio::test]
async fn who_leaves_is_signed_out_and_told_and_may_sign_in_again() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let delete = async |body: Value| world.post_with("/delete-user", body, &cookies).await;
    assert_eq!(end(&delete(json!({ "password": NEWER })).await), "400 INVALID_PASSWORD");
    world.pass(3600);
    let done = delete(json!({ "password": PASSWORD })).await;
    assert_eq!((end(&done), text(&done, "/message")), ("200".into(), "User deleted".into()));
    assert!(!is_signed_in(&world, &cookies).await);
    assert_eq!(world.mails(ADA).await[0], "Your account will be deleted");
    assert_eq!(world.sign_in(PASSWORD).await, "200", "to take it back");
}
