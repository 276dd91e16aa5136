//! The wire itself: paths, methods, bodies.

use serde_json::{Value, json};
use tenantry::clock::Clock;

use super::world::{ADA, CookieJar, PASSWORD, World, end, post, provider, text};

#[tokio::test]
async fn unknown_paths_and_methods_are_404_without_a_body() {
    let world = World::spawn().await;
    let nobody = CookieJar::new();
    for path in
        ["/nothing", "//sign-in/email", "/sign-in/email/", "/forget-password/email", "/token"]
    {
        let answer = world.post(path, json!({})).await;
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
    assert_eq!(world.get("/sign-in/email", &nobody).await.status, 404);
    let deferred = "405 METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED";
    assert_eq!(end(&world.post("/get-session", json!({})).await), deferred);
    assert_eq!(world.get("/ok", &nobody).await.value(), json!({ "ok": true }));
    assert_eq!(world.get("/get-session", &nobody).await.value(), Value::Null);
}

#[tokio::test]
async fn bodies_are_json_or_forms() {
    let world = World::spawn().await;
    let call = async |content_type: &str, body: &str| {
        let mut request = post("/sign-up/email", &json!({}));
        request.content_type = Some(content_type.to_owned());
        request.body = body.as_bytes().to_vec();
        world.provider.call(request).await
    };
    assert_eq!(end(&call("application/json", "{").await), "400 BAD_REQUEST");
    assert_eq!(end(&call("application/json", "").await), "400 VALIDATION_ERROR");
    assert_eq!(end(&call("text/plain", "{}").await), "415 UNSUPPORTED_MEDIA_TYPE");
    let form = "name=Ada&email=ada%40example.com&password=correct+horse";
    let answer = call("application/x-www-form-urlencoded; charset=utf-8", form).await;
    assert_eq!(text(&answer, "/user/email"), ADA);
    assert_eq!(world.sign_in(PASSWORD).await, "403 EMAIL_NOT_VERIFIED");
}

#[tokio::test]
async fn problems_are_worded_as_better_auths() {
    let world = World::spawn().await;
    let answer = world.post("/sign-up/email", json!({ "email": "x", "password": "" })).await;
    assert_eq!(
        answer.value(),
        json!({
            "code": "VALIDATION_ERROR",
            "message": "[body.name] Invalid input: expected string, received undefined; \
                        [body.email] Invalid email address; \
                        [body.password] Too small: expected string to have >=1 characters",
        })
    );
    let unknown = json!({ "email": "x", "password": "y" });
    assert_eq!(end(&world.post("/sign-in/email", unknown).await), "400 INVALID_EMAIL");
}

#[tokio::test]
async fn a_callback_leads_to_our_origin_or_is_refused() {
    let world = World::spawn().await;
    world.ada().await;
    let sign_in = async |callback: &str| {
        let body = json!({ "email": ADA, "password": PASSWORD, "callbackURL": callback });
        world.post("/sign-in/email", body).await
    };
    for callback in ["/dashboard", "/a?b=c#d", "http://localhost:8080/x"] {
        let answer = sign_in(callback).await;
        assert_eq!(answer.header("location"), Some(callback));
        assert_eq!(
            (&answer.value()["redirect"], text(&answer, "/url")),
            (&json!(true), callback.into())
        );
    }
    let elsewhere = [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://localhost:8080@evil.example/",
        "http://localhost:80801/",
        "/\t/evil.example",
        "dashboard",
    ];
    for callback in elsewhere {
        assert_eq!(end(&sign_in(callback).await), "403 INVALID_CALLBACK_URL", "{callback}");
    }
}

#[tokio::test]
async fn an_outage_is_503_with_a_time_to_come_back() {
    let dead = provider("postgresql://nobody@127.0.0.1:9/none", &Clock::default(), true);
    let body = json!({ "email": ADA, "password": PASSWORD });
    let answer = dead.call(post("/sign-in/email", &body)).await;
    assert_eq!(end(&answer), "503 SERVICE_UNAVAILABLE");
    assert_eq!(answer.header("retry-after"), Some("5"));
}
