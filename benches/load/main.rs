//! `cargo bench`: the cost of the release build compared with a server that runs nothing
//! but the one statement, in the same run on the same seeded PostgreSQL.
//!
//! `cargo bench -- dashboard` measures the requests whose name contains the word, and
//! `cargo bench -- large` those of a large organization beside a small one,
//! `cargo bench -- distance` the time that people wait with the database further away;
//! `TENANTRY_BENCH_PROGRAM` names another build to measure.
//!
//! CPU time per request is the figure to read; rates and latencies mean
//! something only as ratios inside one run. `target/bench.md` keeps the table.
//!
//! | File | |
//! |---|---|
//! | `database`, `seed.sql` | a cluster of its own, seeded set by set |
//! | `server` | the two servers, as child processes |
//! | `bare` | the lower bound: actix-web, a pool, one prepared statement per route |
//! | `work` | the measured requests and their targets |
//! | `distance`, `proxy` | the same requests with the database further away |
//! | `large`, `large.sql` | the requests of a large organization |
//! | `client`, `window`, `cpu` | connections, a measured window, CPU time from `/proc` |
//! | `passwords`, `start`, `memory` | figures that aren't plain requests |
//! | `table` | the report |

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::pedantic,
    missing_docs,
    reason = "a measurement that cannot go on stops"
)]

mod bare;
mod client;
mod cpu;
mod database;
mod distance;
mod large;
mod memory;
mod passwords;
mod proxy;
mod server;
mod start;
mod table;
mod window;
mod work;

use std::time::Instant;

use self::{database::Database, server::Server, table::Table};

fn main() {
    if std::env::var_os(bare::MARK).is_some() {
        return bare::main();
    }
    // `cargo test --benches` only checks that it compiles.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(measure());
}

async fn measure() {
    let begun = Instant::now();
    let words: Vec<_> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let database = Database::seeded().await;
    let mut table = Table::default();
    let is_large = words.iter().any(|word| word == "large");
    if is_large {
        database.enlarge().await;
    }
    let app = Server::app(&database, &[]).await;
    let bare = Server::bare(&database).await;
    if words.is_empty() {
        memory::idle(&app, &mut table).await;
        start::cold(&database, &mut table).await;
    }
    let items = if is_large { large::items(&app).await } else { work::items(&app).await };
    if words.is_empty() || words.iter().any(|word| word == "distance") {
        distance::measure(&items, &database, &mut table).await;
    }
    for item in &items {
        if words.is_empty() || words.iter().any(|word| item.name.contains(word)) {
            item.measure(&app, &bare, &database, &mut table).await;
        }
    }
    if words.is_empty() {
        work::logging(&database, &bare, &mut table).await;
        passwords::alone(&app, &database, &mut table).await;
        passwords::crowd(&database, &mut table).await;
        memory::connections(&database, &mut table).await;
        start::size(&mut table);
    }
    drop((app, bare));
    database.stop().await;
    table.print(begun.elapsed());
}
