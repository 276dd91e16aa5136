//! Who runs PostgreSQL: this user, or an unprivileged account when this is root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::error::EmbeddedError;

/// The user PostgreSQL's programs run as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// The user of this process.
    Same,
    /// This process is root, which PostgreSQL refuses: an account it drops to.
    Dropped { uid: u32, gid: u32 },
}

impl Account {
    /// Chooses the account; existing files in `data` keep their owner.
    pub(super) async fn choose(data: &Path) -> Result<Self, EmbeddedError> {
        if id(&["-u"]).await != Some(0) {
            return Ok(Self::Same);
        }
        if let Ok(found) = fs::metadata(data)
            && found.uid() != 0
        {
            return Ok(Self::Dropped { uid: found.uid(), gid: found.gid() });
        }
        for name in ["postgres", "nobody"] {
            if let (Some(uid), Some(gid)) = (id(&["-u", name]).await, id(&["-g", name]).await) {
                return Ok(Self::Dropped { uid, gid });
            }
        }
        Err(EmbeddedError::NoAccount)
    }

    /// A command that runs `program` as this account, with nothing of our
    /// environment but the search path: secrets stay here.
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("LC_ALL", "C").current_dir("/").stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        if let Self::Dropped { uid, gid } = self {
            // Setting the uid as root clears the supplementary groups as well.
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Whether this account can pass into `dir`, tried rather than computed.
    pub(super) async fn can_enter(self, dir: &Path) -> bool {
        if self == Self::Same {
            return true;
        }
        let mut probe = self.command(Path::new("/bin/sh"));
        probe.arg("-c").arg("cd -- \"$0\"").arg(dir);
        probe.stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().await.is_ok_and(|status| status.success())
    }

    /// Gives `path` to this account.
    pub(super) fn own(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Same => Ok(()),
            Self::Dropped { uid, gid } => self.give(path, uid, gid),
        }
    }

    /// Gives `path` to someone, where this process is root and may.
    pub(super) fn give(self, path: &Path, uid: u32, gid: u32) -> io::Result<()> {
        match self {
            Self::Same => Ok(()),
            Self::Dropped { .. } => lchown(path, Some(uid), Some(gid)),
        }
    }

    /// The account's number, where it is not simply this user.
    pub(super) fn uid(self) -> Option<u32> {
        match self {
            Self::Same => None,
            Self::Dropped { uid, .. } => Some(uid),
        }
    }
}

async fn id(args: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(args).stderr(Stdio::null()).output().await.ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
