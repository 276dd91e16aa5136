use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A provider's answer, or the lack of one.
#[derive(Clone, Debug)]
pub enum Answer {
    Json(Value),
    /// A status, header lines and a body.
    Plain(u16, &'static str, &'static str),
    /// Announces the body's length, then breaks off.
    Truncated,
    /// Accepts the request and stays silent for half a minute.
    Stalled,
    /// Closes the connection.
    HungUp,
    /// Redirects to the requested address.
    Circular,
    /// Begins well and never ends.
    Endless,
    /// Never ends either, and sends one byte at a time.
    Dripping,
}

/// A broken provider, for faults only: everything else is tested with a real one.
#[derive(Clone)]
pub struct Faulty {
    /// The base URL, for `NEON_AUTH_URL`.
    pub url: String,
    answer: Arc<Mutex<Answer>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Faulty {
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/neondb/auth", listener.local_addr().unwrap());
        let faulty = Self { url, answer: Arc::new(Mutex::new(answer)), asked: Arc::default() };
        let serving = faulty.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        faulty
    }

    pub fn answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// Returns the heads of the requests since the last call.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    async fn serve(self, mut stream: TcpStream) {
        let mut bytes = vec![0; 16 * 1024];
        let count = stream.read(&mut bytes).await.unwrap_or(0);
        let head = String::from_utf8_lossy(&bytes[..count]).into_owned();
        let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
        self.asked.lock().unwrap().push(head);
        let answer = self.answer.lock().unwrap().clone();
        if let Some(text) = written(&answer, &path).await {
            stream.write_all(text.as_bytes()).await.ok();
        }
        match answer {
            Answer::Endless => go_on(&mut stream, 16 * 1024, Duration::ZERO).await,
            Answer::Dripping => go_on(&mut stream, 1, Duration::from_millis(250)).await,
            _ => {}
        }
        stream.shutdown().await.ok();
    }
}

/// Writes spaces, which JSON may begin with, until no one reads them.
async fn go_on(stream: &mut TcpStream, bytes: usize, pause: Duration) {
    let chunk = format!("{bytes:x}\r\n{}\r\n", " ".repeat(bytes));
    while stream.write_all(chunk.as_bytes()).await.is_ok() {
        tokio::time::sleep(pause).await;
    }
}

async fn written(answer: &Answer, path: &str) -> Option<String> {
    let whole = |status: u16, headers: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Said\r\n{headers}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let json = "content-type: application/json";
    match answer {
        Answer::Json(body) => Some(whole(200, json, &body.to_string())),
        Answer::Plain(status, headers, body) => Some(whole(*status, headers, body)),
        Answer::Truncated => Some(format!(
            "HTTP/1.1 200 Said\r\n{json}\r\ncontent-length: 900\r\n\r\n{{\"session\":"
        )),
        Answer::Circular => Some(whole(302, &format!("location: {path}"), "")),
        Answer::Endless | Answer::Dripping => {
            Some(format!("HTTP/1.1 200 Said\r\n{json}\r\ntransfer-encoding: chunked\r\n\r\n"))
        }
        Answer::HungUp => None,
        Answer::Stalled => {
            tokio::time::sleep(Duration::from_secs(30)).await;
            None
        }
    }
}
