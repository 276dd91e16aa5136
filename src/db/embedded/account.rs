//! The account that runs PostgreSQL: this user, or an unprivileged account if this is
//! root.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::error::EmbeddedError;

/// The account that PostgreSQL's programs run as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Account {
    /// The user of this process.
    Same,
    /// An account to drop to, because this process is root and PostgreSQL refuses to run
    /// as root.
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

    /// Builds a command that runs `program` as this account. Of our environment it gets
    /// only the search path, so that secrets stay here.
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

    /// Whether this account can enter `dir`; this is tried, not computed.
    pub(super) async fn can_enter(self, dir: &Path) -> bool {
        if self == Self::Same {
            return true;
        }
        let mut probe = self.command(Path::new("/bin/sh"));
        probe.arg("-c").arg("cd -- \"$0\"").arg(dir);
        probe.stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().await.is_ok_and(|status| status.success())
    }

    /// Makes this account the owner of `path`.
    pub(super) fn own(self, path: &Path) -> io::Result<()> {
        match self {
            Self::Same => Ok(()),
            Self::Dropped { uid, gid } => self.give(path, uid, gid),
        }
    }

    /// Makes the given user and group the owner of `path`, if this process is root and
    /// may.
    pub(super) fn give(self, path: &Path, uid: u32, gid: u32) -> io::Result<()> {
        match self {
            Self::Same => Ok(()),
            Self::Dropped { .. } => lchown(path, Some(uid), Some(gid)),
        }
    }

    /// Returns the account's uid, unless it's the user of this process.
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
