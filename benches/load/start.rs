//! Time from start to the first answer that used the database, and the binary's size.

use std::{fs, time::Instant};

use super::{
    database::Database,
    server::{Server, program},
    table::{Table, millis},
};

const STARTS: usize = 7;

/// Measures starts with an up-to-date schema, as every start but a release's first has.
pub async fn cold(database: &Database, table: &mut Table) {
    let mut all = Vec::new();
    for _ in 0..STARTS {
        let begun = Instant::now();
        let server = Server::start_app(database, &[]);
        all.push(server.wait_for("/readyz").await - begun);
    }
    all.sort();
    let median = millis(all[STARTS / 2]);
    let value =
        format!("{median:.0} ms (from {:.0} to {:.0})", millis(all[0]), millis(all[STARTS - 1]));
    table.other(
        "start to the first answer from the database",
        &value,
        "≤ 50 ms",
        Some(median <= 50.0),
    );
}

pub fn size(table: &mut Table) {
    let bytes = fs::metadata(program()).unwrap().len();
    let mib = bytes as f64 / 1024.0 / 1024.0;
    table.other(
        "binary with templates and assets",
        &format!("{mib:.1} MiB"),
        "≤ 16 MiB",
        Some(mib <= 16.0),
    );
}
