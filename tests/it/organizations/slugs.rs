//! An organization's URL is judged while it's typed, by the rule of the database, which
//! stores nothing for it.

use crate::harness::{Browser, TestApp};

async fn said(person: &mut Browser, query: &str) -> (bool, String, Option<String>) {
    let answer = person.get(&format!("/auth/register-organization/url?{query}")).await.expect(200);
    let answer = answer.json();
    let suggestion = answer["suggestion"].as_str().map(str::to_owned);
    (answer["is_free"].as_bool().unwrap(), answer["said"].as_str().unwrap().to_owned(), suggestion)
}

#[tokio::test]
async fn a_url_is_judged_before_the_form_is_sent() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let before = app.database.rows("SELECT id FROM tenants", &[]).await.len();

    let free = said(&mut ada, "slug=harbour&name=").await;
    assert_eq!(free, (true, "harbour is available.".to_owned(), None));
    let derived = said(&mut ada, "slug=&name=Stra%C3%9Fe%2012").await;
    assert_eq!(derived.1, "strasse-12 is available.");
    let taken = said(&mut ada, &format!("slug={slug}")).await;
    let suggestion = Some(format!("{slug}-2"));
    assert_eq!(taken, (false, "This URL is taken. Choose another one.".to_owned(), suggestion));
    assert!(!said(&mut ada, "slug=dashboard").await.0);
    assert!(!said(&mut ada, "slug=-No-").await.0);
    assert!(!said(&mut ada, "name=%E6%9D%B1%E4%BA%AC").await.0, "東京 asks");

    let form = [("slug", "acme-moved")];
    ada.post(&format!("/o/{slug}/settings/address"), &form).await.expect(303);
    assert!(!said(&mut ada, &format!("slug={slug}")).await.0, "a former URL stays taken");

    let after = app.database.rows("SELECT id FROM tenants", &[]).await.len();
    assert_eq!(before, after);
    let visitor = app.visitor().get("/auth/register-organization/url?slug=harbour").await;
    assert_ne!(visitor.status, 200);
}
