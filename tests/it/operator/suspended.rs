//! An organization that an operator suspended is nobody's first page, and marked where it's
//! listed.

use super::admin::act;
use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn a_suspended_organization_is_no_first_page_and_is_marked_in_lists() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let beta = app.register(&mut ada, "Beta").await;
    ada.post("/account/organizations/default", &[("slug", &acme)]).await.expect(303);
    ada.get(&format!("/o/{acme}/todos")).await.expect(200);
    let first_page = |slug: &str| format!("/o/{slug}/dashboard");
    assert_eq!(ada.get("/dashboard").await.location(), first_page(&acme));

    act(&app.database, &["tenants", "suspend", &acme]).await;
    assert_eq!(ada.get("/dashboard").await.location(), first_page(&beta));
    for list in ["/auth/select-tenant", "/account/organizations"] {
        let page = ada.get(list).await.expect(200).text;
        let cards: Vec<_> = page.split("card-row").skip(1).collect();
        let marked = cards.iter().filter(|card| card.contains(">Suspended<")).count();
        assert_eq!((cards.len(), marked), (2, 1), "{page}");
    }
    let listed = ada.get_json("/api/v1/tenants").await.expect(200).text;
    assert_eq!(listed.matches("\"is_suspended\":true").count(), 1, "{listed}");

    let credentials = [("email", ada.email.as_str()), ("password", PASSWORD)];
    let mut again = app.visitor();
    let reply = again.post("/auth/login", &credentials).await.expect(303);
    assert_eq!(reply.location(), "/dashboard", "one is open");
    assert_eq!(again.get("/dashboard").await.location(), first_page(&beta));

    act(&app.database, &["tenants", "suspend", &beta]).await;
    assert_eq!(again.get("/dashboard").await.location(), "/auth/select-tenant");
    let reply = app.visitor().post("/auth/login", &credentials).await.expect(303);
    assert_eq!(reply.location(), "/auth/select-tenant", "none is open, and which is said there");
}
