//! A request that is held up in the middle.

use std::{future::Future, pin::pin};

use super::{Reply, TestApp, cluster};

/// Runs `hold`, which locks something, starts the request, and runs `change` once the
/// request waits for the lock; then lets it go on.
pub async fn held(
    app: &TestApp,
    hold: &str,
    change: &str,
    request: impl Future<Output = Reply>,
) -> Reply {
    let (cluster, name) = (&app.database.cluster, &app.database.name);
    let holder = cluster::superuser(cluster, name).await;
    let watcher = cluster::superuser(cluster, name).await;
    holder.batch_execute(&format!("BEGIN; {hold}")).await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let mut request = pin!(request);
    loop {
        tokio::select! {
            reply = &mut request => panic!("not held by {hold}: {} {}", reply.status, reply.text),
            seen = watcher.query_one(waiting, &[]) => {
                if seen.unwrap().get::<_, i64>(0) > 0 {
                    break;
                }
            }
        }
    }
    holder.batch_execute(&format!("{change}; COMMIT")).await.unwrap();
    request.await
}
