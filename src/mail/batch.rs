//! Several messages at once, in one statement however many they are.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{Array, BigInt, Binary, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;

use super::Mail;
use crate::{
    db::{DbError, Scope},
    ids::MailId,
    limits::{Bill, Limits, Verdict},
};

/// Takes the costs in `$1` to `$4` from the limits, message by message, and inserts the
/// messages whose limits aren't used up into the outbox.
const ENQUEUE: &str = "WITH verdicts AS MATERIALIZED ( \
        SELECT item, microseconds FROM take_rate_limits_each($1, $2, $3, $4, $5)), \
    mails AS MATERIALIZED ( \
        SELECT mail.*, coalesce(verdicts.microseconds, 0) AS microseconds \
        FROM unnest($6, $7, $8, $9, $10) WITH ORDINALITY \
            AS mail (id, recipient, subject, body_text, body_html, item) \
        LEFT JOIN verdicts USING (item)), \
    written AS ( \
        INSERT INTO outbox \
            (id, recipient, subject, body_text, body_html, created_at, next_attempt_at) \
        SELECT id, recipient, subject, body_text, body_html, $5, $5 FROM mails \
        WHERE microseconds = 0) \
    SELECT microseconds FROM mails ORDER BY item";

#[derive(QueryableByName)]
struct Waited {
    #[diesel(sql_type = BigInt)]
    microseconds: i64,
}

/// The costs of the messages together, and the message that each is of.
#[derive(Default)]
struct Bills {
    items: Vec<i64>,
    all: Bill,
}

/// The messages, column by column.
#[derive(Default)]
struct Columns {
    ids: Vec<MailId>,
    recipients: Vec<String>,
    subjects: Vec<&'static str>,
    texts: Vec<String>,
    htmls: Vec<String>,
}

/// Puts messages into the outbox, as [`super::outbox::enqueue`] does with one, and returns a
/// verdict for each. A message counts against its limits after the ones before it; one
/// that is over them isn't written.
pub(crate) async fn enqueue_each(
    db: &impl Scope,
    limits: &Limits,
    mails: Vec<Mail>,
    at: DateTime<Utc>,
) -> Result<Vec<Verdict>, DbError> {
    let Bills { items, all: Bill { keys, costs, windows } } = Bills::of(&mails, limits);
    let Columns { ids, recipients, subjects, texts, htmls } = mails.into_iter().collect();
    let waited: Vec<Waited> = sql_query(ENQUEUE)
        .bind::<Array<BigInt>, _>(items)
        .bind::<Array<Binary>, _>(keys)
        .bind::<Array<BigInt>, _>(costs)
        .bind::<Array<BigInt>, _>(windows)
        .bind::<Timestamptz, _>(at)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Text>, _>(recipients)
        .bind::<Array<Text>, _>(subjects)
        .bind::<Array<Text>, _>(texts)
        .bind::<Array<Text>, _>(htmls)
        .load(&mut db.conn())
        .await?;
    db.mail_is_written();
    Ok(waited.into_iter().map(|it| Verdict::after(it.microseconds)).collect())
}

impl Bills {
    fn of(mails: &[Mail], limits: &Limits) -> Self {
        let mut bills = Self::default();
        for (item, mail) in (1_i64..).zip(mails) {
            let bill = limits.bill(&mail.sender.rules(&mail.recipient, &limits.config));
            bills.items.extend(bill.keys.iter().map(|_| item));
            bills.all.keys.extend(bill.keys);
            bills.all.costs.extend(bill.costs);
            bills.all.windows.extend(bill.windows);
        }
        bills
    }
}

impl FromIterator<Mail> for Columns {
    fn from_iter<T: IntoIterator<Item = Mail>>(mails: T) -> Self {
        let mut columns = Self::default();
        for mail in mails {
            columns.ids.push(MailId::new());
            columns.recipients.push(mail.recipient);
            columns.subjects.push(mail.subject);
            columns.texts.push(mail.body_text);
            columns.htmls.push(mail.body_html);
        }
        columns
    }
}
