//! A change of address: proven first, announced to both mailboxes, undone by a link.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::world::{ADA, CookieJar, PASSWORD, World, end, jar, wrong};

const NEW: &str = "countess@example.com";
const CHANGE: &str = "/email-otp/change-email";

async fn ask(world: &World, jar: &CookieJar) {
    ask_for(world, jar, NEW).await;
}

async fn ask_for(world: &World, jar: &CookieJar, new: &str) {
    let answer = world.post_with("/change-email", json!({ "newEmail": new }), jar).await;
    assert_eq!(answer.value(), json!({ "status": true }));
}

/// Requests the change, proves the new mailbox and returns the outcome.
async fn change_to(world: &World, jar: &CookieJar, new: &str) -> String {
    ask_for(world, jar, new).await;
    let proof = json!({ "newEmail": new, "otp": world.code(new).await });
    end(&world.post_with(CHANGE, proof, jar).await)
}

async fn undo(world: &World, token: &str) -> String {
    end(&world.post("/change-email/undo", json!({ "token": token })).await)
}

/// Lists the addresses of all the provider's users, by age.
async fn people(world: &World) -> String {
    let sql = "SELECT string_agg(email || ' ' || \"emailVerified\", ', ' ORDER BY id)
        FROM neon_auth.\"user\"";
    world.value(sql).await
}

async fn sign_up(world: &World, email: &str) -> CookieJar {
    let body = json!({ "name": "Eve", "email": email, "password": "another password" });
    let answer = world.post("/sign-up/email", body).await;
    assert_eq!(end(&answer), "200");
    jar(&answer)
}

fn proof(code: &str) -> Value {
    json!({ "newEmail": NEW, "otp": code })
}

async fn sign_in_as(world: &World, email: &str) -> String {
    end(&world.post("/sign-in/email", json!({ "email": email, "password": PASSWORD })).await)
}

/// Returns the token in the newest mail to `email` that has a link to undo a change.
async fn undo_token(world: &World, email: &str) -> String {
    let sql = "SELECT body_text FROM outbox WHERE recipient = $1
        AND body_text LIKE '%/auth/undo-email-change/%' ORDER BY id DESC LIMIT 1";
    let text: String = world.database.rows(sql, &[&email]).await[0].get(0);
    let rest = text.split("/auth/undo-email-change/").nth(1).unwrap();
    rest.split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_changes_before_the_new_mailbox_is_proven_and_both_are_told() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    assert_eq!(world.mails(ADA).await[0], "Your email address is about to change");
    assert_eq!(sign_in_as(&world, NEW).await, "401 INVALID_EMAIL_OR_PASSWORD");
    let code = world.code(NEW).await;
    let refused = world.post_with(CHANGE, proof(&wrong(&code)), &cookies).await;
    assert_eq!(end(&refused), "400 INVALID_OTP");
    let done = world.post_with(CHANGE, proof(&code), &cookies).await;
    assert_eq!(done.value(), json!({ "success": true }));
    assert_eq!(world.mails(ADA).await[0], "Your email address was changed");
    assert_eq!(sign_in_as(&world, NEW).await, "200");
    assert_eq!(sign_in_as(&world, ADA).await, "401 INVALID_EMAIL_OR_PASSWORD");
    let again = world.post_with(CHANGE, proof(&code), &cookies).await;
    assert_eq!(end(&again), "400 INVALID_OTP");
}

#[tokio::test]
async fn a_code_is_for_one_change_by_one_person_and_counts_its_tries() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    let code = world.code(NEW).await;
    world.send("eve@example.com", "sign-in").await;
    let eve = json!({ "email": "eve@example.com", "otp": world.code("eve@example.com").await });
    let eve = jar(&world.post("/sign-in/email-otp", eve).await);
    let stolen = world.post_with(CHANGE, proof(&code), &eve).await;
    assert_eq!(end(&stolen), "400 INVALID_OTP");
    let elsewhere = json!({ "newEmail": "other@example.com", "otp": code });
    let elsewhere = world.post_with(CHANGE, elsewhere, &cookies).await;
    assert_eq!(end(&elsewhere), "400 INVALID_OTP");
    let tries = (0..12).map(|_| world.post_with(CHANGE, proof("000000"), &cookies));
    let ends: Vec<String> = join_all(tries).await.iter().map(end).collect();
    assert_eq!(ends.iter().filter(|end| *end == "403 TOO_MANY_ATTEMPTS").count(), 1, "{ends:?}");
    let late = world.post_with(CHANGE, proof(&code), &cookies).await;
    assert_eq!(end(&late), "400 INVALID_OTP");
}

