use reqwest::Method;
use serde_json::json;

use super::{call, count, form, tapped};

const AS_FOUNDED: &str = "UPDATE tenants SET name = 'Acme', hue = NULL";

const WITH_LOGO: &str = "WITH logo AS (
        INSERT INTO tenant_logos (tenant_id, digest, image, created_at)
            SELECT id, repeat('a', 64), 'x', now() FROM tenants ON CONFLICT DO NOTHING)
    UPDATE tenants SET logo = repeat('a', 64)";

#[tokio::test]
async fn an_organization_is_changed_in_two_round_trips() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (settings, in_api) = (format!("/o/{slug}/settings"), format!("/api/v1/tenants/{slug}"));

    let both = json!({ "name": "Apex", "hue": 3 });
    let writes = [
        form(&settings, &[("name", "Apex")], AS_FOUNDED),
        form(&format!("{settings}/color"), &[("hue", "3")], AS_FOUNDED),
        form(&format!("{settings}/logo/delete"), &[], WITH_LOGO),
        form(&format!("/o/{slug}/dashboard/checklist/delete"), &[], AS_FOUNDED),
        call(Method::PATCH, &in_api, both, AS_FOUNDED),
        call(Method::DELETE, &format!("{in_api}/logo"), json!({}), WITH_LOGO),
    ];
    count(&app, &tap, &mut ada, &writes).await;
}
