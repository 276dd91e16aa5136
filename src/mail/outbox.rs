//! The outbox: rows that become mail once their transaction has committed.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, Insertable, QueryDsl as _, Queryable,
    Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope, SystemConn, schema::outbox},
    ids::MailId,
};

/// One message to one address.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = outbox)]
pub struct Mail {
    /// One address.
    pub recipient: String,
    /// One line.
    pub subject: String,
    /// Stands alone.
    pub body_text: String,
    /// The same, dressed.
    pub body_html: String,
}

/// Puts `mail` into the outbox; it leaves when this transaction commits.
pub(crate) async fn enqueue(db: &impl Scope, mail: Mail, at: DateTime<Utc>) -> Result<(), DbError> {
    let row = (
        mail,
        outbox::id.eq(MailId::new()),
        outbox::created_at.eq(at),
        outbox::next_attempt_at.eq(at),
    );
    diesel::insert_into(outbox::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
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

/// Takes messages that are due, so that no other worker does before `until`.
pub(super) async fn claim(
    db: &SystemConn,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Letter>, DbError> {
    let due = outbox::table
        .filter(outbox::next_attempt_at.le(now))
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .order(outbox::next_attempt_at)
        .limit(limit)
        .for_update()
        .skip_locked()
        .select(outbox::id);
    let ids: Vec<MailId> = due.load(&mut db.conn()).await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let claimed = diesel::update(outbox::table.filter(outbox::id.eq_any(ids)))
        .set((outbox::next_attempt_at.eq(until), outbox::attempts.eq(outbox::attempts + 1)))
        .returning(Letter::as_returning())
        .get_results(&mut db.conn())
        .await?;
    Ok(claimed)
}

/// Marks a message as gone; `keep` leaves its text to read.
pub(super) async fn sent(
    db: &SystemConn,
    id: MailId,
    at: DateTime<Utc>,
    keep: bool,
) -> Result<(), DbError> {
    let row = outbox::table.find(id);
    diesel::update(row).set(outbox::sent_at.eq(at)).execute(&mut db.conn()).await?;
    if !keep {
        let emptied = (outbox::body_text.eq(""), outbox::body_html.eq(""));
        diesel::update(row).set(emptied).execute(&mut db.conn()).await?;
    }
    Ok(())
}

pub(super) async fn failed(
    db: &SystemConn,
    id: MailId,
    reason: &str,
    again: DateTime<Utc>,
    gave_up: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    diesel::update(outbox::table.find(id))
        .set((
            outbox::last_error.eq(reason),
            outbox::next_attempt_at.eq(again),
            outbox::failed_at.eq(gave_up),
        ))
        .execute(&mut db.conn())
        .await?;
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
