use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::TestDatabase;

/// Stands between a server and its database and notes every statement that is
/// executed, as the server sends it.
pub struct Tap {
    port: u16,
    statements: Arc<Mutex<Vec<String>>>,
}

impl Tap {
    pub async fn on(database: &TestDatabase) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tap = Self { port: listener.local_addr().unwrap().port(), statements: Arc::default() };
        let target = (database.cluster.host.to_string(), database.cluster.port);
        let statements = Arc::clone(&tap.statements);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(target.clone()).await.unwrap();
                tokio::spawn(pass(client, server, Arc::clone(&statements)));
            }
        });
        tap
    }

    /// The restricted login's URL, through the tap.
    pub fn url(&self, database: &TestDatabase) -> String {
        let direct = format!("{}:{}", database.cluster.host, database.cluster.port);
        let tapped = format!("127.0.0.1:{}", self.port);
        format!("{}?sslmode=disable", database.url().replace(&direct, &tapped))
    }

    /// What was executed since the last call, in order.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.statements.lock().unwrap())
    }
}

async fn pass(client: TcpStream, server: TcpStream, statements: Arc<Mutex<Vec<String>>>) {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let (mut messages, mut chunk) = (Messages::default(), [0; 8192]);
    while let Ok(count @ 1..) = from_client.read(&mut chunk).await {
        statements.lock().unwrap().extend(messages.read(&chunk[..count]));
        if to_server.write_all(&chunk[..count]).await.is_err() {
            return;
        }
    }
}

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

    /// A whole message: its type and what follows the length. The first of all
    /// has no type.
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
