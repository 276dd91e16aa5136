use std::{net::TcpListener, time::Duration};

use actix_web::{App, HttpResponse, HttpServer, web};
use chrono::TimeDelta;
use serde_json::{Value, json};
use tenantry::{clock::Clock, doctor::Outcome};

use super::{Patient, seen};
use crate::harness::{BetterAuth, TestDatabase};

async fn near() -> (TestDatabase, BetterAuth, Patient) {
    let database = TestDatabase::new().await;
    let provider = BetterAuth::start(&database).await;
    let patient = Patient::on(&database).with("NEON_AUTH_URL", &provider.url);
    (database, provider, patient)
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_about_a_real_better_auth_server_are_told_apart() {
    let (_database, mut provider, mut patient) = near().await;
    let report = patient.is_well().await;
    for name in ["provider", "jwks", "get-session", "trusted-origin", "cookie-prefix", "clock"] {
        assert_eq!(seen(&report, name).0, Outcome::Passed, "{report}");
    }
    assert_eq!(seen(&report, "jwks").1, "1 key(s): EdDSA");
    assert!(seen(&report, "clock").1.contains("the database and the provider"), "{report}");

    let other = "https://app.example.com";
    let stranger = patient.with("APP_PUBLIC_URL", other).with("TRUSTED_PROXIES", "10.0.0.0/8");
    stranger.suffers("trusted-origin", &["INVALID_ORIGIN", "Add https://app.example.com "]).await;
    // `localhost` is trusted, the address isn't.
    let address = patient.with("APP_PUBLIC_URL", "http://127.0.0.1:8080");
    address.suffers("trusted-origin", &["127.0.0.1", "are two"]).await;

    let keys = format!("{}/jwks", provider.url);
    let mend = format!("NEON_AUTH_JWKS_URL={}/.well-known/jwks.json", provider.url);
    let misled = patient.with("NEON_AUTH_JWKS_URL", &keys);
    misled.suffers("jwks", &["answers 404", &mend]).await;

    let prefix = patient.with("NEON_AUTH_COOKIE_PREFIX", "better-auth");
    prefix.suffers("cookie-prefix", &["NEON_AUTH_COOKIE_PREFIX=neon-auth"]).await;

    let origin = provider.url.split("/neondb").next().unwrap();
    let without_path = patient.with("NEON_AUTH_URL", origin);
    let report = without_path.suffers("provider", &["/ok answers 404", "with its path"]).await;
    assert_eq!(seen(&report, "trusted-origin").0, Outcome::Skipped);

    let now: chrono::DateTime<chrono::Utc> = std::time::SystemTime::now().into();
    let right = std::mem::replace(&mut patient.clock, Clock::held_at(now - TimeDelta::hours(2)));
    patient.suffers("clock", &["the provider is", "ahead of this machine"]).await;
    patient.clock = right;

    provider.stop().await;
    patient.suffers("provider", &["not reached", "the host in NEON_AUTH_URL"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_about_the_providers_tables_are_told_apart() {
    let (database, provider, patient) = near().await;
    let session = "ALTER TABLE neon_auth.session";
    let faults: [(&str, &str, &str, &[&str]); 5] = [
        (
            "REVOKE SELECT ON neon_auth.session FROM tenantry_app",
            "GRANT SELECT ON neon_auth.session TO tenantry_app",
            "neon-auth-grants",
            &["may not read neon_auth: session", "GRANT SELECT ON neon_auth.session"],
        ),
        (
            "REVOKE USAGE ON SCHEMA neon_auth FROM tenantry_app",
            "GRANT USAGE ON SCHEMA neon_auth TO tenantry_app",
            "neon-auth-grants",
            &["session, user", "GRANT USAGE ON SCHEMA neon_auth"],
        ),
        (
            &format!("{session} RENAME token TO secret_token"),
            &format!("{session} RENAME secret_token TO token"),
            "neon-auth-columns",
            &["missing: session.token"],
        ),
        (
            &format!("{session} ALTER \"ipAddress\" TYPE inet USING NULL"),
            &format!("{session} ALTER \"ipAddress\" TYPE text"),
            "neon-auth-types",
            &["session.ipAddress is inet, not text"],
        ),
        (
            "ALTER TABLE neon_auth.\"user\" ALTER \"emailVerified\" TYPE text",
            "ALTER TABLE neon_auth.\"user\" ALTER \"emailVerified\" TYPE boolean USING false",
            "neon-auth-types",
            &["user.emailVerified is text, not boolean"],
        ),
    ];
    for (fault, mend, check, words) in faults {
        database.run(fault).await;
        patient.suffers(check, words).await;
        database.run(mend).await;
    }

    // Another spelling and other keys are accepted as they are: they're no mistake.
    let foreign_key = format!("{session} DROP CONSTRAINT IF EXISTS \"session_userId_fkey\"");
    database.run(&foreign_key).await;
    database.run(&format!("{session} RENAME \"expiresAt\" TO expires_at")).await;
    let report = patient.is_well().await;
    assert!(seen(&report, "neon-auth-columns").1.contains("expires_at"), "{report}");
    database.run(&format!("{session} ALTER \"userId\" TYPE text")).await;
    patient.suffers("neon-auth-types", &["session.userId is text, not uuid"]).await;

    let elsewhere = TestDatabase::without_provider().await;
    let report = Patient::on(&elsewhere).with("NEON_AUTH_URL", &provider.url).is_well().await;
    assert!(seen(&report, "neon-auth-grants").1.contains("another database"), "{report}");
}

/// Imitates a provider, with any answer and any time of day.
async fn pretender(session: &'static str, jwks: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/auth", listener.local_addr().unwrap());
    let server = HttpServer::new(move || {
        let jwks = jwks.clone();
        App::new()
            .route(
                "/auth/ok",
                web::get().to(async || HttpResponse::Ok().json(json!({ "ok": true }))),
            )
            .route(
                "/auth/get-session",
                web::get().to(move || async move { HttpResponse::Ok().body(session) }),
            )
            .route(
                "/auth/.well-known/jwks.json",
                web::get().to(move || {
                    let jwks = jwks.clone();
                    async move { HttpResponse::Ok().json(jwks) }
                }),
            )
            .route(
                "/auth/sign-out",
                web::post().to(async || {
                    let cookie = "__Secure-neon-auth.session_token=; Max-Age=0; Path=/";
                    HttpResponse::Ok().insert_header(("set-cookie", cookie)).json(json!({}))
                }),
            )
    });
    let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
    tokio::spawn(async move { tokio::time::timeout(Duration::from_secs(120), server).await });
    url
}

#[tokio::test]
async fn what_is_said_wrong_is_told_apart() {
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let at = async |session, keys: Value| {
        let url = pretender(session, json!({ "keys": keys })).await;
        Patient::none().with("NEON_AUTH_URL", &url)
    };
    at("null", json!([key])).await.is_well().await;
    let page = at("<!doctype html>", json!([key])).await;
    page.suffers("get-session", &["not `null`", "NEON_AUTH_URL"]).await;
    let symmetric = json!([{ "kty": "oct", "kid": "a", "alg": "HS256", "k": "c2VjcmV0" }]);
    at("null", symmetric).await.suffers("jwks", &["no key that may be used", "EdDSA"]).await;
}
