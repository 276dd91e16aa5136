//! The directory a private cluster lives in.
//!
//! ```text
//! data/       PostgreSQL's own files
//! password    the superuser's, 0600
//! port        the port used last, kept from start to start
//! log         what the server said since its last start
//! tls/        copies of the certificate and its key, where TLS is asked for
//! start.lock  held while someone starts or stops the server
//! users.lock  held, shared, by every process that uses it
//! ```

use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read, Write as _};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::{EmbeddedError, io_error};

/// A directory that belongs to the account PostgreSQL runs as.
#[derive(Clone, Debug)]
pub(super) struct Home {
    dir: PathBuf,
    pub(super) account: Account,
}

impl Home {
    /// Opens or makes the directory. Where the account cannot reach the one
    /// asked for, another is used, and the second value says so.
    pub(super) async fn open(wanted: &Path) -> Result<(Self, Option<String>), EmbeddedError> {
        let wanted = std::path::absolute(wanted).map_err(io_error("resolve", wanted))?;
        if let Some(home) = Self::open_exactly(&wanted).await? {
            return Ok((home, None));
        }
        let name = format!(
            "tenantry-pg-{:016x}",
            fnv1a(wanted.as_os_str().as_encoded_bytes())
        );
        for parent in ["/var/lib/tenantry", "/tmp"] {
            if let Ok(Some(home)) = Self::open_exactly(&Path::new(parent).join(&name)).await {
                let notice = format!(
                    "The account that runs PostgreSQL cannot reach {}, so the private database is in {}.",
                    wanted.display(),
                    home.dir.display()
                );
                return Ok((home, Some(notice)));
            }
        }
        Err(EmbeddedError::NotWritable { dir: wanted })
    }

    async fn open_exactly(dir: &Path) -> Result<Option<Self>, EmbeddedError> {
        let account = Account::choose(&dir.join("data")).await?;
        prepare(dir, account)?;
        let reachable = account.can_write(dir).await;
        Ok(reachable.then(|| Self {
            dir: dir.to_owned(),
            account,
        }))
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(super) fn data(&self) -> PathBuf {
        self.dir.join("data")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.dir.join("log")
    }

    pub(super) fn password_file(&self) -> PathBuf {
        self.dir.join("password")
    }

    /// The superuser's password; made once, before there are files to open.
    pub(super) fn password(&self) -> Result<String, EmbeddedError> {
        let file = self.password_file();
        match fs::read_to_string(&file) {
            Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io_error("read", &file)(error));
            }
            _ if self.data().exists() => {
                return Err(EmbeddedError::NoPassword {
                    data: self.data(),
                    password: file,
                });
            }
            _ => {}
        }
        let source = Path::new("/dev/urandom");
        let mut bytes = [0_u8; 24];
        File::open(source)
            .and_then(|mut random| random.read_exact(&mut bytes))
            .map_err(io_error("read", source))?;
        let mut password = String::with_capacity(48);
        for byte in bytes {
            let _ = write!(password, "{byte:02x}");
        }
        self.write_private(&file, password.as_bytes())?;
        Ok(password)
    }

    /// Gives a file to the account, so that it can also be used without root later.
    pub(super) fn give(&self, path: &Path) -> Result<(), EmbeddedError> {
        self.account
            .own(path)
            .map_err(io_error("change the owner of", path))
    }

    /// The port of the last start.
    pub(super) fn remembered_port(&self) -> Option<u16> {
        fs::read_to_string(self.dir.join("port"))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    pub(super) fn remember_port(&self, port: u16) -> Result<(), EmbeddedError> {
        let file = self.dir.join("port");
        fs::write(&file, format!("{port}\n")).map_err(io_error("write", &file))?;
        self.give(&file)
    }

    /// Copies a certificate or key to where the account may read it.
    pub(super) fn adopt(&self, original: &Path, name: &str) -> Result<PathBuf, EmbeddedError> {
        let dir = self.dir.join("tls");
        prepare(&dir, self.account)?;
        let copy = dir.join(name);
        let content = fs::read(original).map_err(io_error("read", original))?;
        self.write_private(&copy, &content)?;
        Ok(copy)
    }

    fn write_private(&self, path: &Path, content: &[u8]) -> Result<(), EmbeddedError> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        let mut file = options.open(path).map_err(io_error("write", path))?;
        file.write_all(content).map_err(io_error("write", path))?;
        self.give(path)
    }
}

/// Makes `dir` (its parents open to pass through, itself closed to others)
/// and gives it to `account`. A link, or a stranger's directory, is refused.
fn prepare(dir: &Path, account: Account) -> Result<(), EmbeddedError> {
    if let Some(parent) = dir.parent() {
        let mut builder = DirBuilder::new();
        builder
            .recursive(true)
            .mode(0o755)
            .create(parent)
            .map_err(io_error("make", parent))?;
    }
    match DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        made => {
            return made
                .and_then(|()| account.own(dir))
                .map_err(io_error("make", dir));
        }
    }
    let found = fs::symlink_metadata(dir).map_err(io_error("look at", dir))?;
    let ours = account
        .uid()
        .is_none_or(|uid| found.uid() == uid || found.uid() == 0);
    if !found.is_dir() || !ours {
        let reason = std::io::Error::other("it is not a directory, or belongs to another user");
        return Err(io_error("use", dir)(reason));
    }
    account
        .own(dir)
        .map_err(io_error("change the owner of", dir))
}

/// A hash that is the same in every build, for a name derived from a path.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
