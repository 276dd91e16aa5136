//! The threads that serve requests, each of which has its own share of the pool.

use std::{
    cell::Cell,
    sync::{PoisonError, RwLock},
};

use tokio::runtime::Handle;
use tokio_util::task::AbortOnDropHandle;

thread_local! {
    static OWN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The runtimes of the threads that serve requests, by their numbers.
static RUNTIMES: RwLock<Vec<Handle>> = RwLock::new(Vec::new());

/// Gives the calling thread its own share; for threads that serve requests, in their runtime. All
/// other threads use the last one.
pub fn pin_thread() {
    let mut runtimes = RUNTIMES.write().unwrap_or_else(PoisonError::into_inner);
    OWN.set(Some(runtimes.len()));
    runtimes.push(Handle::current());
}

/// The place of a share among the shares of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) share: usize,
    /// The number of shares for threads that serve requests.
    pub(super) homes: usize,
}

impl Home {
    /// Returns the calling thread's share among `homes` and the last one.
    pub(super) fn own(homes: usize) -> Self {
        let share = OWN.get().map_or(homes, |number| number % homes.max(1));
        Self { share, homes }
    }

    /// Runs `open`, which opens a connection, in the runtime of the share's thread, whoever asks
    /// for it: the runtime that opens a connection drives it as long as it lives. On another
    /// thread each message would wake that one and wait to be woken by it.
    pub(super) async fn open<T, F>(self, open: impl Fn() -> F) -> T
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let runtime = if Self::own(self.homes) == self { None } else { self.runtime() };
        if let Some(runtime) = runtime
            && let Ok(opened) = AbortOnDropHandle::new(runtime.spawn(open())).await
        {
            return opened;
        }
        // The thread is this one, there's none, or it has ended.
        open().await
    }

    fn runtime(self) -> Option<Handle> {
        let runtimes = RUNTIMES.read().unwrap_or_else(PoisonError::into_inner);
        let mut own = runtimes.iter().enumerate().rev();
        own.find(|(number, _)| number % self.homes.max(1) == self.share).map(|(_, it)| it.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, thread};

    use tokio::{runtime, sync::oneshot};

    use super::*;

    #[tokio::test]
    async fn a_share_is_opened_by_its_thread_as_long_as_that_lives() {
        let here = thread::current().id();
        let opener =
            async || Home { share: 0, homes: 1 }.open(async || thread::current().id()).await;
        assert_eq!(opener().await, here, "no thread serves requests");

        let (ready, pinned) = mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = thread::spawn(move || {
            let runtime = runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async {
                pin_thread();
                ready.send(Home::own(1)).unwrap();
                let _ = stopped.await;
            });
            thread::current().id()
        });
        assert_eq!(pinned.recv().unwrap(), Home { share: 0, homes: 1 });
        assert_eq!(Home::own(1), Home { share: 1, homes: 1 }, "this thread has the last one");
        let opened_by = opener().await;
        let rest = Home { share: 1, homes: 1 }.open(async || thread::current().id()).await;
        assert_eq!(rest, here, "the last share belongs to nobody");

        stop.send(()).unwrap();
        assert_eq!(
            opened_by,
            tokio::task::spawn_blocking(|| serving.join().unwrap()).await.unwrap()
        );
        assert_eq!(opener().await, here);
    }
}