#[tokio::test]
async fn one_code_changes_the_address_once() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    let code = world.code(NEW).await;
    let tries = (0..8).map(|_| world.post_with(CHANGE, proof(&code), &cookies));
    let ends: Vec<String> = join_all(tries).await.iter().map(end).collect();
    assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{ends:?}");
}

#[tokio::test]
async fn an_address_that_is_taken_answers_as_a_free_one_and_its_owner_is_told() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world.send(NEW, "sign-in").await;
    let code = json!({ "email": NEW, "otp": world.code(NEW).await });
    world.post("/sign-in/email-otp", code).await;
    ask(&world, &cookies).await;
    assert_eq!(world.mails(NEW).await[0], "Your address was entered for another account");
    let refused = world.post_with(CHANGE, proof("000000"), &cookies).await;
    assert_eq!(end(&refused), "400 INVALID_OTP", "as for a free address");
}

#[tokio::test]
async fn the_former_mailbox_takes_its_account_back() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    world.post_with(CHANGE, proof(&world.code(NEW).await), &cookies).await;
    let token = undo_token(&world, ADA).await;
    let kept =
        world.value("SELECT string_agg(identifier || value, ' ') FROM neon_auth.verification");
    assert!(!kept.await.contains(&token), "the table has its digest only");
    world.pass(6 * 86_400);
    let undo = || world.post("/change-email/undo", json!({ "token": token }));
    let ends: Vec<String> = join_all([undo(), undo(), undo()]).await.iter().map(end).collect();
    assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{ends:?}");
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
    for address in [ADA, NEW] {
        assert_eq!(sign_in_as(&world, address).await, "401 INVALID_EMAIL_OR_PASSWORD");
    }
    world.send(ADA, "sign-in").await;
    let code = json!({ "email": ADA, "otp": world.code(ADA).await });
    assert_eq!(end(&world.post("/sign-in/email-otp", code).await), "200");
    assert_eq!(people(&world).await, format!("{ADA} true"));
}

#[tokio::test]
async fn the_link_works_for_seven_days_and_as_it_was_sent() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    world.post_with(CHANGE, proof(&world.code(NEW).await), &cookies).await;
    let token = undo_token(&world, ADA).await;
    let undo =
        async |token: &str| end(&world.post("/change-email/undo", json!({ "token": token })).await);
    assert_eq!(undo("made up").await, "400 INVALID_TOKEN");
    world.pass(7 * 86_400);
    assert_eq!(undo(&token).await, "400 INVALID_TOKEN");
    assert_eq!(sign_in_as(&world, NEW).await, "200");
}

#[tokio::test]
async fn what_cannot_be_an_address_or_is_ones_own_is_refused() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let ask = async |body: Value| end(&world.post_with("/change-email", body, &cookies).await);
    assert_eq!(ask(json!({ "newEmail": "ada at home" })).await, "400 VALIDATION_ERROR");
    assert_eq!(ask(json!({ "newEmail": ADA.to_uppercase() })).await, "400 EMAIL_IS_THE_SAME");
    let away = json!({ "newEmail": NEW, "callbackURL": "https://evil.example" });
    assert_eq!(ask(away).await, "403 INVALID_CALLBACK_URL");
    assert_eq!(world.mails(NEW).await.len(), 0);
}

#[tokio::test]
async fn a_link_takes_back_every_later_change_and_every_way_in_but_the_mailbox() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let first = undo_token(&world, ADA).await;
    world.pass(60);
    assert_eq!(change_to(&world, &cookies, "eve@example.com").await, "200");
    let second = undo_token(&world, NEW).await;
    let link = "INSERT INTO neon_auth.account (id, \"accountId\", \"providerId\", \"userId\", \"createdAt\", \"updatedAt\")
        SELECT gen_random_uuid(), $1, 'github', id, to_timestamp($2), now() FROM neon_auth.\"user\"";
    for (key, at) in [("before", 1_799_999_999_f64), ("since", 1_800_000_061_f64)] {
        world.database.rows(link, &[&key, &at]).await;
    }

    assert_eq!(undo(&world, &first).await, "200");
    assert_eq!(people(&world).await, format!("{ADA} true"));
    assert_eq!(undo(&world, &second).await, "400 INVALID_TOKEN");
    assert_eq!(people(&world).await, format!("{ADA} true"), "the undo stays");
    assert_eq!(world.database.count("neon_auth.account").await, 0, "whenever it was added");
    assert_eq!(world.mails("eve@example.com").await[0], "Your address was removed from an account");
    assert_eq!(world.mails(ADA).await[0], "Your email address was changed back");
}

