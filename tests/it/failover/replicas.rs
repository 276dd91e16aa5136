//! An installation is updated, crashes and fails over, at fifty requests a second.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use serde_json::Value;
use tokio::time::{interval, sleep};

use super::{fleet::Fleet, pair::Pair};
use crate::{
    harness::{Browser, NodeSmtp, PASSWORD, unique},
    upgrading::{applied, traffic},
};

/// Each window asks every 200 ms.
const WINDOWS: usize = 10;
const PACE: Duration = Duration::from_millis(200);

#[derive(Default)]
struct Seen {
    requests: usize,
    unavailable: usize,
    other: Vec<u16>,
    longest: Duration,
    titles: Vec<String>,
    addresses: Vec<String>,
}

impl Seen {
    fn add(&mut self, other: Self) {
        self.requests += other.requests;
        self.unavailable += other.unavailable;
        self.other.extend(other.other);
        self.longest = self.longest.max(other.longest);
        self.titles.extend(other.titles);
        self.addresses.extend(other.addresses);
    }
}

/// Two requests read, one writes; the first window also signs people up, who get a mail.
async fn window(mut ada: Browser, slug: String, number: usize, stop: Arc<AtomicBool>) -> Seen {
    let (todos, mut seen, mut pace) = (format!("/o/{slug}/todos"), Seen::default(), interval(PACE));
    let name = unique("w");
    while !stop.load(Relaxed) {
        pace.tick().await;
        seen.requests += 1;
        let (begun, round) = (Instant::now(), seen.requests);
        let (title, email) = (format!("{name}.{round}"), format!("{name}.{round}@example.com"));
        let signs_up = number == 0 && round.is_multiple_of(6);
        let (reply, done) = if signs_up {
            let mut visitor = ada.another_window();
            visitor.cookies.clear();
            let form = [("name", "Guest"), ("email", email.as_str()), ("password", PASSWORD)];
            (visitor.post("/auth/sign-up", &form).await, 303)
        } else if round.is_multiple_of(3) {
            (ada.post(&todos, &[("title", &title)]).await, 303)
        } else {
            (ada.get(if round % 3 == 1 { &todos } else { "/account" }).await, 200)
        };
        seen.longest = seen.longest.max(begun.elapsed());
        match reply.status.as_u16() {
            status if status == done && signs_up => seen.addresses.push(email),
            status if status == done && done == 303 => seen.titles.push(title),
            status if status == done => {}
            503 if reply.header("retry-after").is_some() => seen.unavailable += 1,
            status => seen.other.push(status),
        }
    }
    seen
}

/// Lets people work while `happens` does.
async fn phase(name: &str, ada: &Browser, slug: &str, happens: impl Future<Output = ()>) -> Seen {
    let stop = Arc::new(AtomicBool::new(false));
    let windows: Vec<_> = (0..WINDOWS)
        .map(|number| {
            let browser = ada.another_window();
            tokio::spawn(window(browser, slug.to_owned(), number, Arc::clone(&stop)))
        })
        .collect();
    let begun = Instant::now();
    sleep(Duration::from_secs(2)).await;
    happens.await;
    sleep(Duration::from_secs(3)).await;
    stop.store(true, Relaxed);
    let mut all = Seen::default();
    for window in windows {
        all.add(window.await.unwrap());
    }
    let Seen { requests, unavailable, other, longest, titles, addresses } = &all;
    eprintln!(
        "{name:<24} {:>3.0} s {requests:>5} requests {:>4} writes {:>3} mails {unavailable:>4} × 503 \
         other {other:?} longest {longest:.2?}",
        begun.elapsed().as_secs_f32(),
        titles.len(),
        addresses.len()
    );
    all
}

/// Signs up through the proxy with the code from the mail.
async fn owner(fleet: &Fleet, mails: &Path) -> (Browser, String) {
    let (mut ada, email) = (fleet.visitor(), format!("{}@example.com", unique("ada")));
    let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let code = loop {
        if let Some(text) = sent(mails).remove(&email).and_then(|mut mails| mails.pop()) {
            let text = text.split_once("text/plain").unwrap().1.to_owned();
            let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|b| b.is_ascii_digit());
            let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
            break words.find(is_code).expect("a code").to_owned();
        }
        sleep(Duration::from_millis(50)).await;
    };
    ada.post("/auth/verify-email", &[("email", &email), ("otp", &code)]).await.expect(303);
    let slug = unique("acme").replace('_', "-");
    let form = [("name", "Acme"), ("slug", slug.as_str())];
    ada.post("/auth/register-organization", &form).await.expect(303);
    (ada, slug)
}

