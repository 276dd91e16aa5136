//! The connection pool: few connections, replaced when they're old, probed after idling.

pub mod bouncer;
pub mod connector;
mod homes;
pub mod lanes;
pub mod one_per_request;
mod servers;
pub mod shards;
mod tls;

use std::{sync::Arc, time::Duration};

use deadpool::{
    Runtime,
    managed::{Hook, HookError, QueueMode},
};
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection as _,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod},
};
use futures_util::FutureExt as _;

pub use self::homes::pin_thread;
use self::{connector::Connector, homes::Home, lanes::Lanes, shards::PoolShards};
use super::error::stale_plans::Watch;
use crate::config::DatabaseConfig;

type Manager = AsyncDieselConnectionManager<AsyncPgConnection>;
type Pool = deadpool::managed::Pool<Manager>;

/// A connection that doesn't answer for this long is gone.
pub(super) const SILENCE: Duration = Duration::from_secs(2);

tokio::task_local! {
    static AS_IT_IS: ();
}

/// Runs `get`, which gets a connection without probing it and however old it is.
async fn as_it_is<F: Future>(get: F) -> F::Output {
    AS_IT_IS.scope((), get).await
}

fn is_taken_as_it_is() -> bool {
    AS_IT_IS.try_with(|()| ()).is_ok()
}

pub(super) fn build(
    connector: &Connector,
    config: &DatabaseConfig,
) -> Result<PoolShards, deadpool::managed::BuildError> {
    let most = config.pool_size + config.pool_overflow;
    let lanes = Lanes::new(most, config.acquire_timeout);
    PoolShards::build(most, lanes, |home, size| share(connector.clone(), config, home, size))
}

fn share(
    connector: Connector,
    config: &DatabaseConfig,
    home: Home,
    size: usize,
) -> Result<Pool, deadpool::managed::BuildError> {
    let (watch, patience) = (Arc::clone(connector.watch()), connector.patience());
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    let limits = config.limits;
    manager.custom_setup = Box::new(move |_| {
        let connector = connector.clone();
        let open = move || {
            let connector = connector.clone();
            async move { connector.connect_to_serve(limits).await }
        };
        home.open(open).boxed()
    });
    Pool::builder(Manager::new_with_config("", manager))
        .max_size(size)
        // The connection used most recently has its statements prepared and its caches
        // warm.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.acquire_timeout))
        .create_timeout(Some(patience))
        .recycle_timeout(Some(SILENCE))
        .pre_recycle(replace_when_older_than(config.recycle))
        .pre_recycle(replace_when_stale(watch))
        .pre_recycle(probe_after_idling(config.probe_after))
        .build()
}

fn replace_when_older_than(age: Duration) -> Hook<Manager> {
    Hook::sync_fn(move |_, metrics| {
        let is_old = metrics.created.elapsed() > age && !is_taken_as_it_is();
        if is_old { Err(HookError::message("old enough")) } else { Ok(()) }
    })
}

/// Replaces connections whose prepared statements may not fit the schema any more.
fn replace_when_stale(watch: Arc<Watch>) -> Hook<Manager> {
    Hook::sync_fn(move |_, metrics| {
        let stale = watch.is_stale(metrics.created);
        if stale { Err(HookError::message("prepared for a former schema")) } else { Ok(()) }
    })
}

fn probe_after_idling(time: Duration) -> Hook<Manager> {
    Hook::async_fn(move |conn: &mut AsyncPgConnection, metrics| {
        let idle = metrics.last_used() > time && !is_taken_as_it_is();
        Box::pin(async move {
            if idle {
                conn.batch_execute("").await.map_err(|_| HookError::message("gone while idle"))?;
            }
            Ok(())
        })
    })
}