#[tokio::test]
async fn an_earlier_link_outlives_a_later_one_of_the_same_moment() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let first = undo_token(&world, ADA).await;
    assert_eq!(change_to(&world, &cookies, "eve@example.com").await, "200");
    let second = undo_token(&world, NEW).await;
    assert_eq!(undo(&world, &second).await, "200");
    assert_eq!(people(&world).await, format!("{NEW} true"));
    assert_eq!(undo(&world, &first).await, "200");
    assert_eq!(people(&world).await, format!("{ADA} true"));
}

#[tokio::test]
async fn of_all_links_at_once_the_earliest_has_the_last_word() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let mut tokens = Vec::new();
    let mailboxes = [ADA, NEW, "eve@example.com", "mallory@example.com"];
    for (from, to) in mailboxes.iter().zip(&mailboxes[1..]) {
        world.pass(1);
        assert_eq!(change_to(&world, &cookies, to).await, "200");
        tokens.push(undo_token(&world, from).await);
    }
    let tries = tokens.iter().flat_map(|token| [token, token]);
    let ends = join_all(tries.map(|token| undo(&world, token))).await;
    assert!(
        ends.iter().all(|end| ["200", "400 INVALID_TOKEN"].contains(&end.as_str())),
        "{ends:?}"
    );
    assert_eq!(ends[..2].iter().filter(|end| *end == "200").count(), 1, "{ends:?}");
    assert_eq!(people(&world).await, format!("{ADA} true"));
}

#[tokio::test]
async fn who_signs_up_with_an_address_and_never_proves_it_keeps_nobody_out() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    sign_up(&world, NEW).await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    assert_eq!(people(&world).await, format!("{NEW} true"), "the account of nobody is gone");
    sign_up(&world, ADA).await;
    assert_eq!(undo(&world, &undo_token(&world, ADA).await).await, "200");
    assert_eq!(people(&world).await, format!("{ADA} true"));
    assert_eq!(sign_in_as(&world, ADA).await, "401 INVALID_EMAIL_OR_PASSWORD");
}

#[tokio::test]
async fn where_unproven_accounts_are_in_use_only_an_undo_displaces_one() {
    let world = World::with(false).await;
    world.sign_up(PASSWORD).await;
    world.send(ADA, "email-verification").await;
    let cookies = jar(&world.verify(&world.code(ADA).await).await);
    sign_up(&world, NEW).await;
    ask(&world, &cookies).await;
    assert_eq!(world.mails(NEW).await[0], "Your address was entered for another account");
    assert_eq!(change_to(&world, &cookies, "third@example.com").await, "200");
    let eve = sign_up(&world, ADA).await;
    assert_eq!(undo(&world, &undo_token(&world, ADA).await).await, "200");
    assert_eq!(world.get("/get-session", &eve).await.value(), Value::Null);
    assert_eq!(people(&world).await, format!("{ADA} true, {NEW} false"));
}

#[tokio::test]
async fn a_proven_owner_is_not_displaced_and_the_link_stays_good() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let token = undo_token(&world, ADA).await;
    world.send(ADA, "sign-in").await;
    let code = json!({ "email": ADA, "otp": world.code(ADA).await });
    assert_eq!(end(&world.post("/sign-in/email-otp", code).await), "200");
    assert_eq!(undo(&world, &token).await, "400 EMAIL_ALREADY_IN_USE");
    let leave = format!("DELETE FROM neon_auth.\"user\" WHERE email = '{ADA}'");
    world.database.run(&leave).await;
    assert_eq!(undo(&world, &token).await, "200");
}

