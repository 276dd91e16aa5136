//! The page of the history, its filters and its files.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{events, set_role, user_id};
use crate::harness::{Browser, TestApp};

/// Ada owns Acme, in which Bob is an admin who invited Carl a day later.
async fn acme(app: &TestApp) -> (Browser, Browser, String) {
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    set_role(app, &mut ada, &acme, &bob.email, "admin").await.expect(200);
    app.clock.advance(TimeDelta::days(1));
    let carl = [("email", "carl@example.com"), ("role", "member")];
    bob.post(&format!("/o/{acme}/invitations"), &carl).await.expect(303);
    (ada, bob, acme)
}

/// Returns the page's text without its tags.
async fn text(reader: &mut Browser, path: &str) -> String {
    let page = reader.get(path).await.expect(200).text;
    let main = page.split("<ul class=\"rows\">").nth(1).unwrap_or_default();
    let main = main.split("</ul>").next().unwrap();
    let parts = main.split('<').filter_map(|part| part.split_once('>'));
    parts.map(|(_, text)| text).collect::<String>().replace("&#x27;", "'").replace("&#39;", "'")
}

#[tokio::test]
async fn admins_read_in_plain_english_who_did_what() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let here = format!("/o/{acme}/settings/activity");
    let told = text(&mut bob, &here).await;
    for sentence in [
        "Bob invited carl@example.com",
        "Ada changed Bob’s role from member to admin",
        "Bob joined by the invitation to",
        "Ada created the organization Acme",
    ] {
        assert!(told.contains(sentence), "{sentence} is not in {told}");
    }
    set_role(&app, &mut ada, &acme, &bob.email, "member").await.expect(200);
    bob.get(&here).await.expect(403);
    bob.get(&format!("{here}/export.csv")).await.expect(403);
    let (mut mallory, _) = app.owner("Mallory", "Rival").await;
    mallory.get(&here).await.expect(404);
}

#[tokio::test]
async fn events_are_filtered_by_person_action_and_day() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    let (here, list) =
        (format!("/o/{acme}/settings/activity"), format!("/api/v1/tenants/{acme}/audit-events"));
    let today = app.clock.now().date_naive();
    let yesterday = today.pred_opt().unwrap();
    let bob_id = user_id(&app, &bob.email).await;
    let by_address = format!("actor={}", bob.email.replace('+', "%2B"));
    let noon = format!("from={yesterday}&to={yesterday}");
    for (query, actions) in [
        (format!("actor={bob_id}"), vec!["invitation.created", "invitation.accepted"]),
        (by_address, vec!["invitation.created", "invitation.accepted"]),
        (String::from("action=member.role_changed"), vec!["member.role_changed"]),
        (format!("from={today}"), vec!["invitation.created"]),
        (format!("actor={bob_id}&{noon}"), vec!["invitation.accepted"]),
        (format!("from={}T00:00:00Z&action=invitation.created", today), vec!["invitation.created"]),
        (String::from("actor=nobody@example.com"), vec![]),
    ] {
        let found = ada.get_json(&format!("{list}?{query}")).await.expect(200).json();
        let found = found["items"].as_array().unwrap().iter();
        let found: Vec<_> = found.map(|event| event["action"].as_str().unwrap()).collect();
        assert_eq!(found, actions, "{query}");
        let page = ada.get(&format!("{here}?{query}")).await.expect(200);
        assert_eq!(page.text.matches("<time").count(), actions.len(), "{query}");
    }
    for (query, field) in [
        ("actor=Bob", "actor"),
        ("from=yesterday", "from"),
        ("from=2026-03-02&to=2026-03-01", "to"),
    ] {
        let refused = ada.get_json(&format!("{list}?{query}")).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], field);
        let page = ada.get(&format!("{here}?{query}")).await.expect(422);
        assert!(page.text.contains(&format!("id=\"{field}-error\"")), "{query}");
    }
}

/// Adds `count` events of an owner, a minute apart.
async fn many(app: &TestApp, count: i64) {
    let fill = "INSERT INTO audit_events (tenant_id, id, actor_id, action, subject, created_at)
        SELECT m.tenant_id, (lpad(to_hex((extract(epoch FROM t.at) * 1000)::bigint), 12, '0')
            || '7000' || '8' || substr(md5(n::text), 1, 15))::uuid,
            m.user_id, 'tenant.renamed', m.tenant_id::text, t.at
        FROM memberships m, generate_series(1, $1::bigint) n,
            LATERAL (SELECT now() - interval '1 day' - n * interval '1 minute') t(at)
        WHERE m.role = 'owner'";
    app.database.superuser.execute(fill, &[&count]).await.unwrap();
}

