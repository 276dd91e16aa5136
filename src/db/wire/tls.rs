//! Puts our stream around the one that the driver opens, encrypted or not.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use futures_util::future::{MapOk, Ready, TryFutureExt as _, ready as at_once};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream};

use super::stream::WatchedStream;
use crate::db::error::stale_plans::Watch;

/// Opens watched connections, encrypted by `by`.
#[derive(Clone)]
pub(in crate::db) struct Watched<T> {
    pub(in crate::db) by: T,
    pub(in crate::db) watch: Arc<Watch>,
}

/// No encryption, if the URL says so.
#[derive(Clone, Copy)]
pub(in crate::db) struct Plain;

impl<S, T> MakeTlsConnect<S> for Watched<T>
where
    T: MakeTlsConnect<S>,
    T::Stream: 'static,
{
    type Stream = WatchedStream<T::Stream>;
    type TlsConnect = Watched<T::TlsConnect>;
    type Error = T::Error;

    fn make_tls_connect(&mut self, domain: &str) -> Result<Self::TlsConnect, Self::Error> {
        let by = self.by.make_tls_connect(domain)?;
        Ok(Watched { by, watch: Arc::clone(&self.watch) })
    }
}

type Wrap<S> = Box<dyn FnOnce(S) -> WatchedStream<S> + Send>;

impl<S, T> TlsConnect<S> for Watched<T>
where
    T: TlsConnect<S>,
    T::Stream: 'static,
{
    type Stream = WatchedStream<T::Stream>;
    type Error = T::Error;
    type Future = MapOk<T::Future, Wrap<T::Stream>>;

    fn connect(self, stream: S) -> Self::Future {
        let watch = self.watch;
        let wrap = move |stream| WatchedStream::new(stream, watch);
        self.by.connect(stream).map_ok(Box::new(wrap))
    }
}

impl<S> MakeTlsConnect<S> for Plain
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    type Stream = PlainStream<S>;
    type TlsConnect = Self;
    type Error = io::Error;

    fn make_tls_connect(&mut self, _: &str) -> Result<Self, io::Error> {
        Ok(*self)
    }
}

impl<S> TlsConnect<S> for Plain
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    type Stream = PlainStream<S>;
    type Error = io::Error;
    type Future = Ready<io::Result<PlainStream<S>>>;

    fn connect(self, stream: S) -> Self::Future {
        at_once(Ok(PlainStream(stream)))
    }
}

/// The unencrypted socket.
pub(in crate::db) struct PlainStream<S>(S);

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for PlainStream<S> {
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PlainStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PlainStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
