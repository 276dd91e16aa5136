use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const ASKED: &str = "UPDATE join_requests SET outcome = NULL, decided_at = NULL, decided_by = NULL";

const SUSPENDED: &str = "INSERT INTO memberships (tenant_id, user_id, role, suspended_at)
    SELECT t.id, u.id, 'member', now() FROM tenants t, users u WHERE u.name = 'Grace'
    ON CONFLICT DO NOTHING";

pub(super) const OWN: [&str; 4] = [
    "POST /account/organizations/requests/{id}/delete",
    "DELETE /api/v1/me/join-requests/{id}",
    "POST /account/organizations/suspended/{id}/leave",
    "DELETE /api/v1/me/suspended-organizations/{id}",
];

#[tokio::test]
async fn organizations_are_left_alone_in_two_round_trips() {
    let (app, mut counter) = counting(&OWN).await;
    let (_ada, _) = app.owner("Ada", "Acme").await;
    let mut grace = app.person("Grace").await;
    let ask = "INSERT INTO join_requests (tenant_id, id, user_id, came_by, created_at)
        SELECT t.id, gen_random_uuid(), u.id, 'link', now() FROM tenants t, users u
        WHERE u.name = 'Grace'";
    app.database.run(ask).await;
    let request = id(&app, "SELECT id::text FROM join_requests").await;
    let tenant = id(&app, "SELECT id::text FROM tenants").await;
    let mine = "/account/organizations";

    let withdraw = [
        form(&format!("{mine}/requests/{request}/delete"), &[], ASKED),
        call(Method::DELETE, &format!("/api/v1/me/join-requests/{request}"), json!({}), ASKED),
    ];
    counter.count(&app, &mut grace, &withdraw).await;
    let in_api = format!("/api/v1/me/suspended-organizations/{tenant}");
    let leave = [
        form(&format!("{mine}/suspended/{tenant}/leave"), &[], SUSPENDED),
        call(Method::DELETE, &in_api, json!({}), SUSPENDED),
    ];
    counter.count(&app, &mut grace, &leave).await;
}
