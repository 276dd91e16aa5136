//! Locks between the processes that share one cluster. The operating system releases them
//! when a process ends, however it ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use super::error::{EmbeddedError, io_error};
use super::files::open_private;
use super::home::Home;

const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Waits until no other process is starting or stopping the server.
pub(super) async fn starting_or_stopping(home: &Home) -> Result<File, EmbeddedError> {
    let path = home.dir().join("start.lock");
    let file = open(home, &path)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(io_error("lock", &path)(error)),
            Err(TryLockError::WouldBlock) if begun.elapsed() > LONGEST_WAIT => {
                return Err(EmbeddedError::Busy { lock: path, seconds: LONGEST_WAIT.as_secs() });
            }
            Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Marks the server as in use by this process. A lease is taken and given up only while
/// [`starting_or_stopping`] is held, so that the last user is identified reliably.
#[derive(Debug)]
pub(super) struct Lease(File);

impl Lease {
    pub(super) fn take(home: &Home) -> Result<Self, EmbeddedError> {
        let path = home.dir().join("users.lock");
        let file = open(home, &path)?;
        file.lock_shared().map_err(io_error("lock", &path))?;
        Ok(Self(file))
    }

    /// Gives the lease up; returns whether it was the only one.
    pub(super) fn was_last(self) -> bool {
        self.0.unlock().is_ok() && self.0.try_lock().is_ok()
    }
}

fn open(home: &Home, path: &Path) -> Result<File, EmbeddedError> {
    let file = open_private(path, false)?;
    home.give_to_owner(path)?;
    Ok(file)
}
