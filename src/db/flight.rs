//! One round trip for everything that a page reads: BEGIN, the reads and COMMIT leave
//! together.
//!
//! COMMIT overtakes a statement that still has to be prepared, which would then run outside
//! the transaction and see nothing. It therefore leaves early only if every statement has
//! been sent before it, and no statement is sent after it.

mod pending_writes;

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
use tracing::{Instrument as _, Span};

pub(super) use self::pending_writes::PendingWrites;
use super::{spans, sql::BuiltOnce};

/// The statements of a transaction on their way.
#[derive(Default)]
pub(super) struct Flight {
    /// Present if COMMIT may leave before the answers are in.
    watch: Option<Arc<Watch>>,
    /// The writes that leave with the next statement.
    pub(super) pending: PendingWrites,
}

#[derive(Default)]
struct Watch {
    /// A statement waits to be prepared.
    is_waiting: AtomicBool,
    /// COMMIT was sent.
    is_closed: AtomicBool,
    /// A statement came after COMMIT, and was refused.
    is_late: AtomicBool,
}

impl Flight {
    /// Begins to notice that a statement must be prepared, by what is returned, on the
    /// connection.
    pub(super) fn watch(&mut self) -> impl Instrumentation + use<> {
        let watch = Arc::<Watch>::default();
        self.watch = Some(Arc::clone(&watch));
        move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::CacheQuery { .. }) {
                watch.is_waiting.store(true, Relaxed);
            }
        }
    }

    /// Closes the flight for further statements, if all of those that were begun so far
    /// have been sent and nothing is pending; otherwise returns `false`.
    pub(super) fn close(&self) -> bool {
        let Some(watch) = &self.watch else { return false };
        let is_complete = !watch.is_waiting.load(Relaxed) && self.pending.is_empty();
        watch.is_closed.store(is_complete, Relaxed);
        is_complete
    }

    /// Whether a statement came too late.
    pub(super) fn is_late(&self) -> bool {
        self.watch.as_ref().is_some_and(|watch| watch.is_late.load(Relaxed))
    }

    fn refuses(&self) -> bool {
        let Some(watch) = &self.watch else { return false };
        let refuses = watch.is_closed.load(Relaxed);
        if refuses {
            watch.is_late.store(true, Relaxed);
        }
        refuses
    }

    /// Notes whether a statement stays prepared. Another one is prepared again at each call.
    fn keeps(&self, is_kept: bool) {
        if let Some(watch) = self.watch.as_ref().filter(|_| !is_kept) {
            watch.is_waiting.store(true, Relaxed);
        }
    }
}

/// The connection of a transaction, for query functions. Independent queries on it are sent
/// together.
#[derive(Clone, Copy)]
pub(crate) struct Conn<'a> {
    conn: &'a AsyncPgConnection,
    flight: &'a Flight,
}

impl<'a> Conn<'a> {
    pub(super) fn new(conn: &'a AsyncPgConnection, flight: &'a Flight) -> Self {
        Self { conn, flight }
    }

    /// Returns the driver's connection, for statements that belong to no page.
    pub(crate) fn driver(self) -> &'a AsyncPgConnection {
        self.conn
    }

    /// Sends what is pending.
    pub(super) async fn flush(self) -> QueryResult<()> {
        match self.flight.pending.send(self) {
            Some(sent) => sent.await,
            None => self.flight.pending.require_answers(),
        }
    }

    /// Returns a write that takes nothing along.
    fn write<T>(self, statement: T) -> BoxFuture<'a, QueryResult<usize>>
    where
        T: QueryFragment<Pg> + QueryId,
    {
        let (statement, mut conn) = (BuiltOnce::of(statement), self.conn);
        self.flight.keeps(statement.is_safe_to_cache_prepared(&Pg).unwrap_or(false));
        let span = spans::of_query(&statement);
        conn.execute_returning_count(statement).instrument(span).boxed()
    }

    fn departing<F: Future>(self, statement: F, is_kept: bool, span: Span) -> Departing<'a, F> {
        self.flight.keeps(is_kept);
        let span = (!span.is_disabled()).then(|| Box::new(span));
        Departing { stage: Stage::Unsent(self), statement, span }
    }
}

/// A statement that is refused if COMMIT was sent before it, and takes along what is pending.
pub(crate) struct Departing<'a, F: Future> {
    stage: Stage<'a, F::Output>,
    statement: F,
    /// Boxed: it's for traces.
    span: Option<Box<Span>>,
}

/// The progress of a statement. The futures of pages hold many of them, so it's small.
enum Stage<'a, T> {
    Unsent(Conn<'a>),
    /// It may follow writes that are still to be answered.
    Sent(Option<Box<Before<'a, T>>>),
}

/// The writes that were sent ahead of a statement, until they are answered.
struct Before<'a, T> {
    sent: BoxFuture<'a, QueryResult<()>>,
    /// The answer to the statement itself, if it was noticed first.
    answer: Option<T>,
}

impl<T: Unpin, F: Future<Output = QueryResult<T>> + Unpin> Future for Departing<'_, F> {
    type Output = QueryResult<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<QueryResult<T>> {
        if let Stage::Unsent(conn) = self.stage {
            if conn.flight.refuses() {
                return Poll::Ready(Err(diesel::result::Error::NotInTransaction));
            }
            let ahead = conn.flight.pending.send(conn);
            self.stage = Stage::Sent(ahead.map(|sent| Box::new(Before { sent, answer: None })));
        }
        let Self { stage, span, statement } = &mut *self;
        let _entered = span.as_ref().map(|span| span.enter());
        let Stage::Sent(Some(ahead)) = stage else { return statement.poll_unpin(cx) };
        let answered = ahead.sent.poll_unpin(cx);
        if let Poll::Ready(Err(error)) = answered {
            return Poll::Ready(Err(error));
        }
        let answer = match ahead.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => statement.poll_unpin(cx),
        };
        match (answered, answer) {
            (Poll::Ready(_), answer) => {
                *stage = Stage::Sent(None);
                answer
            }
            (Poll::Pending, Poll::Ready(answer)) => {
                ahead.answer = Some(answer);
                Poll::Pending
            }
            (Poll::Pending, Poll::Pending) => Poll::Pending,
        }
    }
}

impl SimpleAsyncConnection for Conn<'_> {
    async fn batch_execute(&mut self, statements: &str) -> QueryResult<()> {
        // Text overtakes what is still to be prepared.
        self.flush().await?;
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
