//! A measured window: a fixed number of requests over a fixed number of connections.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use super::{client::Connection, cpu::Tree, server::Server};

/// As many as the pool keeps open, so that no request waits for a connection.
pub const CONNECTIONS: usize = 8;

/// The requests for one route of one server.
pub struct Plan {
    /// The requests, sent in turn.
    pub requests: Arc<Vec<Vec<u8>>>,
    pub status: u16,
}

/// The result of a window, per request.
#[derive(Clone, Copy)]
pub struct Cost {
    /// Microseconds of the server's CPU.
    pub app: f64,
    /// Microseconds of PostgreSQL's CPU.
    pub postgres: f64,
    pub p50: Duration,
    pub p99: Duration,
    pub per_second: f64,
    pub bytes: usize,
}

impl Plan {
    pub fn new(status: u16, requests: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self { requests: Arc::new(requests.into_iter().collect()), status }
    }

    /// Sends `count` requests and counts what they cost.
    pub async fn run(&self, server: &Server, postmaster: u32, count: usize) -> Cost {
        let (tree, app) = (Tree::of(postmaster), server.cpu());
        let begun = Instant::now();
        let (mut latencies, bytes) = self.send(server, CONNECTIONS, count).await;
        let elapsed = begun.elapsed();
        let (app, postgres) = (server.cpu() - app, Tree::of(postmaster).since(&tree));
        latencies.sort_unstable();
        let each = |used: Duration| used.as_secs_f64() * 1e6 / count as f64;
        Cost {
            app: each(app),
            postgres: each(postgres),
            p50: latencies[latencies.len() / 2],
            p99: latencies[latencies.len() * 99 / 100],
            per_second: count as f64 / elapsed.as_secs_f64(),
            bytes,
        }
    }

    /// Sends `count` requests over so many connections, and returns the latency of each and the
    /// length of a body.
    pub async fn send(
        &self,
        server: &Server,
        connections: usize,
        count: usize,
    ) -> (Vec<Duration>, usize) {
        let next = Arc::new(AtomicUsize::new(0));
        let workers = (0..connections).map(|_| {
            let (requests, next) = (Arc::clone(&self.requests), Arc::clone(&next));
            let (address, status) = (server.address, self.status);
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await.unwrap();
                let (mut latencies, mut bytes) = (Vec::new(), 0);
                loop {
                    let number = next.fetch_add(1, Relaxed);
                    if number >= count {
                        return (latencies, bytes);
                    }
                    let begun = Instant::now();
                    let reply = connection.send(&requests[number % requests.len()]).await.unwrap();
                    latencies.push(begun.elapsed());
                    assert_eq!(reply.status, status, "{}{}", reply.head, connection.body(&reply));
                    bytes = reply.length;
                }
            })
        });
        let mut all = (Vec::with_capacity(count), 0);
        for worker in workers.collect::<Vec<_>>() {
            let (latencies, bytes) = worker.await.unwrap();
            all.0.extend(latencies);
            all.1 = all.1.max(bytes);
        }
        all
    }
}
