//! Refusals by a mail server: of our settings, or of one message.

use chrono::TimeDelta;

use super::{kept, letters, now, sent, worker};
use crate::harness::{Smtp, TestDatabase};

/// Expects that no step after this one was taken.
fn went_no_further(smtp: &Smtp, step: &str) {
    let said = smtp.said();
    let steps = ["AUTH", "MAIL", "RCPT", "DATA"];
    let after = steps.iter().skip_while(|it| **it != step).skip(1);
    for later in after {
        assert!(!said.iter().any(|line| line.starts_with(later)), "{later}: {said:?}");
    }
}

#[tokio::test]
async fn a_server_that_refuses_our_settings_keeps_the_letter() {
    // The server's replies, the query in its URL, and the step that fails.
    for (script, query, step) in [
        (vec![("AUTH", "535 5.7.8 wrong")], "", "AUTH"),
        (vec![("AUTH", "534 5.7.9 another mechanism")], "", "AUTH"),
        (vec![("AUTH", "538 5.7.11 encrypt first")], "", "AUTH"),
        (vec![("MAIL", "530 5.7.0 Must issue a STARTTLS command first")], "", "MAIL"),
        (vec![("MAIL", "550 5.7.1 not your address")], "", "MAIL"),
        (vec![("MAIL", "553 not your address")], "", "MAIL"),
        (vec![("RCPT", "554 5.7.1 Relay access denied")], "", "RCPT"),
        (vec![("RCPT", "530 Authentication required")], "", "RCPT"),
        (vec![], "?tls=required", ""),
    ] {
        let database = TestDatabase::new().await;
        letters(&database, 1).await;
        let ehlo = [("EHLO", "250-here\r\n250 AUTH PLAIN LOGIN")];
        let smtp = Smtp::start(&[&ehlo[..], &script].concat()).await;
        let clock = now();
        let at = |query: &str| format!("smtp://ada:secret@127.0.0.1:{}{query}", smtp.port);
        let strict = worker(&database, &clock, &at(query));
        for _ in 0..20 {
            strict.send_due().await.unwrap();
            clock.advance(TimeDelta::hours(5));
        }
        went_no_further(&smtp, step);
        assert_eq!(database.count("outbox WHERE failed_at IS NOT NULL").await, 0, "{script:?}");
        assert_eq!(kept(&database).await, 1, "{script:?}");

        smtp.says(&ehlo);
        assert_eq!(worker(&database, &clock, &at("")).send_due().await.unwrap(), 1);
        assert_eq!((sent(&database).await, kept(&database).await), (1, 0), "{script:?}");
    }
}

#[tokio::test]
async fn without_the_encryption_that_is_asked_for_nothing_is_said() {
    let database = TestDatabase::new().await;
    letters(&database, 1).await;
    let smtp = Smtp::start(&[("EHLO", "250-here\r\n250 AUTH PLAIN LOGIN")]).await;
    let url = format!("smtp://ada:secret@127.0.0.1:{}?tls=required", smtp.port);
    worker(&database, &now(), &url).send_due().await.unwrap();
    let said = smtp.said();
    assert!(said.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{said:?}");
    let why = database.rows("SELECT last_error FROM outbox", &[]).await[0].get::<_, String>(0);
    assert!(why.contains("STARTTLS"), "{why}");
}

#[tokio::test]
async fn settings_that_no_letter_passes_are_tried_with_one_letter_at_a_time() {
    let database = TestDatabase::new().await;
    letters(&database, 5).await;
    let smtp = Smtp::start(&[("MAIL", "530 5.7.0 Authentication required")]).await;
    let worker = worker(&database, &now(), &format!("smtp://127.0.0.1:{}", smtp.port));
    assert_eq!(worker.send_due().await.unwrap(), 1);
    assert_eq!(database.count("outbox WHERE attempts > 0").await, 1);
}

#[tokio::test]
async fn a_letter_to_nobody_is_given_up_and_nothing_of_it_stays() {
    let database = TestDatabase::new().await;
    letters(&database, 3).await;
    let smtp = Smtp::start(&[
        ("RCPT TO:<p1@", "550 5.1.1 no such user"),
        ("RCPT TO:<p2@", "550 no such user"),
    ])
    .await;
    let worker = worker(&database, &now(), &format!("smtp://127.0.0.1:{}", smtp.port));
    assert_eq!(worker.send_due().await.unwrap(), 3);
    assert_eq!((smtp.taken().len(), sent(&database).await), (1, 1));
    assert_eq!(database.count("outbox WHERE failed_at IS NOT NULL AND attempts = 1").await, 2);
    assert_eq!(kept(&database).await, 0, "links and codes do not stay in the database");
}

#[tokio::test]
async fn a_letter_that_is_put_off_for_a_day_is_given_up_and_nothing_of_it_stays() {
    let database = TestDatabase::new().await;
    letters(&database, 1).await;
    let smtp = Smtp::start(&[("RCPT", "451 4.7.1 come back later")]).await;
    let clock = now();
    let worker = worker(&database, &clock, &format!("smtp://127.0.0.1:{}", smtp.port));
    let mut tries = 0;
    while database.count("outbox WHERE failed_at IS NULL").await == 1 {
        assert_eq!(kept(&database).await, 1);
        tries += worker.send_due().await.unwrap();
        clock.advance(TimeDelta::hours(5));
    }
    assert_eq!((tries, kept(&database).await), (12, 0));
}

/// It holds for every release that writes to the table.
#[tokio::test]
async fn the_table_empties_what_has_ended() {
    let database = TestDatabase::new().await;
    letters(&database, 2).await;
    database.run("UPDATE outbox SET failed_at = now() WHERE recipient LIKE 'p1@%'").await;
    database.run("UPDATE outbox SET sent_at = now() WHERE recipient LIKE 'p2@%'").await;
    assert_eq!(kept(&database).await, 1, "development's mailbox reads what was sent");
    database.run("UPDATE outbox SET body_text = ''").await;
    assert_eq!(kept(&database).await, 0);
}
