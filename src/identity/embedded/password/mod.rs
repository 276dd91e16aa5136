//! Passwords: argon2id, two at a time, in memory that is used again.

mod argon;
mod scrypt;

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use argon2::Block;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::refused::Failure;
use crate::identity::types::Password;

/// How many passwords are hashed at once; each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How many may wait for that; who comes later is asked to come back.
const MAY_WAIT: usize = 128;

/// Stands in for the hash of people who do not exist, so that they take as long.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdA$\
                       AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes and verifies passwords without holding up anything else.
pub(super) struct Hasher {
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    memory: Arc<Mutex<Vec<Vec<Block>>>>,
}

/// What a password turned out to be.
pub(super) struct Verdict {
    pub(super) good: bool,
    /// The same password hashed as it is today, where the stored hash is older.
    pub(super) renewed: Option<String>,
}

impl Hasher {
    pub(super) fn new() -> Self {
        Self {
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: AtomicUsize::new(0),
            memory: Arc::default(),
        }
    }

    /// The hash to keep.
    pub(super) async fn hash(&self, password: &Password) -> Result<String, Failure> {
        let password = password.clone();
        self.run(move |memory| argon::hash(password.expose(), memory)).await?
    }

    /// Whether `password` has the hash `stored`; without one it takes as long and is not.
    pub(super) async fn verify(
        &self,
        password: &Password,
        stored: Option<&str>,
    ) -> Result<Verdict, Failure> {
        let (password, stored) = (password.clone(), stored.map(str::to_owned));
        self.run(move |memory| verify(password.expose(), stored.as_deref(), memory)).await?
    }

    /// The hash to keep, and whether the password kept so far is the same one.
    pub(super) async fn hash_and_compare(
        &self,
        password: &Password,
        stored: Option<&str>,
    ) -> Result<(String, bool), Failure> {
        let (password, stored) = (password.clone(), stored.map(str::to_owned));
        self.run(move |memory| {
            let same = matches(password.expose(), stored.as_deref(), memory);
            Ok((argon::hash(password.expose(), memory)?, same))
        })
        .await?
    }

    /// Gives the memory of past hashes back.
    pub(super) fn release_memory(&self) {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Runs `work` on a thread that may block. The permit stays with the work:
    /// a caller who hangs up does not make room for a third one.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        self.permit().await?.forget();
        let turn = Turn(Arc::clone(&self.permits));
        let pool = Arc::clone(&self.memory);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let mut memory = lent(&pool);
            let value = work(&mut memory);
            pool.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
            value
        });
        done.await.map_err(|_| Failure::Broken("a password could not be hashed"))
    }

    async fn permit(&self) -> Result<SemaphorePermit<'_>, Failure> {
        if let Ok(permit) = self.permits.try_acquire() {
            return Ok(permit);
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= MAY_WAIT {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Failure::Busy);
        }
        let _waiting = Waiting(&self.waiting);
        self.permits.acquire().await.map_err(|_| Failure::Busy)
    }
}

/// One place in the queue, given up when the caller gets his turn or hangs up.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// One of the turns, given back when the work is done or has panicked.
struct Turn(Arc<Semaphore>);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.add_permits(1);
    }
}

fn lent(pool: &Mutex<Vec<Vec<Block>>>) -> Vec<Block> {
    pool.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
}

/// Whether a password of this hash can be verified.
pub(super) fn is_readable(stored: &str) -> bool {
    scrypt::is_better_auths(stored) || argon::is_readable(stored)
}

fn verify(
    password: &str,
    stored: Option<&str>,
    memory: &mut Vec<Block>,
) -> Result<Verdict, Failure> {
    let good = matches(password, stored, memory);
    let outdated = good && !stored.is_some_and(argon::is_current);
    let renewed = if outdated { Some(argon::hash(password, memory)?) } else { None };
    Ok(Verdict { good, renewed })
}

fn matches(password: &str, stored: Option<&str>, memory: &mut Vec<Block>) -> bool {
    match stored {
        None => {
            argon::matches(password, NOBODYS, memory);
            false
        }
        Some(hash) if scrypt::is_better_auths(hash) => scrypt::matches(password, hash),
        Some(hash) => argon::matches(password, hash, memory),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_knows_its_password_only() {
        let hasher = Hasher::new();
        let password = Password::typed(String::from("correct horse"));
        let hash = hasher.hash(&password).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        let verdict = hasher.verify(&password, Some(&hash)).await.unwrap();
        assert!(verdict.good && verdict.renewed.is_none());
        let wrong = Password::typed(String::from("correct horse "));
        assert!(!hasher.verify(&wrong, Some(&hash)).await.unwrap().good);
        assert!(!hasher.verify(&password, None).await.unwrap().good);
        assert!(!hasher.verify(&password, Some("$argon2id$broken")).await.unwrap().good);
        assert!(argon::is_current(NOBODYS), "strangers cost as much as members");
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
        assert_eq!(ends.iter().filter(|end| matches!(end, Err(Failure::Busy))).count(), 5);
        assert_eq!(hasher.memory.lock().unwrap().len(), AT_ONCE, "memory is used again");
        assert_eq!(hasher.waiting.load(Ordering::Relaxed), 0);
    }
}
