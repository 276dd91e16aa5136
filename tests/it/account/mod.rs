//! One's own account, through the pages.

mod activity;
mod deletion;
mod email;
mod erasure;
mod first_password;
mod hosted;
mod methods;
mod old_events;
mod password;
mod picture;
mod step_up;

use chrono::TimeDelta;

use crate::harness::{Browser, PASSWORD, TestApp};

/// Signs the same person in on another device.
async fn another_device(app: &TestApp, email: &str) -> Browser {
    let mut browser = app.visitor();
    browser.email = email.to_owned();
    sign_in(&mut browser, email, PASSWORD).await;
    browser
}

async fn sign_in(browser: &mut Browser, email: &str, password: &str) -> String {
    let form = [("email", email), ("password", password)];
    browser.post("/auth/login", &form).await.expect(303).location().to_owned()
}

async fn is_signed_in(browser: &mut Browser) -> bool {
    browser.get("/account").await.status == 200
}

/// Lists the subjects of the mails to `email`, newest first.
async fn subjects(app: &TestApp, email: &str) -> Vec<String> {
    let mails = app.mails(email).await;
    let mails = mails.as_array().unwrap().iter();
    mails.map(|mail| mail["subject"].as_str().unwrap().to_owned()).collect()
}

/// Lets enough time pass that the last proof is too old.
fn pass_ten_minutes(app: &TestApp) {
    app.clock.advance(TimeDelta::seconds(601));
}
