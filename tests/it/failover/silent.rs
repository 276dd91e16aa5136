//! A server that says nothing keeps nobody from the other one.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::{Duration, Instant},
};

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::{
    harness::{PASSWORD, TestDatabase},
    operator::server::Running,
};

/// A silent server's port, with everything that holds it.
struct Silent {
    port: u16,
    _listener: TcpListener,
    _waiting: Vec<TcpStream>,
}

impl Silent {
    /// Takes connections, like a machine that hangs.
    async fn hanging() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        Self { port, _listener: listener, _waiting: Vec::new() }
    }

    /// Answers no packet, like an address behind a firewall: its queue is full.
    async fn dropping() -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let listener = socket.listen(1).unwrap();
        let address = listener.local_addr().unwrap();
        let (mut waiting, patience) = (Vec::new(), Duration::from_millis(300));
        while let Ok(stream) = tokio::time::timeout(patience, TcpStream::connect(address)).await {
            waiting.push(stream.unwrap());
        }
        Self { port: address.port(), _listener: listener, _waiting: waiting }
    }

    /// Returns `url` with this server before the one that is there.
    fn before(&self, url: &str, database: &TestDatabase) -> String {
        let there = format!("{}:{}", database.cluster.host, database.cluster.port);
        url.replace(&there, &format!("127.0.0.1:{},{there}", self.port))
    }
}

/// Starts, and lets people sign up at once, which opens several connections.
async fn goes_on(silent: Silent) {
    let database = TestDatabase::new().await;
    let url = silent.before(&database.url(), &database);
    let owner_url = silent.before(&database.owner_url(), &database);
    let begun = Instant::now();
    let running = Running::start(&[
        ("DATABASE_URL", &url),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("DB_CONNECT_TIMEOUT_SECS", "2"),
    ])
    .await;
    // The share of one server, for the owner's connections and for those that serve.
    eprintln!("started after {:.1?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    running.visitor().get_json("/readyz").await.expect(200);
    let sign_ups = (0..4).map(|number| {
        let (mut visitor, email) = (running.visitor(), format!("ada{number}@example.com"));
        async move {
            let form = [("name", "Ada"), ("email", &email), ("password", PASSWORD)];
            visitor.post("/auth/sign-up", &form).await.expect(303);
        }
    });
    let begun = Instant::now();
    futures_util::future::join_all(sign_ups).await;
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    running.stop().await;
}

#[tokio::test]
async fn a_server_that_hangs_is_left_for_the_next() {
    goes_on(Silent::hanging().await).await;
}

#[tokio::test]
async fn a_server_that_drops_every_packet_is_left_for_the_next() {
    goes_on(Silent::dropping().await).await;
}
