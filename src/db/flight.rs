//! One round trip for everything that a page reads: BEGIN, the reads and COMMIT leave
//! together.
//!
//! COMMIT overtakes a statement that still has to be prepared, which would then run outside
//! the transaction and see nothing. It therefore leaves early only if every statement has
//! been sent before it, and no statement is sent after it.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll},
};

use diesel::{
    QueryResult,
    connection::{Instrumentation, InstrumentationEvent},
    pg::Pg,
    query_builder::{AsQuery, QueryFragment, QueryId},
};
use diesel_async::{AsyncConnectionCore, AsyncPgConnection, SimpleAsyncConnection};
use futures_util::{FutureExt as _, future::BoxFuture};
use tracing::Span;

use super::{spans, sql::BuiltOnce};

/// The state of a transaction whose COMMIT may leave before its answers are in.
#[derive(Clone, Default)]
pub(super) struct Flight(Arc<State>);

#[derive(Default)]
struct State {
    /// A statement waits to be prepared.
    is_waiting: AtomicBool,
    /// COMMIT was sent.
    is_closed: AtomicBool,
    /// A statement came after COMMIT, and was refused.
    is_late: AtomicBool,
}

impl Flight {
    /// Returns what notices on the connection that a statement must be prepared.
    pub(super) fn instrumentation(&self) -> impl Instrumentation {
        let state = Arc::clone(&self.0);
        move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                state.is_waiting.store(true, Relaxed);
            }
        }
    }

    /// Closes the flight for further statements, if all of those that were begun so far
    /// have been sent; otherwise returns `false`.
    pub(super) fn close(&self) -> bool {
        let is_complete = !self.0.is_waiting.load(Relaxed);
        self.0.is_closed.store(is_complete, Relaxed);
        is_complete
    }

    /// Whether a statement came too late.
    pub(super) fn is_late(&self) -> bool {
        self.0.is_late.load(Relaxed)
    }

    fn refuses(&self) -> bool {
        let refuses = self.0.is_closed.load(Relaxed);
        if refuses {
            self.0.is_late.store(true, Relaxed);
        }
        refuses
    }
}

/// The connection of a transaction, for query functions. Independent queries on it are sent
/// together.
#[derive(Clone, Copy)]
pub(crate) struct Conn<'a> {
    conn: &'a AsyncPgConnection,
    flight: Option<&'a Flight>,
}

impl<'a> Conn<'a> {
    pub(super) fn new(conn: &'a AsyncPgConnection, flight: Option<&'a Flight>) -> Self {
        Self { conn, flight }
    }

    /// Returns the driver's connection, for statements that belong to no page.
    pub(crate) fn driver(self) -> &'a AsyncPgConnection {
        self.conn
    }

    /// Returns a statement that is still to be sent.
    pub(crate) fn write<'query, T>(mut self, statement: T) -> Write<'a>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        self.execute_returning_count(statement)
    }

    fn departing<F>(&self, statement: F, is_kept: bool, span: Span) -> Departing<'a, F> {
        match self.flight {
            // It's prepared again at each call.
            Some(flight) if !is_kept => flight.0.is_waiting.store(true, Relaxed),
            _ => {}
        }
        Departing { flight: self.flight, statement, span }
    }
}

/// One statement that writes and answers with no rows. It's sent when it's first polled.
pub(crate) type Write<'a> = Departing<'a, BoxFuture<'a, QueryResult<usize>>>;

/// A statement that is refused if COMMIT was sent before it.
pub(crate) struct Departing<'a, F> {
    /// `None` once it was sent.
    flight: Option<&'a Flight>,
    statement: F,
    span: Span,
}

impl<T, F: Future<Output = QueryResult<T>> + Unpin> Future for Departing<'_, F> {
    type Output = QueryResult<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<QueryResult<T>> {
        if self.flight.take().is_some_and(Flight::refuses) {
            return Poll::Ready(Err(diesel::result::Error::NotInTransaction));
        }
        let Self { span, statement, .. } = &mut *self;
        let _entered = span.enter();
        statement.poll_unpin(cx)
    }
}

impl SimpleAsyncConnection for Conn<'_> {
    async fn batch_execute(&mut self, statements: &str) -> QueryResult<()> {
        let mut conn = self.conn;
        let span = spans::of_text(statements);
        self.departing(Box::pin(conn.batch_execute(statements)), true, span).await
    }
}

impl<'a> AsyncConnectionCore for Conn<'a> {
    type LoadFuture<'conn, 'query> =
        Departing<'a, BoxFuture<'a, QueryResult<Self::Stream<'conn, 'query>>>>;
    type ExecuteFuture<'conn, 'query> = Departing<'a, BoxFuture<'a, QueryResult<usize>>>;
    type Stream<'conn, 'query> =
        <&'a AsyncPgConnection as AsyncConnectionCore>::Stream<'conn, 'query>;
    type Row<'conn, 'query> = <&'a AsyncPgConnection as AsyncConnectionCore>::Row<'conn, 'query>;
    type Backend = Pg;

    fn load<'conn, 'query, T>(&'conn mut self, source: T) -> Self::LoadFuture<'conn, 'query>
    where
        T: AsQuery + 'query,
        T::Query: QueryFragment<Pg> + QueryId + 'query,
    {
        let (query, mut conn) = (BuiltOnce::of(source.as_query()), self.conn);
        let is_kept = query.is_safe_to_cache_prepared(&Pg).unwrap_or(false);
        let span = spans::of_query(&query);
        self.departing(AsyncConnectionCore::load(&mut conn, query), is_kept, span)
    }

    fn execute_returning_count<'conn, 'query, T>(
        &'conn mut self,
        source: T,
    ) -> Self::ExecuteFuture<'conn, 'query>
    where
        T: QueryFragment<Pg> + QueryId + 'query,
    {
        let (statement, mut conn) = (BuiltOnce::of(source), self.conn);
        let is_kept = statement.is_safe_to_cache_prepared(&Pg).unwrap_or(false);
        let span = spans::of_query(&statement);
        self.departing(conn.execute_returning_count(statement), is_kept, span)
    }
}
