//! The outbox: rows that become mail once their transaction has committed.

use chrono::{DateTime, Utc};
use diesel::{Insertable, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::{
    db::{DbError, SystemConn, TenantConn, schema::outbox},
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
pub async fn enqueue(db: &SystemConn, mail: Mail, at: DateTime<Utc>) -> Result<(), DbError> {
    Ok(insert(db.conn(), mail, at).await?)
}

/// [`enqueue`] inside a tenant's transaction.
pub async fn enqueue_in_tenant(
    db: &TenantConn,
    mail: Mail,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    Ok(insert(db.conn(), mail, at).await?)
}

async fn insert(mut conn: &AsyncPgConnection, mail: Mail, at: DateTime<Utc>) -> QueryResult<()> {
    use diesel::ExpressionMethods as _;
    let row = (
        mail,
        outbox::id.eq(MailId::new()),
        outbox::created_at.eq(at),
        outbox::next_attempt_at.eq(at),
    );
    diesel::insert_into(outbox::table).values(row).execute(&mut conn).await?;
    Ok(())
}
