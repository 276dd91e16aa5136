//! A browser may keep pages for its back button that say nothing of anyone.

use crate::harness::TestApp;

#[tokio::test]
async fn the_way_back_needs_no_loading_where_nothing_is_secret() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut visitor = app.visitor();
    for path in
        ["/", "/auth/login", "/auth/login?mode=sign-up", "/auth/forgot-password", "/api/docs"]
    {
        let page = visitor.get(path).await.expect(200);
        assert_eq!(page.header("cache-control"), Some("private, no-cache"), "{path}");
    }
    for path in ["/auth/verify-email?email=ada@example.com", "/auth/reset-password", "/nothing"] {
        assert_eq!(visitor.get(path).await.header("cache-control"), Some("no-store"), "{path}");
    }
    for path in
        ["/account".to_owned(), format!("/o/{slug}/todos"), "/auth/no-organization".to_owned()]
    {
        let page = ada.get(&path).await.expect(200);
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
    }
}
