//! Password sign-ins: the cost of one compared with a bare hash, and a hundred at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use argon2::{Algorithm, Argon2, Block, Params, PasswordHasher as _, Version};

use super::{
    client::Connection,
    cpu,
    database::{Database, PERSONS_PASSWORD},
    server::{Server, get, post},
    table::{Table, millis},
};

/// Number of sign-ins that are measured, two at a time.
const SIGN_INS: usize = 40;

/// Number of people who sign in at once.
const CROWD: usize = 100;

/// Hashes `password` the way the embedded provider does.
pub fn hash(password: &str) -> String {
    let hashed = Argon2::default().hash_password(password.as_bytes()).unwrap();
    hashed.to_string()
}

fn sign_in(number: usize) -> Vec<u8> {
    let body = format!(
        "{{\"email\":\"person{number}@bench.example\",\"password\":\"{PERSONS_PASSWORD}\"}}"
    );
    post("/api/v1/auth/signin", &[], &body)
}

/// Compares the CPU of one sign-in with that of a bare argon2id hash, both two at a time.
pub async fn alone(app: &Server, database: &Database, table: &mut Table) {
    let bare = bare_hash();
    let tree = cpu::Tree::of(database.postmaster);
    let before = app.cpu();
    let workers = (0..2).map(|worker| {
        let address = app.address;
        tokio::spawn(async move {
            let mut connection = Connection::open(address).await.unwrap();
            for number in 0..SIGN_INS / 2 {
                let request = sign_in(3_000 + worker * SIGN_INS + number);
                let reply = connection.send(&request).await.unwrap();
                assert_eq!(reply.status, 200, "{}", connection.body(&reply));
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let each = (app.cpu() - before).as_secs_f64() * 1e6 / SIGN_INS as f64;
    let postgres =
        cpu::Tree::of(database.postmaster).since(&tree).as_secs_f64() * 1e6 / SIGN_INS as f64;
    let ratio = each / bare;
    let value = format!("{each:.0} + {postgres:.0} µs beside {bare:.0} µs: {ratio:.2} ×");
    table.other("password sign-in beside one bare argon2id", &value, "≤ 1.1 ×", Some(ratio <= 1.1));
}

/// Returns the CPU of one hash in microseconds; its memory is reused.
fn bare_hash() -> f64 {
    let before = cpu::of_process(std::process::id());
    let threads = (0..2).map(|_| {
        std::thread::spawn(|| {
            let mut memory = vec![Block::default(); Params::DEFAULT.block_count()];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT);
            for _ in 0..SIGN_INS / 2 {
                let mut output = [0_u8; 32];
                let password = PERSONS_PASSWORD.as_bytes();
                argon2
                    .hash_password_into_with_memory(
                        password,
                        b"sixteen bytes ok",
                        &mut output,
                        &mut memory,
                    )
                    .unwrap();
            }
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.join().unwrap();
    }
    (cpu::of_process(std::process::id()) - before).as_secs_f64() * 1e6 / SIGN_INS as f64
}

/// A hundred people sign in at once to a server that has just started.
pub async fn crowd(database: &Database, table: &mut Table) {
    let app = Server::app(database, &[]).await;
    let calm = probe(&app, &Arc::new(AtomicBool::new(false)), 300).await;
    let idle = app.memory("VmRSS");
    app.forget_peak();
    let over = Arc::new(AtomicBool::new(false));
    let people: Vec<_> = (0..CROWD)
        .map(|number| {
            let address = app.address;
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await.unwrap();
                connection.send(&sign_in(4_000 + number)).await.unwrap().status
            })
        })
        .collect();
    let probing = probe(&app, &over, usize::MAX);
    let signing = async {
        let mut signed_in = 0;
        for person in people {
            signed_in += usize::from(person.await.unwrap() == 200);
        }
        over.store(true, Relaxed);
        signed_in
    };
    let (busy, signed_in) = tokio::join!(probing, signing);
    let peak = app.memory("VmHWM");
    let allowed = idle + (2 * 19 * 1024) + idle / 10;
    let value = format!("{} MiB, idle {} MiB; {signed_in} signed in", peak / 1024, idle / 1024);
    let target = format!("≤ {} MiB", allowed / 1024);
    table.other("peak memory, 100 sign-ins at once", &value, &target, Some(peak <= allowed));
    let value = format!("p50 {:.2} ms, calm {:.2} ms", millis(busy), millis(calm));
    table.other("liveness meanwhile", &value, "≤ 2 × its p50", Some(busy <= calm * 2));
}

/// Returns the median latency of `/healthz`, called every few milliseconds.
async fn probe(app: &Server, over: &AtomicBool, most: usize) -> Duration {
    let mut connection = Connection::open(app.address).await.unwrap();
    let request = get("/healthz", &[]);
    let mut latencies = Vec::new();
    while latencies.len() < most && !over.load(Relaxed) {
        tokio::time::sleep(Duration::from_millis(3)).await;
        let begun = Instant::now();
        connection.send(&request).await.unwrap();
        latencies.push(begun.elapsed());
    }
    latencies.sort();
    latencies[latencies.len() / 2]
}
