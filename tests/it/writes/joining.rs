use reqwest::Method;
use serde_json::json;

use super::{call, count, form, id, tapped};

const OFF: &str = "INSERT INTO join_links SELECT * FROM kept ON CONFLICT DO NOTHING;
    UPDATE join_links SET enabled = false, max_uses = NULL";

const ON: &str = "UPDATE join_links SET enabled = true, max_uses = NULL";

const NO_LINKS: &str = "DELETE FROM join_links";

const THERE: &str = "INSERT INTO join_links SELECT * FROM kept ON CONFLICT DO NOTHING";

#[tokio::test]
async fn links_are_changed_in_two_round_trips() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let links = format!("/o/{slug}/settings/access/links");
    let in_api = format!("/api/v1/tenants/{slug}/join-links");
    ada.post_json(&in_api, json!({})).await.expect(201);
    app.database.run("CREATE TABLE kept AS SELECT * FROM join_links").await;
    let link = id(&app, "SELECT id::text FROM kept").await;
    let (one, one_in_api) = (format!("{links}/{link}"), format!("{in_api}/{link}"));

    let fields = [("label", ""), ("expires", ""), ("max_uses", "5"), ("domains", "")];
    let both = json!({ "enabled": true, "max_uses": 5 });
    let writes = [
        form(&one, &fields, ON),
        form(&format!("{one}/activation"), &[], OFF),
        form(&format!("{one}/activation/delete"), &[], ON),
        form(&format!("{one}/rotation"), &[], THERE),
        form(&format!("{one}/delete"), &[], THERE),
        form(&links, &fields, NO_LINKS),
        call(Method::PATCH, &one_in_api, both, OFF),
        call(Method::POST, &format!("{one_in_api}/rotation"), json!({}), THERE),
        call(Method::DELETE, &one_in_api, json!({}), THERE),
        call(Method::POST, &in_api, json!({}), NO_LINKS),
    ];
    count(&app, &tap, &mut ada, &writes).await;
}
