use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

/// Nobody but the owner is a member, or has asked.
const OUTSIDE: &str = "DELETE FROM memberships WHERE role <> 'owner';
    DELETE FROM former_memberships;
    DELETE FROM join_requests;
    DELETE FROM outbox;
    DELETE FROM rate_limits;
    UPDATE domains SET offer = 'join'";

pub(super) const ENTERED: [&str; 4] = [
    "POST /join/{token}/acceptance",
    "POST /api/v1/join-links/{token}/acceptance",
    "POST /account/organizations/offers/{id}/acceptance",
    "POST /api/v1/me/organization-offers/{id}/acceptance",
];

#[tokio::test]
async fn people_join_in_two_round_trips_and_ask_in_three() {
    let (app, mut counter) = counting(&ENTERED).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut grace = app.person("Grace").await;
    let in_api = format!("/api/v1/tenants/{slug}/join-links");
    let link = ada.post_json(&in_api, json!({})).await.expect(201).json();
    let link = link["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    let (page, call_of_link) = (format!("/join/{link}"), format!("/api/v1/join-links/{link}"));
    let prove = "INSERT INTO domains
            (tenant_id, id, domain, offer, dns_value, created_at, proven_by, proven_at, checked_at)
        SELECT id, gen_random_uuid(), 'example.com', 'join', repeat('x', 32), now(), 'dns', now(), now()
        FROM tenants";
    app.database.run(prove).await;
    let offer = id(&app, "SELECT id::text FROM domains").await;
    let offers = format!("/account/organizations/offers/{offer}");
    let offers_in_api = format!("/api/v1/me/organization-offers/{offer}");

    let nothing = || json!({});
    let writes = [
        form(&format!("{page}/acceptance"), &[], OUTSIDE),
        call(Method::POST, &format!("{call_of_link}/acceptance"), nothing(), OUTSIDE),
        form(&format!("{offers}/acceptance"), &[], OUTSIDE),
        call(Method::POST, &format!("{offers_in_api}/acceptance"), nothing(), OUTSIDE),
        // Whether they may ask once more today is answered first.
        form(&format!("{page}/request"), &[], OUTSIDE).in_trips(3),
        call(Method::POST, &format!("{call_of_link}/request"), nothing(), OUTSIDE).in_trips(3),
        form(&format!("{offers}/request"), &[], OUTSIDE).in_trips(3),
        call(Method::POST, &format!("{offers_in_api}/request"), nothing(), OUTSIDE).in_trips(3),
    ];
    counter.count(&app, &mut grace, &writes).await;
}
