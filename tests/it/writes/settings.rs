use reqwest::Method;
use serde_json::json;

use super::{call, counting, form};

const AS_FOUNDED: &str = "UPDATE tenants SET name = 'Acme', hue = NULL";

const WITH_LOGO: &str = "WITH logo AS (
        INSERT INTO tenant_logos (tenant_id, digest, image, created_at)
            SELECT id, repeat('a', 64), 'x', now() FROM tenants ON CONFLICT DO NOTHING)
    UPDATE tenants SET logo = repeat('a', 64)";

pub(super) const SETTINGS: [&str; 6] = [
    "POST /o/{slug}/settings",
    "POST /o/{slug}/settings/color",
    "POST /o/{slug}/settings/logo/delete",
    "POST /o/{slug}/dashboard/checklist/delete",
    "PATCH /api/v1/tenants/{slug}",
    "DELETE /api/v1/tenants/{slug}/logo",
];

#[tokio::test]
async fn an_organization_is_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&SETTINGS).await;
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
    counter.count(&app, &mut ada, &writes).await;
}
