//! The sizes that organizations may reach.

use futures_util::future::join_all;

use crate::harness::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn of_ten_who_join_at_once_where_one_place_is_left_one_is_let_in() {
    let app = TestApp::with(&[("MAX_MEMBERS_PER_ORGANIZATION", "10")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    for _ in 0..8 {
        let mut member = app.person("Bob").await;
        app.join(&mut ada, &acme, &mut member, "member").await;
    }
    let mut guests = Vec::new();
    for _ in 0..10 {
        let guest = app.person("Guest").await;
        let form = [("email", guest.email.as_str()), ("role", "member")];
        ada.post(&format!("/o/{acme}/invitations"), &form).await.expect(303);
        let link = app.invitation_link(&guest.email).await;
        guests.push((guest, format!("{link}/acceptance")));
    }
    let all = guests.iter_mut().map(|(guest, path)| guest.post(path, &[]));
    let (joined, refused): (Vec<_>, Vec<_>) =
        join_all(all).await.into_iter().partition(|reply| reply.status == 303);
    assert_eq!((joined.len(), refused.len()), (1, 9));
    for reply in refused {
        assert!(reply.expect(409).text.contains("There is no room for another member"));
    }
    assert_eq!(app.database.count("memberships").await, 10);
    // An offer that found no room is still there.
    assert_eq!(app.database.count("invitations WHERE accepted_at IS NULL").await, 9);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_owns_so_many_organizations_and_no_more() {
    let app = TestApp::with(&[("MAX_ORGANIZATIONS_PER_PERSON", "3")]).await;
    let mut ada = app.person("Ada").await;
    let first = app.register(&mut ada, "First").await;
    let mut windows: Vec<_> = (0..6).map(|_| ada.another_window()).collect();
    let all = windows.iter_mut().enumerate().map(|(at, window)| async move {
        let (name, slug) = (format!("Number {at}"), format!("number-{at}-of-many"));
        let form = [("name", name.as_str()), ("slug", slug.as_str())];
        window.post("/auth/register-organization", &form).await
    });
    let (made, refused): (Vec<_>, Vec<_>) =
        join_all(all).await.into_iter().partition(|reply| reply.status == 303);
    assert_eq!((made.len(), refused.len()), (2, 4));
    for reply in refused {
        assert!(reply.expect(409).text.contains("You own as many organizations"));
    }
    // A deleted one makes room.
    super::deletion::delete(&mut ada, &first, "First").await.expect(303);
    app.register(&mut ada, "Fourth").await;
}

#[tokio::test]
async fn so_many_invitations_wait_and_no_more() {
    let app = TestApp::with(&[("MAX_PENDING_INVITATIONS_PER_ORGANIZATION", "2")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let invitations = format!("/o/{acme}/invitations");
    for (email, status) in [("a@example.com", 303), ("b@example.com", 303), ("c@example.com", 422)]
    {
        let form = [("email", email), ("role", "member")];
        let reply = ada.post(&invitations, &form).await.expect(status);
        let is_told = reply.text.contains("Many invitations of this organization are waiting");
        assert_eq!(is_told, status == 422);
    }
    let id: String = app.database.rows("SELECT id::text FROM invitations", &[]).await[0].get(0);
    ada.post(&format!("{invitations}/{id}/delete"), &[]).await.expect(303);
    let form = [("email", "c@example.com"), ("role", "member")];
    ada.post(&invitations, &form).await.expect(303);
}
