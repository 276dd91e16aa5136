//! The outbox: rows that become mail once their transaction has committed.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    Queryable, QueryableByName, Selectable, SelectableHelper as _,
    dsl::Eq,
    sql_query,
    sql_types::{Array, BigInt, Binary, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::Sender;
use crate::{
    db::{Db, DbError, Scope, SystemConn, schema::outbox},
    ids::MailId,
    limits::{Bill, Limits, Verdict},
};

/// One message to one address.
#[derive(Clone, Debug)]
pub struct Mail {
    /// One address.
    pub recipient: String,
    /// One line of ours: the type has no room for a code, a link or anybody's words,
    /// which locked screens, logs and this table would show.
    pub subject: &'static str,
    /// Stands alone.
    pub body_text: String,
    /// The same, dressed.
    pub body_html: String,
}

/// Takes what `$1` to `$3` name from the limits and, where nothing is used up,
/// puts the message into the outbox.
const ENQUEUE: &str = "WITH verdict AS MATERIALIZED \
        (SELECT take_rate_limits($1, $2, $3, $4) AS microseconds), \
    written AS ( \
        INSERT INTO outbox \
            (id, recipient, subject, body_text, body_html, created_at, next_attempt_at) \
        SELECT $5, $6, $7, $8, $9, $4, $4 FROM verdict WHERE microseconds = 0) \
    SELECT microseconds FROM verdict";

#[derive(QueryableByName)]
struct Waited {
    #[diesel(sql_type = BigInt)]
    microseconds: i64,
}

/// Puts `mail` into the outbox; it leaves when this transaction commits. Where
/// `sender` has written too much already, or `mail`'s recipient got too much, nothing
/// is written and the caller decides whether that matters.
pub(crate) async fn enqueue(
    db: &impl Scope,
    limits: &Limits,
    sender: Sender,
    mail: Mail,
    at: DateTime<Utc>,
) -> Result<Verdict, DbError> {
    let Bill { keys, costs, windows } = limits.bill(&sender.rules(&mail.recipient, &limits.config));
    let waited: Waited = sql_query(ENQUEUE)
        .bind::<Array<Binary>, _>(keys)
        .bind::<Array<BigInt>, _>(costs)
        .bind::<Array<BigInt>, _>(windows)
        .bind::<Timestamptz, _>(at)
        .bind::<SqlUuid, _>(MailId::new())
        .bind::<Text, _>(mail.recipient)
        .bind::<Text, _>(mail.subject)
        .bind::<Text, _>(mail.body_text)
        .bind::<Text, _>(mail.body_html)
        .get_result(&mut db.conn())
        .await?;
    let verdict = Verdict::after(waited.microseconds);
    if let Verdict::Spent(seconds) = verdict {
        tracing::warn!(mail.sender = ?sender, mail.wait = seconds, "A mail was not written: its limit is used up");
    }
    Ok(verdict)
}

/// A message on its way.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = outbox, check_for_backend(diesel::pg::Pg))]
pub struct Letter {
    /// Also the Message-ID.
    pub id: MailId,
    /// One address.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Stands alone.
    pub body_text: String,
    /// The same, dressed.
    pub body_html: String,
    /// How often it was tried, this time included.
    pub attempts: i32,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it left, for the mailbox page.
    pub sent_at: Option<DateTime<Utc>>,
}

/// Takes the message that has been due the longest, so that no other worker does
/// before `until`.
pub(super) async fn claim(
    db: &SystemConn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<Letter>, DbError> {
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
        .returning(Letter::as_returning())
        .get_result(&mut db.conn())
        .await?;
    Ok(Some(claimed))
}

/// Keeps a claimed message from other workers until `until`.
pub(super) async fn renew(
    db: &SystemConn,
    id: MailId,
    until: DateTime<Utc>,
) -> Result<(), DbError> {
    let claimed = outbox::table.find(id).filter(outbox::sent_at.is_null());
    let renewed = diesel::update(claimed).set(outbox::next_attempt_at.eq(until));
    renewed.execute(&mut db.conn()).await?;
    Ok(())
}

/// Marks a message as gone; `keep` leaves its text to read.
pub(super) async fn sent(
    db: &SystemConn,
    id: MailId,
    at: DateTime<Utc>,
    keep: bool,
) -> Result<(), DbError> {
    let gone = (outbox::sent_at.eq(at), outbox::last_error.eq(None::<String>));
    let row = outbox::table.find(id);
    if keep {
        diesel::update(row).set(gone).execute(&mut db.conn()).await?;
    } else {
        diesel::update(row).set((gone, emptied())).execute(&mut db.conn()).await?;
    }
    Ok(())
}

/// Notes why a message did not leave; with `gave_up` it never will, and is emptied.
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
        diesel::update(row).set(noted).execute(&mut db.conn()).await?;
    } else {
        diesel::update(row).set((noted, emptied())).execute(&mut db.conn()).await?;
    }
    Ok(())
}

type Emptied = (
    Eq<outbox::subject, &'static str>,
    Eq<outbox::body_text, &'static str>,
    Eq<outbox::body_html, &'static str>,
);

/// What nobody will read any more holds no code, no link and nobody's words.
fn emptied() -> Emptied {
    (outbox::subject.eq(""), outbox::body_text.eq(""), outbox::body_html.eq(""))
}

diesel::define_sql_function! {
    /// Deletes some of the mail that is older than 30 days and says how much that
    /// was; how old is not the caller's to choose.
    fn forget_old_mail() -> BigInt;
}

/// How many rows the function deletes at once.
const FORGOTTEN_AT_ONCE: i64 = 1_000;

/// In how many steps a round goes on; the next one comes soon.
const STEPS: usize = 20;

/// Deletes mail that is older than 30 days, a little at a time; call it now and then.
pub async fn forget_old(db: &Db) -> Result<(), DbError> {
    for _ in 0..STEPS {
        let forget = diesel::select(forget_old_mail());
        let forget = async |mut conn: &AsyncPgConnection| forget.get_result::<i64>(&mut conn).await;
        if db.once(forget).await? < FORGOTTEN_AT_ONCE {
            break;
        }
    }
    Ok(())
}

/// The newest messages, of one recipient where `to` is given.
pub async fn newest(db: &SystemConn, to: Option<&str>) -> Result<Vec<Letter>, DbError> {
    let mut rows =
        outbox::table.order(outbox::id.desc()).limit(100).select(Letter::as_select()).into_boxed();
    if let Some(to) = to {
        rows = rows.filter(outbox::recipient.eq(to));
    }
    Ok(rows.load(&mut db.conn()).await?)
}
