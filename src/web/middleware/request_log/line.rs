//! The line of a request, written when the last byte of its answer has left.

use std::{
    net::IpAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{
    body::{BodySize, MessageBody},
    web::Bytes,
};
use pin_project_lite::pin_project;

use crate::{
    ids::{TenantId, UserId},
    web::request::annotations::RequestId,
};

/// The line, which is logged when it is dropped.
pub struct Line {
    pub(super) id: RequestId,
    pub(super) trace: Option<String>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) tenant: Option<TenantId>,
    pub(super) user: Option<UserId>,
    pub(super) client: Option<IpAddr>,
    /// The time to the answer's head.
    pub(super) duration: Duration,
    pub(super) is_probe: bool,
    /// The bytes of the body that have left.
    pub(super) bytes: usize,
}

macro_rules! log_at {
    ($level:ident, $line:expr) => {
        tracing::$level!(
            request.id = %$line.id,
            trace.id = $line.trace,
            http.method = $line.method,
            http.path = $line.path,
            http.status = $line.status,
            http.bytes = $line.bytes,
            tenant.id = $line.tenant.map(display),
            user.id = $line.user.map(display),
            client.ip = $line.client.map(display),
            duration_ms = $line.duration.as_secs_f64() * 1000.0,
            "Answered"
        )
    };
}

impl Drop for Line {
    fn drop(&mut self) {
        if self.is_probe {
            log_at!(debug, self);
        } else {
            log_at!(info, self);
        }
    }
}

pin_project! {
    /// A body whose bytes are counted.
    pub struct Counted<B> {
        #[pin]
        pub(super) body: B,
        pub(super) line: Line,
    }
}

impl<B: MessageBody> MessageBody for Counted<B> {
    type Error = B::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.project();
        let polled = this.body.poll_next(cx);
        if let Poll::Ready(Some(Ok(bytes))) = &polled {
            this.line.bytes += bytes.len();
        }
        polled
    }
}
