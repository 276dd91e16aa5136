//! Ensures that a request holds only one connection.
//!
//! A request that holds one connection and waits for a second withholds from others what
//! it waits for, so a few such requests stop everyone. In debug builds, tests included,
//! the pool panics when a task that holds a connection asks for another; release builds
//! pay nothing for it.

#[cfg(debug_assertions)]
use std::panic::Location;

/// The line of the source that asks for a connection.
#[derive(Clone, Copy)]
pub(in crate::db) struct CallSite {
    #[cfg(debug_assertions)]
    at: &'static Location<'static>,
}

impl CallSite {
    /// Returns where it was called.
    #[cfg_attr(debug_assertions, track_caller)]
    pub(in crate::db) fn here() -> Self {
        Self {
            #[cfg(debug_assertions)]
            at: Location::caller(),
        }
    }
}

/// The calling task's only hold on the pool, from the request for a connection to its
/// return.
#[cfg(not(debug_assertions))]
pub(in crate::db) struct Holding;

#[cfg(not(debug_assertions))]
impl Holding {
    pub(in crate::db) fn begin(_: CallSite) -> Self {
        Self
    }

    pub(in crate::db) fn end(&mut self) {}
}

#[cfg(debug_assertions)]
pub(in crate::db) use checked::Holding;

#[cfg(debug_assertions)]
mod checked {
    use std::{
        collections::HashMap,
        panic::Location,
        sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    };

    use tokio::task::{self, Id};

    use super::CallSite;

    static HELD: LazyLock<Mutex<HashMap<Id, &'static Location<'static>>>> =
        LazyLock::new(Mutex::default);

    fn held() -> MutexGuard<'static, HashMap<Id, &'static Location<'static>>> {
        HELD.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The calling task's only hold on the pool, from the request for a connection to its
    /// return.
    pub(in crate::db) struct Holding(Option<Id>);

    impl Holding {
        /// Panics if the task already holds a connection. Code that runs outside of any
        /// task can't be told apart, so it's allowed.
        pub(in crate::db) fn begin(site: CallSite) -> Self {
            let Some(task) = task::try_id() else { return Self(None) };
            let before = held().insert(task, site.at);
            assert!(
                before.is_none(),
                "{} asks for a connection in a task that holds one, taken at {}: end that \
                 transaction first",
                site.at,
                before.unwrap_or(site.at),
            );
            Self(Some(task))
        }

        /// Ends the hold, for a connection that is handed to another task.
        pub(in crate::db) fn end(&mut self) {
            if let Some(task) = self.0.take() {
                held().remove(&task);
            }
        }
    }

    impl Drop for Holding {
        fn drop(&mut self) {
            self.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_holds_a_connection_gets_no_second_one() {
        let second = tokio::spawn(async {
            let _first = Holding::begin(CallSite::here());
            let _second = Holding::begin(CallSite::here());
        });
        let panic = second.await.unwrap_err().into_panic();
        let message = panic.downcast_ref::<String>().unwrap();
        assert_eq!(message.matches(file!()).count(), 2, "{message}");
    }

    #[tokio::test]
    async fn what_was_given_back_or_handed_over_is_not_held() {
        tokio::spawn(async {
            drop(Holding::begin(CallSite::here()));
            let mut handed_over = Holding::begin(CallSite::here());
            handed_over.end();
            drop(Holding::begin(CallSite::here()));
        })
        .await
        .unwrap();
    }
}
