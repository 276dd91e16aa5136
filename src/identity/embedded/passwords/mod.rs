//! Password hashing with argon2id, two at a time, in reused memory.

mod argon;
mod scrypt;
mod work;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use argon2::Block;
use tokio::sync::{Semaphore, SemaphorePermit};

pub(super) use self::work::{Former, Verdict};
use self::work::{Runs, Work};
use super::error::CallError;
use crate::identity::types::Password;

/// Number of passwords hashed at once; each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Number of callers that may wait for that; later ones are asked to come back.
const MAY_WAIT: usize = 128;

/// Hashes and verifies passwords without blocking anything else.
pub(super) struct Hasher {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
    runs: Arc<Runs>,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicUsize::new(0),
            memory: Arc::default(),
            runs: Arc::default(),
        }
    }

    /// Returns the hash to store.
    pub(super) async fn hash(&self, password: &Password) -> Result<String, CallError> {
        let password = password.clone();
        self.run(move |work| work.hash(password.expose())).await?
    }

    /// Verifies `password` against the hash `stored`. Without one, and as long as hashes of
    /// `former` kinds are left, it takes as long as for any other account.
    pub(super) async fn verify(
        &self,
        password: &Password,
        stored: Option<&str>,
        former: Former,
    ) -> Result<Verdict, CallError> {
        let (password, stored) = (password.clone(), stored.map(str::to_owned));
        self.run(move |work| work.verify(password.expose(), stored.as_deref(), former)).await?
    }

    /// Returns how many argon2id and scrypt hashes were computed.
    pub(super) fn runs(&self) -> (u64, u64) {
        self.runs.so_far()
    }

    /// Releases the memory kept from past hashes.
    pub(super) fn release_memory(&self) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs `job` on a thread that may block. The permit stays with the job, so that a
    /// caller who hangs up doesn't make room for a third one.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Work<'_>) -> T + Send + 'static,
    ) -> Result<T, CallError> {
        self.permit().await?.forget();
        let turn = Turn(Arc::clone(&self.permits));
        let (pool, runs) = (Arc::clone(&self.memory), Arc::clone(&self.runs));
        let span = tracing::info_span!(target: "spans", "hash");
        let done = tokio::task::spawn_blocking(move || {
            let (_turn, _hashing) = (turn, span.entered());
            let mut memory = lent(&pool);
            let value = job(&mut Work { memory: &mut memory, runs: &runs });
            pool.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            value
        });
        done.await.map_err(|_| CallError::Broken("a password could not be hashed"))
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, CallError> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= MAY_WAIT {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(CallError::Busy);
        }
        let _waiting = Waiting(&self.waiting);
        self.permits.acquire().await.map_err(|_| CallError::Busy)
    }
}

/// A place in the queue, given up when the caller's turn comes or the caller hangs up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A turn, given back when the work is done or has panicked.
struct Turn(Arc<Semaphore>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

fn lent(pool: &Mutex<Vec<Vec<Block>>>) -> Vec<Block> {
    pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

/// Whether a password with this hash can be verified.
pub(super) fn is_readable(stored: &str) -> bool {
    scrypt::is_better_auths(stored) || argon::is_readable(stored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_password_only() {
        let (hasher, none) = (Hasher::new(), Former::default);
        let password = Password::typed(String::from("correct horse"));
        let hash = hasher.hash(&password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let verdict = hasher.verify(&password, Some(&hash), none()).await.unwrap();
        assert!(verdict.good && verdict.renewed.is_none());
        let wrong = Password::typed(String::from("correct horse "));
        assert!(!hasher.verify(&wrong, Some(&hash), none()).await.unwrap().good);
        assert!(!hasher.verify(&password, None, none()).await.unwrap().good);
        assert!(!hasher.verify(&password, Some("$argon2id$broken"), none()).await.unwrap().good);
    }

    #[tokio::test]
    async fn two_are_hashed_at_once_and_the_queue_ends() {
        let hasher = Arc::new(Hasher::new());
        let password = Password::typed(String::from("correct horse"));
        let calls = (0..AT_ONCE + MAY_WAIT + 5).map(|_| {
            let (hasher, password) = (Arc::clone(&hasher), password.clone());
            async move { hasher.hash(&password).await }
        });
        let ends = futures_util::future::join_all(calls).await;
        assert_eq!(ends.iter().filter(|end| matches!(end, Err(CallError::Busy))).count(), 5);
        assert_eq!(hasher.memory.lock().unwrap().len(), AT_ONCE, "memory is used again");
        assert_eq!(hasher.waiting.load(Ordering::Relaxed), 0);
    }
}
