//! The first page of an organization, its insights, and the frame of its error pages.

use serde_json::json;

use crate::harness::{Browser, TestApp};

async fn write(author: &mut Browser, slug: &str, body: serde_json::Value) {
    author.post_json(&format!("/api/v1/tenants/{slug}/todos"), body).await.expect(201);
}

/// Returns the text between the heading `from` and what follows the section.
fn section<'a>(page: &'a str, from: &str) -> &'a str {
    let begin = page.find(from).unwrap_or_else(|| panic!("{from} is not in {page}"));
    page[begin..].split("</section>").next().unwrap()
}

#[tokio::test]
async fn the_first_page_lists_what_is_the_readers_to_do_the_most_urgent_first() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let id = "SELECT id::text FROM users WHERE email = $1";
    let bobs: String = app.database.rows(id, &[&bob.email]).await[0].get(0);
    for body in [
        json!({ "title": "Some day", "shared": true }),
        json!({ "title": "Next year", "due_on": "2027-12-24" }),
        json!({ "title": "Next month", "due_on": "2027-01-24", "shared": true }),
        json!({ "title": "For Bob", "due_on": "2027-01-01", "shared": true, "assignee_id": bobs }),
        json!({ "title": "Done already", "done": true }),
    ] {
        write(&mut ada, &acme, body).await;
    }
    app.database.run("UPDATE todos SET completed_at = now() WHERE title LIKE 'Done%'").await;
    let home = format!("/o/{acme}/dashboard");
    let page = ada.get(&home).await.expect(200).text;
    let mine = section(&page, "Your to-dos");
    let at = |title: &str| mine.find(title);
    assert!(at("Next month") < at("Next year") && at("Next year") < at("Some day"), "{mine}");
    assert!(at("For Bob").is_none() && at("Done already").is_none(), "{mine}");
    let of_bob = bob.get(&home).await.expect(200).text;
    assert!(section(&of_bob, "Your to-dos").contains("For Bob"), "{of_bob}");

    // A tick on that page leads back to it.
    let ticked = "SELECT id::text FROM todos WHERE title = 'For Bob'";
    let ticked: String = app.database.rows(ticked, &[]).await[0].get(0);
    let tick = format!("/o/{acme}/todos/{ticked}/completion");
    let answer = bob.post(&tick, &[("view", "home")]).await.expect(303);
    assert_eq!(answer.location(), format!("{home}#todo-{ticked}"));
    let after = bob.get(&home).await.expect(200).text;
    assert!(after.contains("Done.") && after.contains("No to-dos for you"), "{after}");
}

#[tokio::test]
async fn admins_see_what_was_done_and_members_what_was_added_for_them_to_see() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let home = format!("/o/{acme}/dashboard");
    let new = ada.get(&home).await.expect(200).text;
    assert!(new.contains("First steps"), "{new}");
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    write(&mut ada, &acme, json!({ "title": "Secret plan" })).await;
    write(&mut ada, &acme, json!({ "title": "Open plan", "shared": true })).await;

    let of_ada = ada.get(&home).await.expect(200).text;
    let seen = section(&of_ada, "Recent activity");
    assert!(seen.contains("added the to-do “Open plan”") && !seen.contains("Secret"), "{seen}");
    assert!(seen.contains(&format!("/o/{acme}/settings/activity/")), "{seen}");
    let steps = section(&of_ada, "First steps");
    assert_eq!(steps.matches("(done)").count(), 2, "{steps}");
    assert!(steps.contains("second owner"), "{steps}");
    ada.post(&format!("{home}/checklist/delete"), &[]).await.expect(303);
    assert!(!ada.get(&home).await.expect(200).text.contains("First steps"));
    let of_bob = bob.get(&home).await.expect(200).text;
    let seen = section(&of_bob, "Recently added");
    assert!(!of_bob.contains("First steps"), "{of_bob}");
    assert!(seen.contains("Open plan") && !of_bob.contains("Secret plan"), "{of_bob}");
    assert!(!of_bob.contains("/settings/activity") && !of_bob.contains("pending"), "{of_bob}");
}

