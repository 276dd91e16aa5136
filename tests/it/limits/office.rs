//! Many people behind one address: failures count for the address, tries for the account.

use chrono::TimeDelta;

use super::{PROXIED, TEN, sign_in};
use crate::harness::{Browser, PASSWORD, TestApp};

const OFFICE: &str = "203.0.113.7";

/// Returns thirteen people who haven't signed in with their current browser before.
async fn office(app: &TestApp) -> Vec<(Browser, String)> {
    let mut people = Vec::new();
    for number in 0..13 {
        let email = app.person(&format!("Colleague{number}")).await.email;
        app.clock.advance(TimeDelta::minutes(1));
        people.push((app.visitor(), email));
    }
    people
}

#[tokio::test]
async fn thirteen_right_passwords_in_a_minute_from_one_address_get_in() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let mut people = office(&app).await;
    for (number, (browser, email)) in people.iter_mut().enumerate() {
        assert_eq!(sign_in(browser, OFFICE, email, PASSWORD).await, 200, "colleague {number}");
    }
    // Ten failures are still the limit per minute, whether or not right ones come in between.
    for number in 0..10 {
        let email = format!("{number}@example.com");
        assert_eq!(sign_in(&mut app.visitor(), OFFICE, &email, "wrong one").await, 401);
    }
    let email = &people[0].1;
    assert_eq!(sign_in(&mut app.visitor(), OFFICE, "x@example.com", "wrong one").await, 429);
    assert_eq!(sign_in(&mut app.visitor(), OFFICE, email, PASSWORD).await, 429);
}

#[tokio::test]
async fn right_passwords_buy_no_further_guesses() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let eve = app.person("Eve").await.email;
    app.clock.advance(TimeDelta::minutes(2));
    let mut guesses = 0;
    for number in 0..30 {
        let victim = format!("{number}@example.com");
        guesses +=
            usize::from(sign_in(&mut app.visitor(), OFFICE, &victim, "a guess").await == 401);
        if number < 9 {
            sign_in(&mut app.visitor(), OFFICE, &eve, PASSWORD).await;
        }
    }
    assert_eq!(guesses, 10);
}

#[tokio::test]
async fn right_passwords_count_for_the_account() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let ada = app.person("Ada").await.email;
    app.clock.advance(TimeDelta::minutes(2));
    for number in 0..10 {
        let from = format!("198.51.100.{number}");
        assert_eq!(sign_in(&mut app.visitor(), &from, &ada, PASSWORD).await, 200);
    }
    assert_eq!(sign_in(&mut app.visitor(), "198.51.100.11", &ada, PASSWORD).await, 429);
}
