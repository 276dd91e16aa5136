//! `tenantry serve`

use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path, sync::Arc};

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::database::{self, Opened};
use crate::{
    clock::Clock,
    config::Config,
    db::Db,
    doctor::{self, Outcome},
    installation,
    jobs::{self, domains::Recheck, upkeep::Upkeep},
    mail::{Transport, Worker},
    secret::{self, SecretString},
    telemetry,
    tenancy::domains::Dns,
    web::{Application, assemble, state::AppState, urls},
};

/// Migrates, starts the jobs and answers requests until told to stop.
pub async fn run(mut config: Config) -> anyhow::Result<()> {
    telemetry::start(&config.server);
    let secret = secret(&config)?;
    let opened = database::open(&mut config).await?;
    let options = database::options(&config);
    let watch = opened.cluster.as_ref().map(|cluster| tokio::spawn(cluster.watch(options).run()));
    let served = Box::pin(serve(config, secret, &opened)).await;
    if let Some(watch) = watch {
        watch.abort();
        let _aborted = watch.await;
    }
    // Close connections first: a cluster waits for them when it stops.
    opened.db.close();
    tokio::task::spawn_blocking(telemetry::traces::stop).await?;
    if let Some(cluster) = opened.cluster {
        cluster.stop().await?;
    }
    served
}

async fn serve(config: Config, secret: SecretString, opened: &Opened) -> anyhow::Result<()> {
    let clock = Clock::default();
    let public_url = config.server.public_url.clone();
    let transport = Transport::new(&config.mail)?;
    let worker = Worker::new(opened.db.clone(), clock.clone(), transport);
    let schema = opened.migrations;
    let state = assemble(config, clock, &secret, opened.db.clone(), schema).await?;
    for misspelt in &state.config.misspelt {
        tracing::warn!("{misspelt}");
    }
    for variable in state.config.limits.off() {
        tracing::warn!("{variable} is 0: passwords and codes can be tried without end");
    }
    let (look, upkeep) = (state.config.mail.look, upkeep(&state));
    if installation::note(&state.db, &secret).await? {
        tracing::warn!(
            "APP_SECRET is another one than that of the server that started before: everybody is signed out, and if replicas differ in it, in and out by turns"
        );
    }
    let (config, db, clock) = (state.config.clone(), state.db.clone(), state.clock.clone());
    // Listen first: a server that cannot listen must not have claimed mail to send.
    let application = Application::build(state, secret)?;
    let jobs = jobs::start(worker, look, upkeep);
    let (handle, stop) = (application.handle(), jobs.stopper());
    tokio::spawn(async move { Box::pin(warn(config, db, clock)).await });
    let stopped = stop_signal();
    tokio::spawn(async move {
        stopped.await;
        tracing::info!("Stopping: requests and the mail in flight may finish");
        stop.request();
        handle.stop(true).await;
    });
    tracing::info!(server.bind = %application.address(), "Tenantry answers at {public_url}");
    let served = application.run().await;
    jobs.stop().await;
    opened.db.background_done().await;
    Ok(served?)
}

/// Logs what the server can't know before it has started, and works without.
async fn warn(config: Config, db: Db, clock: Clock) {
    let report = doctor::at_start(&config, &db, &clock).await;
    for check in report.checks.iter().filter(|check| check.outcome == Outcome::Failed) {
        let advice = check.advice.as_deref().unwrap_or_default();
        tracing::warn!(doctor.check = check.name, doctor.advice = advice, "{}", check.seen);
    }
}

/// Gathers what the upkeep works with.
pub fn upkeep(state: &AppState) -> Upkeep {
    let recheck = Recheck {
        dns: Dns::new(&state.config.dns_servers),
        mails: Arc::new(state.mails.clone()),
        page: |slug| urls::access(slug),
        limits: state.limits.clone(),
    };
    Upkeep {
        db: state.db.clone(),
        clock: state.clock.clone(),
        sessions: state.sessions.clone(),
        identity: Arc::clone(&state.identity),
        limits: state.limits.clone(),
        recheck,
        retention: state.config.server.retention,
    }
}

/// Waits for a signal to stop; it listens from now on, so that none is lost before.
fn stop_signal() -> impl Future<Output = ()> {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// Returns the configured secret; in development, creates one and keeps it so that people
/// stay signed in across restarts.
pub fn secret(config: &Config) -> anyhow::Result<SecretString> {
    if let Some(secret) = &config.secret {
        return Ok(secret.clone());
    }
    let path = config.data_dir.join("secret");
    if let Ok(secret) = fs::read_to_string(&path) {
        return Ok(secret.trim().to_owned().into());
    }
    let secret = secret::random_token(64);
    keep(&path, &secret).with_context(|| format!("{} can't be written", path.display()))?;
    Ok(secret.into())
}

fn keep(path: &Path, secret: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret.as_bytes())
}
