//! Changes to the same members at the same time.

use futures_util::join;

use super::{member, remove, role, set_role};
use crate::harness::{Browser, Reply, TestApp};

/// Two owners of an organization, and the API's paths of their memberships.
struct Owners {
    app: TestApp,
    ada: Browser,
    bob: Browser,
    of_ada: String,
    of_bob: String,
}

const ROUNDS: usize = 200;

impl Owners {
    async fn new() -> Self {
        let app = TestApp::spawn().await;
        let (mut ada, acme) = app.owner("Ada", "Acme").await;
        let mut bob = app.person("Bob").await;
        app.join(&mut ada, &acme, &mut bob, "owner").await;
        let (of_ada, of_bob) =
            join!(member(&app, &acme, &ada.email), member(&app, &acme, &bob.email));
        Self { app, ada, bob, of_ada, of_bob }
    }

    /// Makes both owners again, whatever became of them.
    async fn restore(&self) {
        let both = "INSERT INTO memberships (tenant_id, user_id, role)
            SELECT t.id, u.id, 'owner' FROM tenants t, users u
            ON CONFLICT (tenant_id, user_id) DO UPDATE SET role = 'owner', suspended_at = NULL";
        self.app.database.run(both).await;
    }

    /// Returns how many of them are active owners.
    async fn left(&self) -> i64 {
        let owners = "memberships WHERE role = 'owner' AND suspended_at IS NULL";
        self.app.database.count(owners).await
    }
}

fn statuses(one: &Reply, other: &Reply) -> [u16; 2] {
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    statuses
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_leave_at_once_one_stays() {
    let mut both = Owners::new().await;
    for _ in 0..ROUNDS {
        let (one, other) =
            join!(remove(&mut both.ada, &both.of_ada), remove(&mut both.bob, &both.of_bob));
        assert_eq!(statuses(&one, &other), [204, 409]);
        assert_eq!(both.left().await, 1);
        both.restore().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_demote_each_other_one_is_demoted() {
    let mut both = Owners::new().await;
    for _ in 0..ROUNDS {
        let (one, other) = join!(
            set_role(&mut both.ada, &both.of_bob, "member"),
            set_role(&mut both.bob, &both.of_ada, "member")
        );
        // The second one is a member by then.
        assert_eq!(statuses(&one, &other), [200, 403]);
        assert_eq!(both.left().await, 1);
        both.restore().await;
    }
    let roles = [role(&both.app, &both.ada.email).await, role(&both.app, &both.bob.email).await];
    assert_eq!(roles.map(|role| role.unwrap()), ["owner", "owner"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_owners_who_suspend_each_other_one_is_suspended() {
    let mut both = Owners::new().await;
    for _ in 0..ROUNDS {
        let (one, other) = join!(
            super::suspension::suspend(&mut both.ada, &both.of_bob, true),
            super::suspension::suspend(&mut both.bob, &both.of_ada, true)
        );
        assert_eq!(statuses(&one, &other), [200, 403]);
        assert_eq!(both.left().await, 1);
        both.restore().await;
    }
}
