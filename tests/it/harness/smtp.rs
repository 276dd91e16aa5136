//! A mail server that answers as scripted and keeps the messages it accepts.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
};

/// Answers to lines with these prefixes, in place of the usual ones.
type Script = Vec<(&'static str, &'static str)>;

/// Lives as long as the test's runtime.
#[derive(Clone)]
pub struct Smtp {
    pub port: u16,
    script: Arc<Mutex<Script>>,
    said: Arc<Mutex<Vec<String>>>,
    taken: Arc<Mutex<Vec<String>>>,
    arrived: Arc<Notify>,
    held: watch::Sender<bool>,
}

impl Smtp {
    pub async fn start(script: &[(&'static str, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let smtp = Self {
            port: listener.local_addr().unwrap().port(),
            script: Arc::new(Mutex::new(script.to_vec())),
            said: Arc::default(),
            taken: Arc::default(),
            arrived: Arc::default(),
            held: watch::Sender::new(false),
        };
        let serving = smtp.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.talk(stream).await.ok() });
            }
        });
        smtp
    }

    /// Answers differently from now on.
    pub fn says(&self, script: &[(&'static str, &'static str)]) {
        *self.script.lock().unwrap() = script.to_vec();
    }

    /// Accepts messages but doesn't confirm them before [`Smtp::release`].
    pub fn hold(&self) {
        self.held.send_replace(true);
    }

    pub fn release(&self) {
        self.held.send_replace(false);
    }

    /// Waits until a complete message has arrived that isn't confirmed yet.
    pub async fn arrival(&self) {
        self.arrived.notified().await;
    }

    /// Lists the lines that clients sent, without messages.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// Lists the messages that it confirmed.
    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    /// Lists their Message-IDs.
    pub fn ids(&self) -> Vec<String> {
        let id = |mail: &String| {
            let line = mail.lines().find_map(|line| line.strip_prefix("Message-ID: "));
            line.expect("a Message-ID").to_owned()
        };
        self.taken().iter().map(id).collect()
    }

    async fn talk(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let (reading, mut writing) = stream.split();
        let mut lines = BufReader::new(reading).lines();
        writing.write_all(b"220 here\r\n").await?;
        while let Some(line) = lines.next_line().await? {
            self.said.lock().unwrap().push(line.clone());
            let answer = self.answer(&line);
            writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
            if !answer.starts_with("354") {
                continue;
            }
            let mut message = Vec::new();
            while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                message.push(line);
            }
            self.arrived.notify_one();
            self.held.subscribe().wait_for(|held| !held).await.ok();
            let answer = self.answer(".");
            if answer.starts_with('2') {
                self.taken.lock().unwrap().push(message.join("\n"));
            }
            writing.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }

    fn answer(&self, line: &str) -> &'static str {
        let script = self.script.lock().unwrap();
        let told = script.iter().find(|(start, _)| line.starts_with(start));
        told.map_or_else(|| usual(line), |(_, answer)| answer)
    }
}

fn usual(line: &str) -> &'static str {
    match line.split([' ', ':']).next().unwrap() {
        "DATA" => "354 go on",
        "AUTH" => "235 2.7.0 welcome",
        "QUIT" => "221 bye",
        _ => "250 2.0.0 ok",
    }
}