#[tokio::test]
async fn a_cursor_leads_through_all_events_once_with_the_same_filter() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    many(&app, 120).await;
    let mut next = Some(format!("/api/v1/tenants/{acme}/audit-events?action=tenant.renamed"));
    let (mut ids, mut pages) = (Vec::new(), 0);
    while let Some(path) = next {
        let page = ada.get_json(&path).await.expect(200).json();
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|event| event["id"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
        pages += 1;
    }
    assert_eq!((ids.len(), pages), (120, 3));
    assert!(ids.windows(2).all(|pair| pair[0] > pair[1]), "newest first, each once");

    let page = ada.get(&format!("/o/{acme}/settings/activity?action=tenant.renamed")).await;
    let older = page.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let older = older.replace("&amp;", "&");
    let page = ada.get(&older).await.expect(200);
    assert_eq!(page.text.matches("<time").count(), 50);
    assert!(page.text.contains(">Newest<") && page.text.contains("selected"));
}

#[tokio::test]
async fn an_event_has_a_page_of_its_own() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let newest = &events(&mut ada, &acme).await[0];
    let path = format!("/o/{acme}/settings/activity/{}", newest["id"].as_str().unwrap());
    let page = bob.get(&path).await.expect(200).text;
    for text in
        ["Bob invited carl@example.com", "127.0.0.1", newest["request_id"].as_str().unwrap()]
    {
        assert!(page.contains(text), "{text}");
    }
    let (mut mallory, rival) = app.owner("Mallory", "Rival").await;
    mallory.get(&path).await.expect(404);
    mallory.get(&path.replace(&acme, &rival)).await.expect(404);
    ada.get(&format!("/o/{acme}/settings/activity/x")).await.expect(404);
}

#[tokio::test]
async fn the_history_is_downloaded_as_a_whole_and_that_is_recorded() {
    let app = TestApp::with(&[("DB_POOL_SIZE", "1"), ("DB_POOL_OVERFLOW", "0")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let evil = "UPDATE users SET name = '=HYPERLINK(\"x\")'";
    app.database.run(evil).await;
    many(&app, 1_234).await;
    let here = format!("/o/{acme}/settings/activity");
    let file = ada.get(&format!("{here}/export.json?action=tenant.renamed")).await.expect(200);
    assert_eq!(file.header("content-type"), Some("application/json"));
    let all = file.json();
    let all: &Vec<Value> = all.as_array().unwrap();
    assert_eq!(all.len(), 1_234);
    assert!(all.windows(2).all(|pair| pair[0]["id"].as_str() > pair[1]["id"].as_str()));
    assert_eq!(
        all[0]["sentence"],
        "=HYPERLINK(\"x\") renamed the organization from nothing to nothing."
    );

    let file = ada.get(&format!("{here}/export.csv")).await.expect(200);
    assert!(file.header("content-disposition").unwrap().contains(&format!("{acme}-activity-")));
    let mut table = csv::Reader::from_reader(file.text.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    // Registration and both downloads as well.
    assert_eq!(rows.len(), 1_237);
    assert_eq!(&rows[0][5], "history.exported");
    assert_eq!(&rows[3][3], "'=HYPERLINK(\"x\")", "a spreadsheet calculates no name");
    let empty = ada.get(&format!("{here}/export.json?action=none")).await.expect(200).json();
    assert_eq!(empty, json!([]));
    ada.get(&format!("{here}/export.csv?from=x")).await.expect(422);
    assert_eq!(events(&mut ada, &acme).await[0]["action"], "history.exported");
}

#[tokio::test]
async fn a_history_is_downloaded_ten_times_an_hour() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let (_, rival) = app.owner("Eve", "Rival").await;
    let here = format!("/o/{acme}/settings/activity");
    for number in 0..10 {
        let ending = ["csv", "json"][number % 2];
        let reader = if number < 5 { &mut ada } else { &mut bob };
        reader.get(&format!("{here}/export.{ending}")).await.expect(200);
    }
    // They are the organization's, whoever asks and for whichever file.
    for (reader, ending) in [(&mut ada, "csv"), (&mut bob, "json")] {
        let spent = reader.get(&format!("{here}/export.{ending}")).await.expect(429);
        let wait: i64 = spent.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=360).contains(&wait), "{wait}");
    }
    let recorded = "audit_events WHERE action = 'history.exported'";
    assert_eq!(app.database.count(recorded).await, 10, "what is refused isn't recorded");
    ada.get(&here).await.expect(200);
    let mine = app.register(&mut ada, "Mine").await;
    ada.get(&format!("/o/{mine}/settings/activity/export.csv")).await.expect(200);
    ada.get(&format!("/o/{rival}/settings/activity/export.csv")).await.expect(404);
    app.clock.advance(TimeDelta::hours(1));
    ada.get(&format!("{here}/export.csv")).await.expect(200);
}
