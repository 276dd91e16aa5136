//! Seals show every change to a history, stay good when people are erased, and hold up
//! nobody.

use tenantry::{
    audit::seals::{self, Extent, Finding},
    ids::TenantId,
};
use tokio_postgres::NoTls;

use super::set_role;
use crate::harness::{Browser, TestApp, program_on};

async fn seal(app: &TestApp) {
    let db = app.database.db();
    seals::seal(&db).await.unwrap();
    db.close();
}

async fn tenant(app: &TestApp, slug: &str) -> String {
    let sql = "SELECT id::text FROM tenants WHERE slug = $1";
    app.database.rows(sql, &[&slug]).await[0].get(0)
}

async fn verified(app: &TestApp, slug: &str) -> (Extent, Vec<Finding>) {
    let (db, tenant) = (app.database.db(), tenant(app, slug).await);
    let tenant: TenantId = tenant.parse().unwrap();
    let found = db.as_tenant(tenant, seals::verify).await.unwrap();
    db.close();
    found
}

async fn findings(app: &TestApp, slug: &str) -> Vec<String> {
    let found = verified(app, slug).await.1.into_iter();
    found.map(|it| format!("{}: {}", it.seal.unwrap_or_default(), it.text)).collect()
}

/// Ada's organization, with Bob as a member, in two seals.
async fn acme(app: &TestApp) -> (Browser, Browser, String) {
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    seal(app).await;
    set_role(app, &mut ada, &acme, &bob.email, "admin").await.expect(200);
    seal(app).await;
    (ada, bob, acme)
}

