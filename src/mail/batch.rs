//! Several messages at once.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{Array, BigInt, Binary, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;
use futures_util::future::try_join_all;

use super::{Mail, letter::Columns, outbox};
use crate::{
    db::{Committed, DbError, KeptDsl as _, Scope, TenantConn},
    ids::MailId,
    limits::{Bill, Limits, Verdict},
};

/// Takes the costs in `$1` to `$4` from the limits, message by message, and inserts the
/// messages whose limits aren't used up into the outbox.
const ENQUEUE: &str = "WITH verdicts AS MATERIALIZED ( \
        SELECT item, microseconds FROM take_rate_limits_each($1, $2, $3, $4, $5)), \
    mails AS MATERIALIZED ( \
        SELECT mail.*, coalesce(verdicts.microseconds, 0) AS microseconds \
        FROM unnest($6, $7) WITH ORDINALITY AS mail (id, recipient, item) \
        LEFT JOIN verdicts USING (item)), \
    letters AS MATERIALIZED ( \
        SELECT * FROM unnest($8, $9, $10, $11, $12) WITH ORDINALITY \
            AS letter (item, language, subject, body_text, body_html, place)), \
    written AS ( \
        INSERT INTO outbox \
            (id, recipient, subject, body_text, body_html, created_at, next_attempt_at) \
        SELECT mails.id, mails.recipient, letter.subject, letter.body_text, letter.body_html, \
            $5, $5 \
        FROM mails CROSS JOIN LATERAL ( \
            SELECT it.* FROM letters it WHERE it.item = mails.item \
            ORDER BY it.language IS DISTINCT FROM chosen_language(mails.recipient), it.place \
            LIMIT 1 \
        ) letter \
        WHERE mails.microseconds = 0) \
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
struct Rows {
    ids: Vec<MailId>,
    recipients: Vec<String>,
    /// The message that each letter is of.
    items: Vec<i64>,
    letters: Columns,
}

/// Commits the changes of `db` along with `mails`, in one round trip. The changes count even if a
/// mail is over its limits, which is logged.
pub(crate) async fn commit_with(
    db: TenantConn,
    limits: &Limits,
    mails: Vec<Mail>,
    at: DateTime<Utc>,
) -> Result<Committed, DbError> {
    if mails.is_empty() {
        return db.commit().await;
    }
    let write = async |db: &TenantConn| enqueue_all(db, limits, mails, at).await;
    Ok(db.commit_and_read(write).await?.0)
}

/// Puts messages into the outbox together, each as [`outbox::enqueue`] does; those over their
/// limits are logged.
pub(crate) async fn enqueue_all(
    db: &impl Scope,
    limits: &Limits,
    mails: Vec<Mail>,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let all = mails.into_iter().map(|mail| outbox::enqueue(db, limits, mail, at));
    try_join_all(all).await.map(drop)
}

/// Puts messages into the outbox, as [`outbox::enqueue`] does with one, and returns a
/// verdict for each, by one statement however many they are. A message counts against its limits
/// after the ones before it; one that is over them isn't written.
pub(crate) async fn enqueue_each(
    db: &impl Scope,
    limits: &Limits,
    mails: Vec<Mail>,
    at: DateTime<Utc>,
) -> Result<Vec<Verdict>, DbError> {
    let Bills { items, all: Bill { keys, costs, windows } } = Bills::of(&mails, limits);
    let rows: Rows = mails.into_iter().collect();
    let waited: Vec<Waited> = sql_query(ENQUEUE)
        .bind::<Array<BigInt>, _>(items)
        .bind::<Array<Binary>, _>(keys)
        .bind::<Array<BigInt>, _>(costs)
        .bind::<Array<BigInt>, _>(windows)
        .bind::<Timestamptz, _>(at)
        .bind::<Array<SqlUuid>, _>(rows.ids)
        .bind::<Array<Text>, _>(rows.recipients)
        .bind::<Array<BigInt>, _>(rows.items)
        .bind::<Array<Text>, _>(rows.letters.languages)
        .bind::<Array<Text>, _>(rows.letters.subjects)
        .bind::<Array<Text>, _>(rows.letters.texts)
        .bind::<Array<Text>, _>(rows.letters.htmls)
        .kept()
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

impl FromIterator<Mail> for Rows {
    fn from_iter<T: IntoIterator<Item = Mail>>(mails: T) -> Self {
        let mut rows = Self::default();
        for (item, mail) in (1_i64..).zip(mails) {
            rows.ids.push(MailId::new());
            rows.recipients.push(mail.recipient);
            for letter in mail.letters {
                rows.items.push(item);
                rows.letters.push(letter);
            }
        }
        rows
    }
}
