//! The same pool crate with the product's settings.

use chrono::DateTime;
use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use tokio_postgres::{
    Client, NoTls, Row, Statement,
    types::{FromSql, Type},
};
use uuid::Uuid;

use super::statements;

pub type Pool = deadpool::managed::Pool<Postgres>;

pub struct Postgres {
    url: String,
}

/// A connection with its statements, which are prepared when it's opened.
pub struct Prepared {
    pub client: Client,
    pub me: Statement,
    pub todos: Statement,
    pub dashboard: Statement,
    pub select: Statement,
    pub callback: Statement,
}

pub fn new(url: &str) -> Pool {
    Pool::builder(Postgres { url: url.to_owned() }).max_size(16).build().unwrap()
}

impl Manager for Postgres {
    type Type = Prepared;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Prepared, Self::Error> {
        let (client, connection) = tokio_postgres::connect(&self.url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Prepared {
            me: client.prepare(statements::ME).await?,
            todos: client.prepare(statements::TODOS).await?,
            dashboard: client.prepare(statements::DASHBOARD).await?,
            select: client.prepare(statements::SELECT).await?,
            callback: client.prepare(statements::CALLBACK).await?,
            client,
        })
    }

    async fn recycle(&self, conn: &mut Prepared, _: &Metrics) -> RecycleResult<Self::Error> {
        if conn.client.is_closed() { Err(RecycleError::message("closed")) } else { Ok(()) }
    }
}

/// A value in its wire format.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// Returns a uuid as text.
pub fn id(row: &Row, column: usize) -> String {
    Uuid::from_slice(row.get::<_, Raw>(column).0).unwrap().to_string()
}

/// Formats a timestamp as RFC 3339; on the wire it's microseconds since 2000.
pub fn at(row: &Row, column: usize) -> Option<String> {
    let raw = row.get::<_, Option<Raw>>(column)?;
    let micros = i64::from_be_bytes(raw.0.try_into().unwrap()) + 946_684_800_000_000;
    Some(DateTime::from_timestamp_micros(micros).unwrap().to_rfc3339())
}