#[tokio::test]
async fn what_was_changed_removed_or_added_is_found() {
    let app = TestApp::spawn().await;
    let (_, _, acme) = acme(&app).await;
    let (_, rival) = app.owner("Mallory", "Rival").await;
    seal(&app).await;
    let (extent, found) = verified(&app, &acme).await;
    assert_eq!((extent.events, extent.unsealed, found), (4, 0, vec![]));
    assert_eq!(extent.last.unwrap().number, 2);

    let first =
        "SELECT id FROM audit_events WHERE action = 'tenant.registered' ORDER BY id LIMIT 1";
    let add = |created_at: &str| {
        format!(
            "INSERT INTO audit_events (tenant_id, id, action, subject, created_at)
             SELECT tenant_id, gen_random_uuid(), 'member.left', 'x', {created_at}
             FROM audit_events WHERE id = ({first})"
        )
    };
    for (tampering, expected) in [
        (
            format!("UPDATE audit_events SET after = 'owner' WHERE id = ({first})"),
            vec!["1: the event was changed"],
        ),
        (
            format!("UPDATE audit_events SET actor_name = 'Eve' WHERE id = ({first})"),
            vec!["1: the event was changed"],
        ),
        (
            format!("UPDATE audit_events SET actor_salt = NULL WHERE id = ({first})"),
            vec!["1: the event was changed"],
        ),
        (format!("DELETE FROM audit_events WHERE id = ({first})"), vec!["1: the event is missing"]),
        (
            format!(
                "SET session_replication_role = replica; {}; RESET session_replication_role",
                add("now()")
            ),
            vec!["0: the event was added without a seal"],
        ),
        (
            format!("{}; SELECT seal_audit_events()", add("now() - interval '1 day'")),
            vec!["3: the event was added afterwards"],
        ),
        (
            String::from(
                "UPDATE audit_seals SET event_ids = event_ids[2:] WHERE number = 1 AND cardinality(event_ids) > 1",
            ),
            vec!["1: the seal was changed", "1: the event was changed", "1: the event was changed"],
        ),
        (
            String::from("DELETE FROM audit_seals WHERE number = 1 AND cardinality(event_ids) > 1"),
            vec!["2: the seal before it is missing or was changed"],
        ),
    ] {
        app.database
            .run(
                "BEGIN; CREATE TABLE kept AS TABLE audit_events; \
                 CREATE TABLE kept_seals AS TABLE audit_seals; COMMIT",
            )
            .await;
        app.database.run(&tampering).await;
        let found = findings(&app, &acme).await;
        for text in &expected {
            assert!(found.contains(&(*text).to_owned()), "{tampering}: {found:?}");
        }
        assert_eq!(findings(&app, &rival).await, Vec::<String>::new(), "{tampering}");
        app.database.run("SET session_replication_role = replica; TRUNCATE audit_events, audit_seals, audit_unsealed; \
            INSERT INTO audit_events SELECT * FROM kept; INSERT INTO audit_seals SELECT * FROM kept_seals; \
            DROP TABLE kept, kept_seals; RESET session_replication_role").await;
        assert_eq!(findings(&app, &acme).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn an_erased_person_leaves_the_seals_good() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let carl = [("email", "carl@example.com"), ("role", "member")];
    bob.post(&format!("/o/{acme}/invitations"), &carl).await.expect(303);
    seal(&app).await;
    app.database.run(&format!("DELETE FROM users WHERE email = '{}'", bob.email)).await;
    let erased = app.database.count("audit_events WHERE actor_salt IS NULL").await;
    assert_eq!((erased, findings(&app, &acme).await), (2, vec![]));
    ada.get(&format!("/o/{acme}/settings/activity")).await.expect(200);
}

#[tokio::test]
async fn writers_wait_for_nobody_and_a_late_event_is_in_the_next_seal() {
    let app = TestApp::spawn().await;
    let (_, _, acme) = acme(&app).await;
    let tenant = tenant(&app, &acme).await;
    let add = format!(
        "BEGIN; SET LOCAL lock_timeout = '2s'; SET LOCAL app.tenant_id = '{tenant}';
         INSERT INTO audit_events (tenant_id, id, action, subject, created_at)
         VALUES ('{tenant}', gen_random_uuid(), 'member.left', 'x', now())"
    );
    let mut open = Vec::new();
    for _ in 0..3 {
        let (web, connection) = tokio_postgres::connect(&app.database.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        web.batch_execute(&add).await.unwrap();
        open.push(web);
    }
    open.pop().unwrap().batch_execute("COMMIT").await.unwrap();
    seal(&app).await;
    assert_eq!(verified(&app, &acme).await.0.last.unwrap().number, 3);
    for late in open {
        late.batch_execute("COMMIT").await.unwrap();
    }
    assert_eq!(verified(&app, &acme).await.0.unsealed, 2);
    let (one, two) = (app.database.db(), app.database.db());
    let sealing = (0..20).map(|number| seals::seal(if number % 2 == 0 { &one } else { &two }));
    futures_util::future::try_join_all(sealing).await.unwrap();
    let (extent, found) = verified(&app, &acme).await;
    assert_eq!((extent.events, extent.unsealed, found), (7, 0, vec![]));
    assert_eq!(extent.last.unwrap().number, 4, "one of them sealed both");
}

#[tokio::test]
async fn old_events_go_in_whole_seals_and_the_chain_goes_on() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    // The two seals as if they had been made 40 and 20 days ago.
    app.database
        .run("UPDATE audit_seals SET sealed_at = now() - interval '40 days' WHERE number = 1")
        .await;
    app.database
        .run("UPDATE audit_seals s SET digest = audit_seal_digest(s) WHERE number = 1")
        .await;
    app.database
        .run(
            "UPDATE audit_seals SET sealed_at = now() - interval '20 days',
        previous_digest = (SELECT digest FROM audit_seals WHERE number = 1) WHERE number = 2",
        )
        .await;
    app.database
        .run("UPDATE audit_seals s SET digest = audit_seal_digest(s) WHERE number = 2")
        .await;
    assert_eq!(findings(&app, &acme).await, Vec::<String>::new());

    let db = app.database.db();
    seals::purge_old(&db, 45).await.unwrap();
    assert_eq!(verified(&app, &acme).await.0.events, 4);
    // Nobody asks for less than thirty days.
    seals::purge_old(&db, 1).await.unwrap();
    let (extent, found) = verified(&app, &acme).await;
    assert_eq!((extent.events, found), (1, vec![]));
    set_role(&app, &mut ada, &acme, &bob.email, "member").await.expect(200);
    seals::seal(&db).await.unwrap();
    seals::purge_old(&db, 30).await.unwrap();
    let (extent, found) = verified(&app, &acme).await;
    assert_eq!((extent.events, extent.last.unwrap().number, found), (2, 3, vec![]));
    app.database.run("UPDATE audit_events SET after = 'x'").await;
    assert_eq!(findings(&app, &acme).await.len(), 2);
}

#[tokio::test]
async fn the_command_says_what_is_wrong_and_fails() {
    let app = TestApp::spawn().await;
    let (_, _, acme) = acme(&app).await;
    let verify = |arguments: &[&str]| {
        let mut command = program_on(&app.database, &["audit", "verify"]);
        let output = command.args(arguments).as_std_mut().output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    let (code, told, errors) = verify(&[]);
    assert_eq!(code, Some(0), "{told}{errors}");
    assert!(told.contains(&format!("{acme}: as sealed; 4 events")), "{told}");
    app.database.run("DELETE FROM audit_events WHERE action = 'member.role_changed'").await;
    let (code, told, errors) = verify(&["--tenant", &acme]);
    assert_eq!(code, Some(1), "{told}{errors}");
    assert!(told.contains("seal 2, event ") && told.contains("the event is missing"), "{told}");
    assert!(errors.contains("as it was sealed"), "{errors}");
    let (code, _, errors) = verify(&["--tenant", "nobody"]);
    assert!(code == Some(1) && errors.contains("There's no organization nobody."), "{errors}");
}
