//! Memory of an idle server, and of each further connection.

use super::{
    client::Connection,
    database::Database,
    server::{Server, get},
    table::Table,
};

/// Few enough for the usual limit of open files.
const CONNECTIONS: usize = 400;

pub async fn idle(app: &Server, table: &mut Table) {
    let (all, own) = (mib(app.memory("VmRSS")), mib(app.memory("RssAnon")));
    let value = format!("{all:.1} MiB, of which {own:.1} its own");
    table.other("idle memory", &value, "≤ 12 MiB", Some(all <= 12.0));
}

/// Measures idle connections, each of which has sent one request, on a server that has
/// done nothing else.
pub async fn connections(database: &Database, table: &mut Table) {
    let app = Server::app(database, &[]).await;
    let before = app.memory("VmRSS");
    let request = get("/healthz", &[]);
    let mut open = Vec::new();
    for _ in 0..CONNECTIONS {
        let mut connection = Connection::open(app.address).await.unwrap();
        connection.send(&request).await.unwrap();
        open.push(connection);
    }
    let more = app.memory("VmRSS").saturating_sub(before) as f64;
    let thousand = more / 1024.0 * 1000.0 / CONNECTIONS as f64;
    let value = format!("{thousand:.1} MiB");
    table.other("1000 idle connections", &value, "≤ 12 MiB", Some(thousand <= 12.0));
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