#[tokio::test]
async fn insights_count_by_week_what_the_reader_sees() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    for (title, shared) in [("One", true), ("Two", true), ("Three", false)] {
        write(&mut ada, &acme, json!({ "title": title, "shared": shared })).await;
    }
    app.database.run("UPDATE todos SET completed_at = now() WHERE title = 'One'").await;
    let old = "UPDATE todos SET created_at = now() - interval '100 days' WHERE title = 'Two'";
    app.database.run(old).await;
    let together = async |who: &mut Browser, query: &str| {
        let page = who.get(&format!("/o/{acme}/insights{query}")).await.expect(200).text;
        let foot = page.split("<tfoot>").nth(1).unwrap().split("</tfoot>").next().unwrap();
        let cells: Vec<_> = foot
            .split("<td>")
            .skip(1)
            .map(|cell| cell.split('<').next().unwrap().to_owned())
            .collect();
        (page.matches("<time datetime=").count(), cells.join(" "))
    };
    assert_eq!(together(&mut ada, "").await, (12, String::from("2 1 2")));
    assert_eq!(together(&mut ada, "?weeks=26").await, (26, String::from("3 1 2")));
    assert_eq!(together(&mut bob, "?weeks=4").await, (4, String::from("1 1 2")));
    assert_eq!(together(&mut bob, "?weeks=9999").await, (12, String::from("1 1 2")));
}

#[tokio::test]
async fn an_error_page_stands_between_the_menus_of_whoever_is_signed_in() {
    let app = TestApp::with(&[("DB_POOL_SIZE", "1")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut eve, eves) = app.owner("Eve", "Eves").await;
    let lost = ada.get(&format!("/o/{acme}/nothing")).await.expect(404).text;
    for text in
        ["id=\"sections\"", "Switch organization", &format!("/o/{acme}/todos"), "Page not found"]
    {
        assert!(lost.contains(text), "{text} is not in {lost}");
    }
    let elsewhere = ada.get("/no/such/page").await.expect(404).text;
    assert!(elsewhere.contains(&format!("/o/{acme}/dashboard")), "{elsewhere}");
    let foreign = eve.get(&format!("/o/{acme}/todos")).await.expect(404).text;
    assert!(foreign.contains(&format!("/o/{eves}/dashboard")), "{foreign}");
    assert!(!foreign.contains("Acme"), "{foreign}");
    let visitor = app.visitor().get("/no/such/page").await.expect(404).text;
    assert!(visitor.contains("/auth/login") && !visitor.contains("id=\"sections\""), "{visitor}");

    // A program is told what it was told before, and a site elsewhere gets no menu.
    let request = ada.request(reqwest::Method::POST, &format!("/o/{acme}/todos"));
    let crossed = ada
        .send(request.header("origin", "https://evil.example").header("accept", "text/html"))
        .await;
    assert!(!crossed.expect(403).text.contains("id=\"sections\""));
}

#[tokio::test]
async fn a_new_organization_leads_to_inviting_and_from_there_home() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let slug = crate::harness::unique("acme").replace('_', "-");
    let form = [("name", "Acme"), ("slug", slug.as_str()), ("welcome", "true")];
    let next = ada.post("/auth/register-organization", &form).await.expect(303);
    let welcome = format!("/o/{slug}/welcome");
    assert_eq!(next.location(), welcome);
    let page = ada.get(&welcome).await.expect(200).text;
    assert!(page.contains("Acme created.") && page.contains("Skip for now"), "{page}");
    let form = [("email", "bob@example.com"), ("role", "member"), ("then", "home")];
    let sent = ada.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    assert_eq!(sent.location(), format!("/o/{slug}/dashboard"));

    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "member").await;
    bob.get(&welcome).await.expect(403);
}