/// Returns the texts of the mails that have arrived, by recipient.
fn sent(file: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::<_, Vec<_>>::new();
    for line in fs::read_to_string(file).unwrap_or_default().lines() {
        let Ok(mail) = serde_json::from_str::<Value>(line) else { continue };
        let (to, text) = (mail["to"][0].as_str().unwrap(), mail["text"].as_str().unwrap());
        found.entry(to.to_owned()).or_default().push(text.to_owned());
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs haproxy and a minute alone: scripts/test.sh runs it after the others"]
async fn three_replicas_lose_nothing() {
    let folder = std::env::temp_dir().join(unique("tenantry-trial"));
    fs::create_dir_all(&folder).unwrap();
    let mails = folder.join("mails");
    let smtp = NodeSmtp::start(0, &mails, &[]);
    let (pair, database) = Pair::start().await;
    let (url, owner_url) = (pair.both(&database.url()), pair.both(&database.owner_url()));
    let smtp_url = format!("smtp://127.0.0.1:{}", smtp.port);
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("SMTP_URL", &smtp_url),
        ("MAIL_FROM", "Tenantry <no-reply@app.example>"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
        ("RATE_LIMIT_AUTH_PER_MINUTE", "0"),
        ("RATE_LIMIT_MAIL_PER_HOUR", "0"),
        ("RATE_LIMIT_MAIL_PER_DAY", "0"),
    ];
    let mut fleet = Fleet::start(folder.clone(), &variables).await;
    let (mut ada, slug) = owner(&fleet, &mails).await;
    traffic::fill(&database).await;

    let mut all = phase("nothing happens", &ada, &slug, async {}).await;
    all.add(phase("restart of each replica", &ada, &slug, fleet.restart_each()).await);
    assert_eq!((all.unavailable, &all.other[..]), (0, &[][..]), "nobody notices");
    let killed = phase("kill -9 of a replica", &ada, &slug, fleet.kill_one()).await;
    assert!(killed.other.iter().all(|status| *status == 502) && killed.other.len() <= WINDOWS);
    all.add(Seen { other: Vec::new(), ..killed });
    let migrating = async {
        let count = applied(&database, &traffic::release(), "60").await.unwrap();
        assert_eq!(count, 4);
    };
    all.add(phase("migration", &ada, &slug, migrating).await);
    assert_eq!((all.unavailable, &all.other[..]), (0, &[][..]), "nobody notices");
    let failing = async {
        pair.crash_primary().await;
        sleep(Duration::from_secs(1)).await;
        pair.promote().await;
        fleet.settle().await;
    };
    all.add(phase("failover", &ada, &slug, failing).await);
    assert_eq!(all.other, [0; 0], "503 with Retry-After, and nothing else");

    ada.get("/account").await.expect(200);
    let standby = pair.on_standby(&database).await;
    let rows = standby.query("SELECT title, count(*) FROM todos GROUP BY 1", &[]).await.unwrap();
    let kept: BTreeMap<String, i64> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let lost = all.titles.iter().filter(|title| !kept.contains_key(*title)).count();
    let doubled = kept.values().filter(|count| **count > 1).count();
    let waiting = "SELECT count(*) FROM outbox WHERE sent_at IS NULL";
    while standby.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) > 0 {
        sleep(Duration::from_millis(100)).await;
    }
    let arrived = sent(&mails);
    let mails_lost = all.addresses.iter().filter(|to| !arrived.contains_key(*to)).count();
    let mails_doubled = arrived.values().filter(|mails| mails.len() > 1).count();
    eprintln!(
        "{} writes: {lost} lost, {doubled} twice; {} mails: {mails_lost} lost, {mails_doubled} twice",
        all.titles.len(),
        all.addresses.len()
    );
    assert_eq!((lost, doubled, mails_lost, mails_doubled), (0, 0, 0, 0));
    drop(fleet);
    fs::remove_dir_all(folder).unwrap();
}
