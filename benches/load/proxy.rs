//! A database that is further away: every answer of PostgreSQL arrives later.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::{Instant, sleep_until},
};

pub struct Proxy {
    address: SocketAddr,
    trips: Arc<AtomicUsize>,
}

impl Proxy {
    /// Stands before `target`, at a distance of `delay` there and back.
    pub async fn before(target: (String, u16), delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self { address: listener.local_addr().unwrap(), trips: Arc::default() };
        let trips = Arc::clone(&proxy.trips);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(target.clone()).await.unwrap();
                for stream in [&client, &server] {
                    stream.set_nodelay(true).unwrap();
                }
                tokio::spawn(pass(client, server, Arc::clone(&trips), delay));
            }
        });
        proxy
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the round trips since the last call: how often the server sent something after
    /// it had received an answer.
    pub fn take_trips(&self) -> usize {
        self.trips.swap(0, Relaxed)
    }
}

async fn pass(client: TcpStream, server: TcpStream, trips: Arc<AtomicUsize>, delay: Duration) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let is_answered = Arc::new(AtomicBool::new(true));
    let (sender, mut answers) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        let mut chunk = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut chunk).await {
            if sender.send((Instant::now() + delay, chunk[..count].to_vec())).is_err() {
                return;
            }
        }
    });
    let seen = Arc::clone(&is_answered);
    tokio::spawn(async move {
        while let Some((at, bytes)) = answers.recv().await {
            if !delay.is_zero() {
                sleep_until(at).await;
            }
            seen.store(true, Relaxed);
            if to_client.write_all(&bytes).await.is_err() {
                return;
            }
        }
    });
    let mut chunk = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from_client.read(&mut chunk).await {
        if is_answered.swap(false, Relaxed) {
            trips.fetch_add(1, Relaxed);
        }
        if to_server.write_all(&chunk[..count]).await.is_err() {
            return;
        }
    }
}
