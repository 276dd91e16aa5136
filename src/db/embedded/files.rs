//! Directories and files that only their owner may read.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::account::Account;
use super::error::{EmbeddedError, io_error};

/// Opens a file that only its owner may read, and creates it if it's missing.
pub(super) fn open_private(path: &Path, emptied: bool) -> Result<File, EmbeddedError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(emptied).mode(0o600);
    options.open(path).map_err(io_error("open", path))
}

/// Creates `dir` and its parents. If this process is root, root keeps the directory and
/// others may only pass through, so that the account can't put links where root writes.
pub(super) fn prepare(dir: &Path, account: Account) -> Result<(), EmbeddedError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o755);
    if let Some(parent) = dir.parent() {
        builder.create(parent).map_err(io_error("make", parent))?;
    }
    builder.create(dir).map_err(io_error("make", dir))?;
    let found = fs::symlink_metadata(dir).map_err(io_error("look at", dir))?;
    let mode = match account.uid() {
        None => 0o700,
        Some(_) if found.uid() == 0 => 0o711,
        Some(uid) if found.uid() == uid => return Ok(()),
        Some(_) => {
            let reason = io::Error::other("it belongs to another user");
            return Err(io_error("use", dir)(reason));
        }
    };
    fs::set_permissions(dir, Permissions::from_mode(mode))
        .map_err(io_error("set the permissions of", dir))
}
