//! The outbox: rows that become mail once their transaction has committed.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    Queryable, QueryableByName, Selectable, SelectableHelper as _,
    dsl::{Eq, count_star, min},
    sql_query,
    sql_types::{Array, BigInt, Binary, Integer, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{Mail, letter::Columns};
use crate::{
    db::{Batches, Db, DbError, KeptDsl as _, Scope, SystemConn, schema::outbox},
    ids::MailId,
    limits::{self, Bill, Limits, Verdict},
};

/// Takes the costs in `$1` to `$3` from the limits and, if none is used up, inserts the
/// message into the outbox, in the language that its recipient has chosen.
const ENQUEUE: &str = "WITH verdict AS MATERIALIZED \
        (SELECT take_rate_limits($1, $2, $3, $4) AS microseconds), \
    written AS ( \
        INSERT INTO outbox \
            (id, recipient, subject, body_text, body_html, created_at, next_attempt_at) \
        SELECT $5, $6, letter.subject, letter.body_text, letter.body_html, $4, $4 \
        FROM verdict CROSS JOIN LATERAL ( \
            SELECT it.* FROM unnest($7, $8, $9, $10) WITH ORDINALITY \
                AS it (language, subject, body_text, body_html, place) \
            ORDER BY it.language IS DISTINCT FROM chosen_language($6), it.place LIMIT 1 \
        ) letter \
        WHERE microseconds = 0) \
    SELECT microseconds FROM verdict";

/// Inserts a message to each of `$1`, whose ids are `$2`, in the language that each has chosen.
const ENQUEUE_TO_ALL: &str = "INSERT INTO outbox \
        (id, recipient, subject, body_text, body_html, created_at, next_attempt_at) \
    SELECT mail.id, mail.recipient, letter.subject, letter.body_text, letter.body_html, $3, $3 \
    FROM unnest($1, $2) AS mail (recipient, id) CROSS JOIN LATERAL ( \
        SELECT it.* FROM unnest($4, $5, $6, $7) WITH ORDINALITY \
            AS it (language, subject, body_text, body_html, place) \
        ORDER BY it.language IS DISTINCT FROM chosen_language(mail.recipient), it.place LIMIT 1 \
    ) letter";

#[derive(QueryableByName)]
struct Waited {
    #[diesel(sql_type = BigInt)]
    microseconds: i64,
}

/// Puts `mail` into the outbox; it's sent once this transaction has committed. If its
/// sender has sent too much, or the recipient has received too much, nothing is written
/// and the caller decides whether that matters.
pub(crate) async fn enqueue(
    db: &impl Scope,
    limits: &Limits,
    mail: Mail,
    at: DateTime<Utc>,
) -> Result<Verdict, DbError> {
    let sender = mail.sender;
    let rules = sender.rules(&mail.recipient, &limits.config);
    let Bill { keys, costs, windows } = limits.bill(&rules);
    let letters = mail.letters.into_iter().collect::<Columns>();
    let waited: Waited = sql_query(ENQUEUE)
        .bind::<Array<Binary>, _>(keys)
        .bind::<Array<BigInt>, _>(costs)
        .bind::<Array<BigInt>, _>(windows)
        .bind::<Timestamptz, _>(at)
        .bind::<SqlUuid, _>(MailId::new())
        .bind::<Text, _>(mail.recipient)
        .bind::<Array<Text>, _>(letters.languages)
        .bind::<Array<Text>, _>(letters.subjects)
        .bind::<Array<Text>, _>(letters.texts)
        .bind::<Array<Text>, _>(letters.htmls)
        .kept()
        .get_result(&mut db.conn())
        .await?;
    db.mail_is_written();
    let verdict = limits::counted(Verdict::after(waited.microseconds), &rules);
    if let Verdict::Spent(seconds) = verdict {
        tracing::warn!(mail.sender = ?sender, mail.wait = seconds, "A mail was not written: its limit is used up");
    }
    Ok(verdict)
}

/// The number of messages that one statement inserts.
const INSERTED_AT_ONCE: usize = 1_000;

/// Puts the same message to each of `recipients` into the outbox, in place of the mail's own
/// recipient. Takes from no allowance: the caller limits how often that happens.
pub(crate) async fn enqueue_to_all(
    db: &impl Scope,
    recipients: &[String],
    mail: Mail,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let letters = mail.letters.into_iter().collect::<Columns>();
    for some in recipients.chunks(INSERTED_AT_ONCE) {
        let ids: Vec<_> = some.iter().map(|_| MailId::new()).collect();
        sql_query(ENQUEUE_TO_ALL)
            .bind::<Array<Text>, _>(some)
            .bind::<Array<SqlUuid>, _>(ids)
            .bind::<Timestamptz, _>(at)
            .bind::<Array<Text>, _>(&letters.languages)
            .bind::<Array<Text>, _>(&letters.subjects)
            .bind::<Array<Text>, _>(&letters.texts)
            .bind::<Array<Text>, _>(&letters.htmls)
            .execute(&mut db.conn())
            .await?;
    }
    db.mail_is_written();
    Ok(())
}

/// A message in the outbox.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg))]
pub struct QueuedMail {
    /// The row's id, also used as the Message-ID.
    pub id: MailId,
    /// The recipient's address.
    pub recipient: String,
    /// A single line.
    pub subject: String,
    /// The text version, complete in itself.
    pub body_text: String,
    /// The same content as HTML.
    pub body_html: String,
    /// The number of attempts, this one included.
    pub attempts: i32,
    /// The time at which it was enqueued.
    pub created_at: DateTime<Utc>,
    /// The time at which it was sent, for the mailbox page.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Claims the message that has been due the longest, so that no other worker claims it
/// before `until`.
pub(super) async fn claim(
    db: &SystemConn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<QueuedMail>, DbError> {
    let due = outbox::table
        .filter(outbox::next_attempt_at.le(now))
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .order(outbox::next_attempt_at)
        .for_update()
        .skip_locked()
        .select(outbox::id);
    let due: Option<MailId> = due.first(&mut db.conn()).await.optional()?;
    let Some(id) = due else { return Ok(None) };
    let claimed = diesel::update(outbox::table.find(id))
        .set((outbox::next_attempt_at.eq(until), outbox::attempts.eq(outbox::attempts + 1)))
        .returning(QueuedMail::as_returning())
        .kept()
        .get_result(&mut db.conn())
        .await?;
    Ok(Some(claimed))
}

/// The messages that wait.
#[derive(Clone, Copy, Debug, Default, Queryable)]
pub(super) struct Waiting {
    /// The time at which the next one is due.
    pub(super) next_due: Option<DateTime<Utc>>,
    /// The time at which the oldest one was written.
    pub(super) oldest: Option<DateTime<Utc>>,
    /// Their number.
    pub(super) count: i64,
}

/// Looks what waits, in one statement.
pub(super) async fn waiting(db: &Db) -> Result<Waiting, DbError> {
    let waiting = outbox::table
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .select((min(outbox::next_attempt_at), min(outbox::created_at), count_star()));
    db.only(async move |mut conn: &AsyncPgConnection| waiting.first(&mut conn).await).await
}

/// Keeps a claimed message from other workers until `until`.
pub(super) async fn renew(
    db: &SystemConn,
    id: MailId,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    let claimed = outbox::table.find(id).filter(outbox::sent_at.is_null());
    let renewed = diesel::update(claimed).set(outbox::next_attempt_at.eq(until)).kept();
    renewed.execute(&mut db.conn()).await?;
    Ok(())
}

/// Marks a message as sent; with `keep`, its text stays readable.
pub(super) async fn sent(
    db: &SystemConn,
    id: MailId,
    at: DateTime<Utc>,
    keep: bool,
) -> Result<(), DbError> {
    let gone = (outbox::sent_at.eq(at), outbox::last_error.eq(None::<String>));
    let row = outbox::table.find(id);
    if keep {
        diesel::update(row).set(gone).kept().execute(&mut db.conn()).await?;
    } else {
        diesel::update(row).set((gone, emptied())).kept().execute(&mut db.conn()).await?;
    }
    Ok(())
}

/// Records why a message wasn't sent; with `gave_up` it never will be, and it's emptied.
pub(super) async fn failed(
    db: &SystemConn,
    id: MailId,
    reason: &str,
    again: DateTime<Utc>,
    gave_up: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    let noted = (
        outbox::last_error.eq(reason),
        outbox::next_attempt_at.eq(again),
        outbox::failed_at.eq(gave_up),
    );
    let row = outbox::table.find(id);
    if gave_up.is_none() {
        diesel::update(row).set(noted).kept().execute(&mut db.conn()).await?;
    } else {
        diesel::update(row).set((noted, emptied())).kept().execute(&mut db.conn()).await?;
    }
    Ok(())
}

type Emptied = (
    Eq<outbox::subject, &'static str>,
    Eq<outbox::body_text, &'static str>,
    Eq<outbox::body_html, &'static str>,
);

/// A message that no one will read any more must not keep a code, a link or anyone's
/// words.
fn emptied() -> Emptied {
    (outbox::subject.eq(""), outbox::body_text.eq(""), outbox::body_html.eq(""))
}

diesel::define_sql_function! {
    /// Deletes some of the mail that is older than `days`, 7 at least, and returns the number
    /// of messages.
    fn forget_old_mail(days: Integer) -> BigInt;
}

/// As many as the function deletes at once.
const PURGE: Batches = Batches { rows: 1_000, most: 20 };

/// Deletes mail that is older than `days`; `jobs` calls it once a minute.
pub async fn purge_old(db: &Db, days: i32) -> Result<(), DbError> {
    PURGE.run(|| purge_some(db, days)).await
}

async fn purge_some(db: &Db, days: i32) -> Result<i64, DbError> {
    let purge = diesel::select(forget_old_mail(days));
    db.once(async |mut conn: &AsyncPgConnection| purge.get_result(&mut conn).await).await
}

/// Returns the newest messages, limited to one recipient if `to` is given.
pub async fn newest(db: &SystemConn, to: Option<&str>) -> Result<Vec<QueuedMail>, DbError> {
    let mut rows = outbox::table
        .order(outbox::id.desc())
        .limit(100)
        .select(QueuedMail::as_select())
        .into_boxed();
    if let Some(to) = to {
        rows = rows.filter(outbox::recipient.eq(to));
    }
    Ok(rows.load(&mut db.conn()).await?)
}
