//! The list of members: searched, filtered, sorted, page by page.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::{Browser, TestApp};

/// Adds `count` members named `Person 1` and so on to the organization; the first three are
/// admins, the first is suspended.
async fn crowd(app: &TestApp, slug: &str, count: u32) {
    let sql = format!(
        "INSERT INTO users (id, issuer, neon_auth_user_id, email, email_verified, name, created_at, updated_at)
            SELECT md5('u' || n)::uuid, 'x', md5('x' || n)::uuid::text, 'mail' || n || '@crowd.example', true,
                'Person ' || n, now(), now()
            FROM generate_series(1, {count}) n;
        INSERT INTO memberships (tenant_id, user_id, role, created_at, suspended_at)
            SELECT t.id, md5('u' || n)::uuid, CASE WHEN n <= 3 THEN 'admin' ELSE 'member' END,
                timestamptz '2026-01-01' + n * interval '1 minute', CASE WHEN n = 1 THEN now() END
            FROM tenants t, generate_series(1, {count}) n WHERE t.slug = '{slug}';
        UPDATE memberships SET last_active_at = timestamptz '2026-02-01' - n * interval '1 minute'
            FROM generate_series(1, {count}) n WHERE user_id = md5('u' || n)::uuid;
        ANALYZE"
    );
    app.database.run(&sql).await;
}

async fn listed(browser: &mut Browser, slug: &str, query: &str) -> Value {
    let path = format!("/api/v1/tenants/{slug}/members?{query}");
    browser.get_json(&path).await.expect(200).json()
}

fn names(list: &Value) -> Vec<String> {
    let members = list["items"].as_array().unwrap().iter();
    members.map(|member| member["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn members_are_found_by_a_part_of_name_or_address() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    crowd(&app, &acme, 12).await;
    for (query, total) in [
        ("", 13),
        ("q=PERSON", 12),
        ("q=person+1", 4),
        ("q=mail7@crowd", 1),
        ("q=%25", 0),
        ("q=_", 0),
        ("q=ada", 1),
        ("filter=admin", 3),
        ("filter=owner", 1),
        ("filter=suspended", 1),
        ("filter=admin&q=person+2", 1),
        ("q=nobody", 0),
    ] {
        // Ada's own address has an underscore.
        let own = usize::from(query == "q=_");
        let list = listed(&mut ada, &acme, query).await;
        assert_eq!(list["total"], total + own, "{query}");
        assert_eq!(names(&list).len(), total + own, "{query}");
        let page = ada.get(&format!("/o/{acme}/members?{query}")).await.expect(200);
        assert!(page.text.contains(&format!("of {}", total + own)), "{query}: {}", page.text);
    }
    // A renamed person is found by the new name only.
    app.database
        .run("UPDATE users SET name = 'Zoë', email = 'zoe@new.example' WHERE name = 'Person 5'")
        .await;
    assert_eq!(names(&listed(&mut ada, &acme, "q=zoe@").await), ["Zoë"]);
    assert_eq!(listed(&mut ada, &acme, "q=person+5").await["total"], 0);
}

#[tokio::test]
async fn members_are_renamed_in_each_of_their_organizations() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, bobs) = app.owner("Bob", "Bobs").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    bob.post("/account", &[("name", "Robert")]).await.expect(303);
    for (reader, slug) in [(&mut ada, &acme), (&mut bob, &bobs)] {
        assert_eq!(names(&listed(reader, slug, "q=robert").await), ["Robert"]);
        assert_eq!(listed(reader, slug, "q=bob&sort=name").await["total"], 1, "by the address");
    }
}

#[tokio::test]
async fn every_order_is_read_whole_part_by_part() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    crowd(&app, &acme, 119).await;
    for (sort, first) in [
        ("role", &["Ada", "Person 1", "Person 2"][..]),
        // The rest is sorted as the database's language has it.
        ("name", &["Ada"]),
        ("joined", &["Ada", "Person 119", "Person 118"]),
        ("active", &["Ada", "Person 1", "Person 2"]),
    ] {
        let mut path = format!("/api/v1/tenants/{acme}/members?sort={sort}");
        let mut all = Vec::new();
        loop {
            let list = ada.get_json(&path).await.expect(200).json();
            assert!(names(&list).len() <= 50);
            all.extend(names(&list));
            let Some(next) = list["next"].as_str() else { break };
            path = next.to_owned();
        }
        assert_eq!(all[..first.len()], *first, "{sort}");
        assert_eq!(all.len(), 120, "{sort}");
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 120, "{sort}");
        // The pages have the same order.
        for (page, from) in [(1, 0), (2, 50), (3, 100)] {
            let path = format!("/o/{acme}/members?sort={sort}&page={page}");
            let text = ada.get(&path).await.expect(200).text;
            let range = format!("{}–{} of 120", from + 1, (from + 50).min(120));
            assert!(text.contains(&range), "{path}: no {range}");
            assert!(text.contains(&format!("who-name\">{}", all[from])), "{path}: {}", all[from]);
        }
    }
    let wrong = format!("/api/v1/tenants/{acme}/members?sort=name&after=nowhere");
    assert_eq!(ada.get_json(&wrong).await.expect(422).json()["errors"][0]["field"], "after");
    let beyond = ada.get(&format!("/o/{acme}/members?page=9")).await.expect(200);
    assert!(beyond.text.contains("past the end"), "{}", beyond.text);
}

#[tokio::test]
async fn a_change_leads_back_to_the_list_it_was_made_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    crowd(&app, &acme, 60).await;
    let list = ada.get(&format!("/o/{acme}/members?q=person&sort=name&page=2")).await.expect(200);
    assert!(list.text.contains("value=\"q=person&amp;sort=name&amp;page=2\""), "{}", list.text);
    let id: String = app.database.rows("SELECT md5('u7')::uuid::text", &[]).await[0].get(0);
    let row = format!("/o/{acme}/members/{id}");
    let form = [("role", "admin"), ("list", "q=person&sort=name&page=2")];
    let done = ada.post(&format!("{row}/role"), &form).await.expect(303);
    let there = format!("/o/{acme}/members?q=person&sort=name&page=2#member-{id}");
    assert_eq!(done.location(), there);
    let form = [("list", "https://evil.example/")];
    let done = ada.post(&format!("{row}/delete"), &form).await.expect(303);
    assert_eq!(done.location(), format!("/o/{acme}/members"));
}

#[tokio::test]
async fn a_member_is_active_where_they_were_seen_last() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let other = app.register(&mut ada, "Other").await;
    let seen = async |slug: &str| -> bool {
        let sql = "SELECT m.last_active_at > m.created_at FROM memberships m
            JOIN tenants t ON t.id = m.tenant_id WHERE t.slug = $1";
        app.database.rows(sql, &[&slug]).await[0].get(0)
    };
    assert!(!seen(&acme).await && !seen(&other).await);
    app.clock.advance(chrono::TimeDelta::minutes(6));
    ada.get("/account").await.expect(200);
    assert!(!seen(&acme).await && !seen(&other).await, "the account is no organization's");
    app.clock.advance(chrono::TimeDelta::minutes(6));
    ada.get(&format!("/o/{acme}/todos")).await.expect(200);
    assert!(seen(&acme).await && !seen(&other).await);
    ada.get(&format!("/o/{other}/todos")).await.expect(200);
    assert!(seen(&other).await, "an arrival counts at once");
}
