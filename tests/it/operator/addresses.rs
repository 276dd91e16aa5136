//! The server's listening addresses and outgoing connections.

use std::net::{Ipv6Addr, TcpListener};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net,
};

use super::{
    said,
    server::{Running, free_port},
    tenantry,
};
use crate::harness::TestDatabase;

fn urls(database: &TestDatabase) -> [(&'static str, String); 2] {
    [("DATABASE_URL", database.url()), ("DATABASE_MIGRATION_URL", database.owner_url())]
}

async fn health(variables: &[(&str, &str)]) -> std::process::Output {
    tenantry(&["healthcheck"], variables).output().await.unwrap()
}

#[tokio::test]
async fn a_port_alone_is_both_families_and_the_health_check_finds_it_past_any_proxy() {
    let database = TestDatabase::new().await;
    let port = free_port().to_string();
    let urls = urls(&database);
    let mut variables: Vec<_> = urls.iter().map(|(name, url)| (*name, url.as_str())).collect();
    variables.push(("PORT", &port));
    let running = Running::start_at(&variables, port.parse().unwrap()).await;

    let client = crate::harness::client();
    let mut hosts = vec!["127.0.0.1"];
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok() {
        hosts.push("[::1]");
    }
    for host in hosts {
        let reply = client.get(format!("http://{host}:{port}/healthz")).send().await.unwrap();
        assert_eq!(reply.status(), 200, "{host}");
    }
    for proxy in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let asked = health(&[("PORT", &port), (proxy, "http://127.0.0.1:1")]).await;
        assert!(asked.status.success(), "{proxy}: {}", said(&asked));
    }
    running.stop().await;
    assert!(!health(&[("PORT", &port)]).await.status.success(), "nobody is there any more");
}

#[tokio::test]
async fn a_port_in_use_is_told_with_its_variable_before_anything_runs() {
    let database = TestDatabase::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (variable, free) in [("APP_BIND", "METRICS_BIND"), ("METRICS_BIND", "APP_BIND")] {
        let more = [(variable, address.as_str()), (free, "127.0.0.1:0")];
        let refused = super::on(&database, &["serve"], &more).await;
        assert!(!refused.status.success());
        let told = said(&refused);
        assert!(told.contains(&format!("{variable}: {address} can't be listened on")), "{told}");
    }
    let port = taken.local_addr().unwrap().port().to_string();
    let refused = super::on(&database, &["serve"], &[("PORT", &port)]).await;
    assert!(said(&refused).contains("PORT: [::]:"), "{}", said(&refused));
}

/// Runs a proxy that reports which host it was asked for.
async fn proxy() -> (String, tokio::task::JoinHandle<String>) {
    let listener = net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut chunk = [0; 4096];
        let count = stream.read(&mut chunk).await.unwrap();
        let _answered =
            stream.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await;
        String::from_utf8_lossy(&chunk[..count]).lines().next().unwrap().to_owned()
    });
    (url, asked)
}

#[tokio::test]
async fn a_provider_elsewhere_is_asked_through_the_proxy() {
    let database = TestDatabase::new().await;
    let (proxy, asked) = proxy().await;
    let more = [("NEON_AUTH_URL", "http://provider.test/auth"), ("HTTP_PROXY", proxy.as_str())];
    let doctor = super::on(&database, &["doctor"], &more);
    let (line, _report) = tokio::join!(asked, doctor);
    assert!(line.unwrap().contains("http://provider.test/auth/"));
}

#[test]
fn the_image_leaves_the_port_to_the_platform() {
    let image = include_str!("../../../Dockerfile");
    let set = image.lines().filter(|line| line.starts_with("ENV ")).collect::<String>();
    assert!(set.contains("PORT=8080") && !set.contains("APP_BIND"), "{set}");
    let compose = include_str!("../../../compose.yaml");
    assert!(!compose.contains("APP_BIND"));
}
