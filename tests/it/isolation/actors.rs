//! People who have no right in Acme, each for a reason of their own.

use crate::harness::{Browser, TestApp};

/// A person without access, and the slug that they try.
pub struct Actor {
    pub name: &'static str,
    pub browser: Browser,
    /// The organization in the paths; the ids are always Acme's.
    pub slug: String,
    /// Whether they may read the organization's name, which they knew.
    pub knows_the_name: bool,
    /// The statuses that a page may answer.
    pub pages: &'static [u16],
    /// The statuses that the API may answer.
    pub api: &'static [u16],
}

/// Adds a guest to Acme and signs them in there.
async fn member(app: &TestApp, ada: &mut Browser, acme: &str, name: &str) -> Browser {
    let mut guest = app.person(name).await;
    app.join(ada, acme, &mut guest, "admin").await;
    guest.get(&format!("/o/{acme}/todos")).await.expect(200);
    guest
}

async fn change(app: &TestApp, who: &Browser, sql: &str) {
    let person = format!("(SELECT id FROM users WHERE email = '{}')", who.email);
    app.database.run(&sql.replace("{person}", &person)).await;
}

/// Returns everybody who must not get in. `ada` owns `acme`.
pub async fn without_access(app: &TestApp, ada: &mut Browser, acme: &str) -> Vec<Actor> {
    let (mut eve, evil) = app.owner("Eve", "Evil").await;
    eve.get(&format!("/o/{evil}/todos")).await.expect(200);
    let suspended = member(app, ada, acme, "Sue").await;
    change(app, &suspended, "UPDATE memberships SET suspended_at = now() WHERE user_id = {person}")
        .await;
    let removed = member(app, ada, acme, "Rob").await;
    change(app, &removed, "DELETE FROM memberships WHERE user_id = {person}").await;
    let revoked = member(app, ada, acme, "Rita").await;
    change(app, &revoked, "DELETE FROM sessions WHERE user_id = {person}").await;

    let gone: &[u16] = &[404];
    let actor = |name, browser, slug: &str, pages, api| Actor {
        name,
        browser,
        slug: slug.to_owned(),
        knows_the_name: false,
        pages,
        api,
    };
    let knows = |actor: Actor| Actor { knows_the_name: true, ..actor };
    vec![
        actor("the owner of another organization", eve.another_window(), acme, gone, gone),
        actor("an owner under their own slug", eve, &evil, gone, gone),
        actor("a person without organization", app.person("Olaf").await, acme, gone, gone),
        knows(actor("a suspended member", suspended, acme, &[403], &[403])),
        knows(actor("a removed member", removed, acme, gone, gone)),
        actor("a member whose session was revoked", revoked, acme, &[303, 401], &[401]),
        actor("a visitor", app.visitor(), acme, &[303, 401], &[401]),
    ]
}
