//! Members who are changed or removed get a mail, whether a page or the API did it.

use super::{member, remove, set_role};
use crate::harness::{Browser, TestApp};

/// Returns the newest mail's subject and text.
async fn newest(app: &TestApp, person: &Browser) -> (String, String) {
    let mail = &app.mails(&person.email).await[0];
    let text = |field: &str| mail[field].as_str().unwrap().to_owned();
    (text("subject"), text("text"))
}

#[tokio::test]
async fn the_person_concerned_is_told_of_a_role_and_of_a_removal() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let of_bob = member(&app, &acme, &bob.email).await;
    set_role(&mut ada, &of_bob, "admin").await.expect(200);

    let (subject, text) = newest(&app, &bob).await;
    assert_eq!(subject, "Your role in an organization was changed");
    for words in ["You’re now an admin; you were a member before.", "“Ada”", "“Acme”"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // Nothing changes, so there is no mail.
    let mails = app.mails(&bob.email).await.as_array().unwrap().len();
    set_role(&mut ada, &of_bob, "admin").await.expect(200);
    // A refused change is rolled back with its mail, and nobody is told what they did themselves.
    set_role(&mut bob, &of_bob, "owner").await.expect(403);
    set_role(&mut bob, &of_bob, "member").await.expect(200);
    assert_eq!(app.mails(&bob.email).await.as_array().unwrap().len(), mails);

    let page = of_bob.replace("/api/v1/tenants/", "/o/");
    ada.post(&format!("{page}/delete"), &[]).await.expect(303);
    let (subject, text) = newest(&app, &bob).await;
    assert_eq!(subject, "You were removed from an organization");
    assert!(text.contains("your private to-dos there were deleted"), "{text}");
    assert!(text.contains("/account/organizations"), "{text}");
}

#[tokio::test]
async fn a_change_counts_even_if_its_mail_is_over_the_limit() {
    let app = TestApp::with(&[("RATE_LIMIT_MAIL_PER_HOUR", "2")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let of_bob = member(&app, &acme, &bob.email).await;
    let before = app.mails(&bob.email).await.as_array().unwrap().len();
    for role in ["admin", "member", "admin", "member"] {
        set_role(&mut ada, &of_bob, role).await.expect(200);
    }
    assert_eq!(app.mails(&bob.email).await.as_array().unwrap().len(), before + 2);
    // Other news is counted separately.
    remove(&mut ada, &of_bob).await.expect(204);
    assert_eq!(newest(&app, &bob).await.0, "You were removed from an organization");
}
