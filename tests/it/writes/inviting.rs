use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const NONE: &str = "DELETE FROM invitations; DELETE FROM outbox; DELETE FROM rate_limits";

const SENT: &str = "INSERT INTO invitations SELECT * FROM sent ON CONFLICT DO NOTHING;
    UPDATE invitations SET canceled_at = NULL, accepted_at = NULL, accepted_by = NULL,
        declined_at = NULL, invited_by = (SELECT invited_by FROM sent),
        token_hash = (SELECT token_hash FROM sent), link_proves_mailbox = true;
    DELETE FROM memberships WHERE role <> 'owner';
    DELETE FROM outbox;
    DELETE FROM rate_limits";

#[tokio::test]
async fn people_are_invited_in_few_round_trips() {
    let (app, mut counter) = counting(&[]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let invitations = format!("/o/{slug}/invitations");
    let in_api = format!("/api/v1/tenants/{slug}/invitations");

    let one = [("email", "grace@example.com"), ("role", "member")];
    let both = [("email", "grace@example.com, carl@example.com"), ("role", "member")];
    let body = json!({ "email": "grace@example.com", "role": "member" });
    // Which mails are within their limits is answered first.
    let writes = [
        form(&invitations, &one, NONE).in_trips(3),
        form(&invitations, &both, NONE).in_trips(3),
        call(Method::POST, &in_api, body, NONE).in_trips(3),
    ];
    counter.count(&app, &mut ada, &writes).await;
}

pub(super) const CHANGED: [&str; 3] = [
    "POST /o/{slug}/invitations/{id}/delete",
    "DELETE /api/v1/tenants/{slug}/invitations/{id}",
    "POST /api/v1/tenants/{slug}/invitations/{id}/link",
];

#[tokio::test]
async fn invitations_are_changed_in_few_round_trips() {
    let (app, mut counter) = counting(&CHANGED).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let grace = app.person("Grace").await;
    let invitations = format!("/o/{slug}/invitations");
    let invite = [("email", grace.email.as_str()), ("role", "member")];
    ada.post(&invitations, &invite).await.expect(303);
    app.database.run("CREATE TABLE sent AS SELECT * FROM invitations").await;
    let sent = id(&app, "SELECT id::text FROM sent").await;
    let one = format!("{invitations}/{sent}");
    let in_api = format!("/api/v1/tenants/{slug}/invitations/{sent}");

    let writes = [
        form(&format!("{one}/delete"), &[], SENT),
        call(Method::DELETE, &in_api, json!({}), SENT),
        // Whether the mail is within its limits is answered first.
        form(&format!("{one}/resend"), &[], SENT).in_trips(3),
        call(Method::POST, &format!("{in_api}/resend"), json!({}), SENT).in_trips(3),
        // The page that shows the link is read under the lock.
        form(&format!("{one}/link"), &[], SENT).in_trips(3),
        call(Method::POST, &format!("{in_api}/link"), json!({}), SENT),
    ];
    counter.count(&app, &mut ada, &writes).await;
}

pub(super) const ANSWERED: [&str; 2] =
    ["POST /invitations/{token}/acceptance", "POST /api/v1/invitations/{token}/acceptance"];

#[tokio::test]
async fn invitations_are_answered_in_few_round_trips() {
    let (app, mut counter) = counting(&ANSWERED).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut grace = app.person("Grace").await;
    let invite = [("email", grace.email.as_str()), ("role", "member")];
    ada.post(&format!("/o/{slug}/invitations"), &invite).await.expect(303);
    let link = app.invitation_link(&grace.email).await;
    app.database.run("CREATE TABLE sent AS SELECT * FROM invitations").await;
    let sent = id(&app, "SELECT id::text FROM sent").await;
    let in_api = format!("/api/v1{link}");

    let writes = [
        form(&format!("{link}/acceptance"), &[], SENT),
        form(&format!("/invitations/{sent}/acceptance"), &[], SENT),
        call(Method::POST, &format!("{in_api}/acceptance"), json!({}), SENT),
        // Nobody has to be signed in for it, so that the caller is looked up first.
        form(&format!("{link}/decline"), &[], SENT).in_trips(3),
        form(&format!("/invitations/{sent}/decline"), &[], SENT).in_trips(3),
        call(Method::POST, &format!("{in_api}/decline"), json!({}), SENT).in_trips(3),
    ];
    counter.count(&app, &mut grace, &writes).await;
}
