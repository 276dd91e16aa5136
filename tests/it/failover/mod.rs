//! A primary fails and its standby takes over: people wait for seconds, and lose nothing.

mod fleet;
mod pair;
mod replicas;
mod silent;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use self::pair::Pair;
use crate::harness::{Browser, TestApp};

/// The way in which a primary stops being one.
#[derive(Clone, Copy)]
enum Failure {
    /// It is gone.
    Crash,
    /// It goes on and takes no writes, and its connections stay open.
    Demotion,
}

/// The answers that a window has seen.
#[derive(Default)]
struct Seen {
    confirmed: Vec<String>,
    refused: usize,
    last_refused: Option<Instant>,
    wrong: Vec<String>,
}

async fn work(mut browser: Browser, slug: String, number: usize, stop: Arc<AtomicBool>) -> Seen {
    let (path, mut seen) = (format!("/o/{slug}/todos"), Seen::default());
    for round in 0.. {
        if stop.load(Relaxed) {
            break;
        }
        let title = format!("Ship {number}.{round}");
        let writes = round % 2 == 0;
        let reply = if writes {
            browser.post(&path, &[("title", &title)]).await
        } else {
            browser.get(&path).await
        };
        match (reply.status.as_u16(), reply.header("retry-after")) {
            (303, _) if writes => seen.confirmed.push(title),
            (200, _) if !writes => {}
            (503, Some(_)) => {
                seen.refused += 1;
                seen.last_refused = Some(Instant::now());
            }
            (status, _) => seen.wrong.push(format!("{status}: {}", reply.text)),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    seen
}

/// Lets `windows` windows work until `meanwhile` is over and everything goes on again.
async fn under_traffic(ada: &Browser, slug: &str, meanwhile: impl Future<Output = ()>) -> Seen {
    let stop = Arc::new(AtomicBool::new(false));
    let windows: Vec<_> = (0..4)
        .map(|number| {
            tokio::spawn(work(ada.another_window(), slug.to_owned(), number, Arc::clone(&stop)))
        })
        .collect();
    meanwhile.await;
    let mut settled = ada.another_window();
    let path = format!("/o/{slug}/todos");
    while settled.post(&path, &[("title", "Settled")]).await.status != 303 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_secs(1)).await;
    stop.store(true, Relaxed);
    let mut all = Seen::default();
    for window in windows {
        let seen = window.await.unwrap();
        all.confirmed.extend(seen.confirmed);
        all.refused += seen.refused;
        all.last_refused = all.last_refused.max(seen.last_refused);
        all.wrong.extend(seen.wrong);
    }
    all
}

async fn fails_over(failure: Failure) {
    let (pair, database) = Pair::start().await;
    let url = pair.both(&database.url());
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut failed = Instant::now();
    let seen = under_traffic(&ada, &slug, async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        failed = Instant::now();
        match failure {
            Failure::Crash => pair.crash_primary().await,
            Failure::Demotion => pair.demote_primary().await,
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
        pair.promote().await;
    })
    .await;

    let outage = seen.last_refused.map_or(Duration::ZERO, |last| last - failed);
    eprintln!("{} confirmed, {} refused, {outage:.1?}", seen.confirmed.len(), seen.refused);
    assert_eq!(seen.wrong, [""; 0]);
    assert!(seen.refused > 0, "it was noticed");
    assert!(outage < Duration::from_secs(10), "{outage:?}");
    ada.get("/account").await.expect(200);
    ada.get_json("/readyz").await.expect(200);
    let standby = pair.on_standby(&app.database).await;
    let rows = standby.query("SELECT title, count(*) FROM todos GROUP BY 1", &[]).await.unwrap();
    let kept: BTreeMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    for title in &seen.confirmed {
        assert_eq!(kept.get(title), Some(&1), "{title}");
    }
    let twice: Vec<_> =
        kept.iter().filter(|(title, count)| *title != "Settled" && **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_takes_over_when_the_primary_is_gone() {
    fails_over(Failure::Crash).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_standby_takes_over_when_the_primary_takes_no_writes() {
    fails_over(Failure::Demotion).await;
}
