use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const NO_OFFER: &str =
    "DELETE FROM ownership_transfers; DELETE FROM outbox; DELETE FROM rate_limits";

const OFFERED: &str = "UPDATE memberships SET role = 'owner', suspended_at = NULL
        WHERE user_id = (SELECT id FROM users WHERE name = 'Ada');
    UPDATE memberships SET role = 'member'
        WHERE user_id = (SELECT id FROM users WHERE name = 'Grace');
    INSERT INTO ownership_transfers SELECT * FROM offered ON CONFLICT DO NOTHING;
    UPDATE ownership_transfers SET accepted_at = NULL, canceled_at = NULL;
    DELETE FROM outbox;
    DELETE FROM rate_limits";

pub(super) const TRANSFERS: [&str; 4] = [
    "POST /o/{slug}/ownership-transfers/{id}/acceptance",
    "POST /o/{slug}/ownership-transfers/{id}/delete",
    "POST /api/v1/tenants/{slug}/ownership-transfers/{id}/acceptance",
    "DELETE /api/v1/tenants/{slug}/ownership-transfers/{id}",
];

#[tokio::test]
async fn organizations_are_handed_over_in_few_round_trips() {
    let (app, mut counter) = counting(&TRANSFERS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut grace = app.person("Grace").await;
    app.join(&mut ada, &slug, &mut grace, "member").await;
    let receiver = id(&app, "SELECT id::text FROM users WHERE name = 'Grace'").await;
    let in_api = format!("/api/v1/tenants/{slug}/ownership-transfers");

    let email = [("email", grace.email.as_str())];
    let writes = [
        // Whether the mail is within its limits is answered first.
        form(&format!("/o/{slug}/settings/transfer"), &email, NO_OFFER).in_trips(3),
        call(Method::POST, &in_api, json!({ "user_id": receiver }), NO_OFFER).in_trips(3),
    ];
    counter.count(&app, &mut ada, &writes).await;

    app.database.run("CREATE TABLE offered AS SELECT * FROM ownership_transfers").await;
    let offered = id(&app, "SELECT id::text FROM offered").await;
    let one = format!("/o/{slug}/ownership-transfers/{offered}");
    let in_api = format!("{in_api}/{offered}");
    let cancel = [
        form(&format!("{one}/delete"), &[], OFFERED),
        call(Method::DELETE, &in_api, json!({}), OFFERED),
    ];
    counter.count(&app, &mut ada, &cancel).await;
    let accept = [
        form(&format!("{one}/acceptance"), &[], OFFERED),
        call(Method::POST, &format!("{in_api}/acceptance"), json!({}), OFFERED),
    ];
    counter.count(&app, &mut grace, &accept).await;
}
