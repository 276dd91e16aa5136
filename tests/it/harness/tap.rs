use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Notify,
};

use super::TestDatabase;

/// Stands between a server and its database: records every statement as the server sends
/// it, counts round trips, and can cut the line.
pub struct Tap {
    port: u16,
    line: Arc<Line>,
}

#[derive(Default)]
struct Line {
    statements: Mutex<Vec<String>>,
    round_trips: AtomicUsize,
    is_slow: AtomicBool,
    is_cut: AtomicBool,
    cut: Notify,
    mute: Notify,
}

impl Tap {
    pub async fn on(database: &TestDatabase) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tap = Self { port: listener.local_addr().unwrap().port(), line: Arc::default() };
        let target = (database.cluster.host.clone(), database.cluster.port);
        let line = Arc::clone(&tap.line);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if !line.is_cut.load(Relaxed) {
                    let server = TcpStream::connect(target.clone()).await.unwrap();
                    let line = Arc::clone(&line);
                    tokio::spawn(async move {
                        tokio::select! {
                            () = pass(client, server, &line) => {}
                            () = line.cut.notified() => {}
                        }
                    });
                }
            }
        });
        tap
    }

    /// Returns the restricted login's URL, through the tap.
    pub fn url(&self, database: &TestDatabase) -> String {
        let direct = format!("{}:{}", database.cluster.host, database.cluster.port);
        let tapped = format!("127.0.0.1:{}", self.port);
        format!("{}?sslmode=disable", database.url().replace(&direct, &tapped))
    }

    /// Returns the statements executed since the last call, in order.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.line.statements.lock().unwrap())
    }

    /// Returns the round trips and statements of one exchange. Answers are delayed
    /// meanwhile, to show which statements are sent together.
    pub async fn count<T>(&self, exchange: impl Future<Output = T>) -> (usize, Vec<String>) {
        self.take();
        self.line.round_trips.store(0, Relaxed);
        self.line.is_slow.store(true, Relaxed);
        exchange.await;
        self.line.is_slow.store(false, Relaxed);
        (self.line.round_trips.load(Relaxed), self.take())
    }

    /// Leaves every open connection open, and lets nothing through any more.
    pub fn mute(&self) {
        self.line.mute.notify_waiters();
    }

    /// Closes every connection and accepts none until [`Tap::mend`].
    pub fn cut(&self) {
        self.line.is_cut.store(true, Relaxed);
        self.line.cut.notify_waiters();
    }

    /// Accepts connections again.
    pub fn mend(&self) {
        self.line.is_cut.store(false, Relaxed);
    }
}

async fn pass(client: TcpStream, server: TcpStream, line: &Line) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answered = AtomicBool::new(true);
    let forth = async {
        let (mut messages, mut chunk) = (Messages::default(), [0; 8192]);
        while let Ok(count @ 1..) = from_client.read(&mut chunk).await {
            if answered.swap(false, Relaxed) {
                line.round_trips.fetch_add(1, Relaxed);
            }
            line.statements.lock().unwrap().extend(messages.read(&chunk[..count]));
            if to_server.write_all(&chunk[..count]).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let mut chunk = [0; 8192];
        while let Ok(count @ 1..) = from_server.read(&mut chunk).await {
            if line.is_slow.load(Relaxed) {
                tokio::time::sleep(LATENCY).await;
            }
            answered.store(true, Relaxed);
            if to_client.write_all(&chunk[..count]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = forth => {}
        () = back => {}
        // The sockets stay open.
        () = line.mute.notified() => std::future::pending().await,
    }
}

/// The latency of a distant database.
const LATENCY: Duration = Duration::from_millis(25);

/// The frontend's side of the protocol, as far as statements go.
#[derive(Default)]
struct Messages {
    started: bool,
    pending: Vec<u8>,
    prepared: HashMap<String, String>,
}

impl Messages {
    fn read(&mut self, bytes: &[u8]) -> Vec<String> {
        self.pending.extend_from_slice(bytes);
        let mut executed = Vec::new();
        while let Some((kind, body)) = self.next() {
            let mut strings = body.split(|byte| *byte == 0);
            let mut string = || String::from_utf8_lossy(strings.next().unwrap()).into_owned();
            match kind {
                b'P' => {
                    let (name, text) = (string(), string());
                    self.prepared.insert(name, text);
                }
                b'B' => {
                    let (_portal, name) = (string(), string());
                    executed.push(self.prepared[&name].clone());
                }
                b'Q' => executed.push(string()),
                _ => {}
            }
        }
        executed
    }

    /// Returns the next complete message: its type and the part after the length. The
    /// very first has no type.
    fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        let at = usize::from(self.started);
        let length = self.pending.get(at..at + 4)?.try_into().unwrap();
        let end = at + u32::from_be_bytes(length) as usize;
        if self.pending.len() < end {
            return None;
        }
        let message: Vec<u8> = self.pending.drain(..end).collect();
        let kind = if self.started { message[0] } else { 0 };
        self.started = true;
        Some((kind, message[at + 4..].to_vec()))
    }
}
