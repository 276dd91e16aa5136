//! Changes to the same members at the same time.

use futures_util::join;

use super::{member, remove, role, set_role};
use crate::harness::{Browser, TestApp};

async fn two_owners(app: &TestApp) -> (Browser, Browser, String) {
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "owner").await;
    (ada, bob, acme)
}

const ROUNDS: usize = 25;

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let app = TestApp::spawn().await;
    for _ in 0..ROUNDS {
        let (mut ada, mut bob, acme) = two_owners(&app).await;
        let (of_ada, of_bob) =
            join!(member(&app, &acme, &ada.email), member(&app, &acme, &bob.email));
        let (one, other) = join!(remove(&mut ada, &of_ada), remove(&mut bob, &of_bob));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [204, 409]);
        let left = [role(&app, &ada.email).await, role(&app, &bob.email).await];
        assert_eq!(left.iter().flatten().count(), 1, "{left:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_demote_each_other_one_is_demoted() {
    let app = TestApp::spawn().await;
    for _ in 0..ROUNDS {
        let (mut ada, mut bob, acme) = two_owners(&app).await;
        let (of_ada, of_bob) =
            join!(member(&app, &acme, &ada.email), member(&app, &acme, &bob.email));
        let (one, other) =
            join!(set_role(&mut ada, &of_bob, "member"), set_role(&mut bob, &of_ada, "member"));
        let mut statuses = [one.status.as_u16(), other.status.as_u16()];
        statuses.sort_unstable();
        // The second one is a member by then.
        assert_eq!(statuses, [200, 403]);
        let roles = [role(&app, &ada.email).await, role(&app, &bob.email).await];
        assert_eq!(roles.iter().flatten().filter(|role| *role == "owner").count(), 1);
    }
}
