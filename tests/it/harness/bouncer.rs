use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use super::TestDatabase;

/// Lends its connections by transaction and knows nothing of prepared statements, as
/// PgBouncer before 1.21 does.
pub struct Bouncer {
    port: u16,
}

type Free = Arc<Mutex<Vec<TcpStream>>>;

impl Bouncer {
    pub async fn on(database: &TestDatabase) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let target = (database.cluster.host.clone(), database.cluster.port);
        let free = Free::default();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (target, free) = (target.clone(), Arc::clone(&free));
                tokio::spawn(async move { serve(client, target, &free).await.ok() });
            }
        });
        Self { port }
    }

    /// Returns a URL of `database`, through the bouncer.
    pub fn url(&self, database: &TestDatabase, url: &str) -> String {
        let direct = format!("{}:{}", database.cluster.host, database.cluster.port);
        format!("{}?sslmode=disable", url.replace(&direct, &format!("127.0.0.1:{}", self.port)))
    }
}

async fn serve(mut client: TcpStream, target: (String, u16), free: &Free) -> std::io::Result<()> {
    let mut server = TcpStream::connect(target).await?;
    // The first message has no type.
    let first = exactly(&mut client, 4).await?;
    let rest = exactly(&mut client, length(&first) - 4).await?;
    server.write_all(&[first, rest].concat()).await?;
    loop {
        let said = message(&mut server).await?;
        client.write_all(&said).await?;
        let asks = said[0] == b'R' && matches!(said[8], 3 | 5 | 10 | 11);
        match said[0] {
            b'Z' => break,
            _ if asks => server.write_all(&message(&mut client).await?).await?,
            _ => {}
        }
    }
    let user = Some(server);
    free.lock().unwrap().extend(user);
    let mut held: Option<TcpStream> = None;
    loop {
        let mut batch = Vec::new();
        loop {
            let said = message(&mut client).await?;
            batch.extend_from_slice(&said);
            match said[0] {
                b'S' | b'Q' => break,
                b'X' => return Ok(()),
                _ => {}
            }
        }
        let lent = held.take().or_else(|| free.lock().unwrap().pop());
        let mut server = lent.expect("as many connections as clients");
        server.write_all(&batch).await?;
        let state = loop {
            let said = message(&mut server).await?;
            client.write_all(&said).await?;
            if said[0] == b'Z' {
                break said[5];
            }
        };
        if state == b'I' {
            free.lock().unwrap().push(server);
        } else {
            held = Some(server);
        }
    }
}

async fn message(from: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let head = exactly(from, 5).await?;
    let body = exactly(from, length(&head[1..]) - 4).await?;
    Ok([head, body].concat())
}

fn length(bytes: &[u8]) -> usize {
    u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize
}

async fn exactly(from: &mut TcpStream, count: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; count];
    from.read_exact(&mut bytes).await?;
    Ok(bytes)
}
