//! Work that outlives the request that asked for it.

use std::{convert::Infallible, thread, time::Duration};

use tokio::sync::oneshot;

use crate::harness::TestDatabase;

/// Each thread that serves requests has a runtime of its own, which ends with it.
#[tokio::test]
async fn work_goes_on_when_the_thread_that_served_the_request_has_ended() {
    let database = TestDatabase::new().await;
    let (db, (done, mut seen)) = (database.db(), oneshot::channel());
    let serving = db.clone();
    let server = thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            serving.in_background("Nothing fails here", async move {
                tokio::time::sleep(Duration::from_millis(200)).await;
                done.send(()).unwrap();
                Ok::<_, Infallible>(())
            });
        });
    });
    server.join().unwrap();
    assert!(seen.try_recv().is_err(), "the work was done before the thread ended");

    db.background_done().await;
    assert_eq!(seen.try_recv(), Ok(()));
}