/// A thief with a session makes changes, and the owner's link undoes them.
#[tokio::test]
async fn an_undone_change_takes_the_password_that_was_set_since_and_mails_a_new_chance() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world.pass(1);
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let token = undo_token(&world, ADA).await;
    world.pass(60);
    world.post("/email-otp/request-password-reset", json!({ "email": NEW })).await;
    let reset =
        json!({ "email": NEW, "otp": world.code(NEW).await, "password": "the thief's own" });
    assert_eq!(end(&world.post("/email-otp/reset-password", reset).await), "200");
    world.send(NEW, "sign-in").await;
    world.post("/request-password-reset", json!({ "email": NEW })).await;
    let theirs = world.token(NEW).await;
    assert_eq!(undo(&world, &token).await, "200");
    for email in [ADA, NEW] {
        let thief = json!({ "email": email, "password": "the thief's own" });
        let refused = end(&world.post("/sign-in/email", thief).await);
        assert_eq!(refused, "401 INVALID_EMAIL_OR_PASSWORD", "{email}");
    }
    let reset = json!({ "token": theirs, "newPassword": "another password" });
    assert_eq!(end(&world.post("/reset-password", reset).await), "400 INVALID_TOKEN");
    let sql = format!(
        "SELECT body_text FROM outbox WHERE recipient = '{ADA}' AND body_text LIKE '%reset-password?%'
         ORDER BY id DESC LIMIT 1"
    );
    let mail = world.value(&sql).await;
    let rest = mail.split("?token=").nth(1).unwrap();
    let own = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap();
    let reset = json!({ "token": own, "newPassword": "the owner's again" });
    assert_eq!(end(&world.post("/reset-password", reset).await), "200");
    assert_eq!(world.sign_in("the owner's again").await, "200");
}

#[tokio::test]
async fn a_change_that_is_under_way_does_not_survive_a_reset() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    ask(&world, &cookies).await;
    let code = world.code(NEW).await;
    world.post("/request-password-reset", json!({ "email": ADA })).await;
    let reset = json!({ "token": world.token(ADA).await, "newPassword": PASSWORD });
    assert_eq!(end(&world.post("/reset-password", reset).await), "200");
    let body = json!({ "email": ADA, "password": PASSWORD });
    let again = jar(&world.post("/sign-in/email", body).await);
    let late = world.post_with(CHANGE, proof(&code), &again).await;
    assert_eq!(end(&late), "400 INVALID_OTP");
}

/// Counts the stored undo links.
async fn undo_links(world: &World) -> String {
    let sql = "SELECT count(*)::text FROM neon_auth.verification
        WHERE identifier LIKE 'change-email-undo-%'";
    world.value(sql).await
}

#[tokio::test]
async fn going_back_to_a_former_address_leaves_the_mailboxes_in_between_without_a_link() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let first = undo_token(&world, ADA).await;
    world.pass(60);
    assert_eq!(change_to(&world, &cookies, "eve@example.com").await, "200");
    let second = undo_token(&world, NEW).await;
    world.pass(60);
    assert_eq!(change_to(&world, &cookies, ADA).await, "200");
    assert_eq!(undo_links(&world).await, "0");
    assert_eq!(world.mails("eve@example.com").await[0], "Your email address was changed");
    for token in [first, second] {
        assert_eq!(undo(&world, &token).await, "400 INVALID_TOKEN");
    }
    assert_eq!(people(&world).await, format!("{ADA} true"));
    // A change that isn't a way back leaves a link again.
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    assert_eq!(undo(&world, &undo_token(&world, ADA).await).await, "200");
}

#[tokio::test]
async fn going_back_half_the_way_leaves_the_earlier_link() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    let first = undo_token(&world, ADA).await;
    assert_eq!(change_to(&world, &cookies, "eve@example.com").await, "200");
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    assert_eq!(undo_links(&world).await, "1");
    assert_eq!(undo(&world, &first).await, "200");
    assert_eq!(people(&world).await, format!("{ADA} true"));
}

#[tokio::test]
async fn the_way_back_to_an_address_whose_link_is_over_is_a_change() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    assert_eq!(change_to(&world, &cookies, NEW).await, "200");
    world.pass(7 * 86_400);
    let again = json!({ "email": NEW, "password": PASSWORD });
    let again = jar(&world.post("/sign-in/email", again).await);
    assert_eq!(change_to(&world, &again, ADA).await, "200");
    assert_eq!(undo(&world, &undo_token(&world, NEW).await).await, "200");
    assert_eq!(people(&world).await, format!("{NEW} true"));
}
