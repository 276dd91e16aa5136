//! The stream itself.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

use super::{
    pipeline::Pipeline,
    server_messages::{ERROR, Message, ServerMessages},
};
use crate::db::error::{
    sqlstate::{self, SqlState},
    stale_plans::Watch,
};

/// The number of bytes that are read at once.
const READ: usize = 8 * 1024;

/// The room for bytes that an idle connection keeps.
const KEPT: usize = 2 * READ;

/// A stream whose statements share their Syncs, and whose errors are watched.
pub(in crate::db) struct WatchedStream<S> {
    stream: S,
    watch: Arc<Watch>,
    opened: Instant,
    pipeline: Pipeline,
    messages: ServerMessages,
    /// Bytes that the server is still to get.
    out: Pending,
    /// Bytes that the driver is still to get.
    answers: Pending,
    read: Box<[u8]>,
}

/// Bytes that were taken, and are still to be passed on.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    passed: usize,
}

impl Pending {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.passed..).unwrap_or_default()
    }

    fn pass(&mut self, count: usize) {
        self.passed += count;
        if self.rest().is_empty() {
            self.bytes.clear();
            self.bytes.shrink_to(KEPT);
            self.passed = 0;
        }
    }
}

impl<S> WatchedStream<S> {
    pub(super) fn new(stream: S, watch: Arc<Watch>) -> Self {
        Self {
            stream,
            watch,
            opened: Instant::now(),
            pipeline: Pipeline::default(),
            messages: ServerMessages::default(),
            out: Pending::default(),
            answers: Pending::default(),
            read: vec![0; READ].into(),
        }
    }

    /// Takes what the server has sent.
    fn receive(&mut self, count: usize) {
        let Self { pipeline, messages, answers, read, watch, opened, .. } = self;
        let mut bytes = read.get(..count).unwrap_or_default();
        while !bytes.is_empty() {
            let kept = &mut answers.bytes;
            let (next, whole) = messages.read(bytes, kept, |kind| pipeline.drops(kind));
            bytes = next;
            if let Some(message) = whole {
                note(&message, watch, *opened);
                pipeline.receive(&message, &mut answers.bytes);
            }
        }
    }
}

/// Remembers the code of an error.
fn note(message: &Message, watch: &Watch, opened: Instant) {
    if message.kind != ERROR {
        return;
    }
    let code = message.field(b'C').and_then(SqlState::new);
    if let (Some(text), Some(state)) = (message.field(b'M'), code) {
        watch.heard(state, opened);
        sqlstate::heard(text, state);
    }
}

impl<S: TlsStream + Unpin> TlsStream for WatchedStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.stream.channel_binding()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WatchedStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.answers.rest().is_empty() {
            let mut read = ReadBuf::new(&mut this.read);
            ready!(Pin::new(&mut this.stream).poll_read(cx, &mut read))?;
            let count = read.filled().len();
            if count == 0 {
                return Poll::Ready(Ok(()));
            }
            this.receive(count);
        }
        let rest = this.answers.rest();
        let count = rest.len().min(buffer.remaining());
        buffer.put_slice(rest.split_at(count).0);
        this.answers.pass(count);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> WatchedStream<S> {
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.out.rest().is_empty() {
            let count = ready!(Pin::new(&mut self.stream).poll_write(cx, self.out.rest()))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.out.pass(count);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WatchedStream<S> {
    /// Takes all of `bytes`, which are whole messages; they are sent by the flush.
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_send(cx))?;
        let this = &mut *self;
        this.pipeline.send(bytes, &mut this.out.bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_send(cx))?;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
