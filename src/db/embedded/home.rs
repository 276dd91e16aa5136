//! The directory of a private cluster.
//!
//! ```text
//! data/       PostgreSQL's own files
//! password    the superuser's password, 0600
//! port        the port used last, kept from start to start
//! log         the server's output since its last start
//! tls.crt     a copy of the certificate, if TLS is configured
//! tls.key     a copy of its key, 0600
//! start.lock  held while a process starts or stops the server
//! users.lock  held, shared, by every process that uses it
//! ```

use std::fs::{self, DirBuilder, File};
use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::{EmbeddedError, io_error};
use super::files::{open_private, prepare};

/// The cluster's directory, and the account that PostgreSQL runs as in it.
#[derive(Clone, Debug)]
pub(super) struct Home {
    dir: PathBuf,
    pub(super) account: Account,
}

impl Home {
    /// Opens or creates the directory. If the account can't reach the requested one,
    /// another is used, and the second value says so.
    pub(super) async fn open(wanted: &Path) -> Result<(Self, Option<String>), EmbeddedError> {
        let wanted = std::path::absolute(wanted).map_err(io_error("resolve", wanted))?;
        if let Some(home) = Self::open_exactly(&wanted).await? {
            return Ok((home, None));
        }
        for dir in Self::instead_of(&wanted) {
            if let Ok(Some(home)) = Self::open_exactly(&dir).await {
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

    /// Whether one of the possible directories already has PostgreSQL's files; creates
    /// nothing.
    pub(super) fn is_there(wanted: &Path) -> bool {
        let Ok(wanted) = std::path::absolute(wanted) else { return false };
        let others = Self::instead_of(&wanted);
        others.iter().chain([&wanted]).any(|dir| dir.join("data").exists())
    }

    fn instead_of(wanted: &Path) -> [PathBuf; 2] {
        let name = format!("tenantry-pg-{:016x}", fnv1a(wanted.as_os_str().as_encoded_bytes()));
        ["/var/lib/tenantry", "/tmp"].map(|parent| Path::new(parent).join(&name))
    }

    async fn open_exactly(dir: &Path) -> Result<Option<Self>, EmbeddedError> {
        let account = Account::choose(&dir.join("data")).await?;
        prepare(dir, account)?;
        let reachable = account.can_enter(dir).await;
        Ok(reachable.then(|| Self { dir: dir.to_owned(), account }))
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

    /// Creates an empty log for the server to write to.
    pub(super) fn new_log(&self) -> Result<File, EmbeddedError> {
        let path = self.log();
        let log = open_private(&path, true)?;
        self.give_to_owner(&path)?;
        Ok(log)
    }

    /// Returns the superuser's password, which is created once, before the database
    /// files.
    pub(super) fn password(&self) -> Result<String, EmbeddedError> {
        let file = self.password_file();
        match fs::read_to_string(&file) {
            Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io_error("read", &file)(error));
            }
            _ if self.data().exists() => {
                return Err(EmbeddedError::NoPassword { data: self.data(), password: file });
            }
            _ => {}
        }
        let password = crate::secret::random_token(40);
        self.write_private(&file, password.as_bytes())?;
        Ok(password)
    }

    /// Makes the directory's owner the owner of a file, so that they can use it later
    /// even if root created it.
    pub(super) fn give_to_owner(&self, path: &Path) -> Result<(), EmbeddedError> {
        let owner = fs::metadata(&self.dir).map_err(io_error("look at", &self.dir))?;
        self.account
            .give(path, owner.uid(), owner.gid())
            .map_err(io_error("change the owner of", path))
    }

    /// Creates an empty directory that only the account can look into.
    pub(super) fn make_private_dir(&self, name: &str) -> Result<PathBuf, EmbeddedError> {
        let dir = self.dir.join(name);
        if dir.exists() {
            fs::remove_dir_all(&dir).map_err(io_error("remove", &dir))?;
        }
        let made = DirBuilder::new().mode(0o700).create(&dir);
        made.and_then(|()| self.account.own(&dir)).map_err(io_error("make", &dir))?;
        Ok(dir)
    }

    /// Returns the port of the last start.
    pub(super) fn remembered_port(&self) -> Option<u16> {
        fs::read_to_string(self.dir.join("port")).ok()?.trim().parse().ok()
    }

    pub(super) fn remember_port(&self, port: u16) -> Result<(), EmbeddedError> {
        let file = self.dir.join("port");
        fs::write(&file, format!("{port}\n")).map_err(io_error("write", &file))?;
        self.give_to_owner(&file)
    }

    /// Copies a certificate or key to a place where the account may read it.
    pub(super) fn adopt(&self, original: &Path, name: &str) -> Result<PathBuf, EmbeddedError> {
        let copy = self.dir.join(name);
        let content = fs::read(original).map_err(io_error("read", original))?;
        self.write_private(&copy, &content)?;
        Ok(copy)
    }

    fn write_private(&self, path: &Path, content: &[u8]) -> Result<(), EmbeddedError> {
        let mut file = open_private(path, true)?;
        file.write_all(content).map_err(io_error("write", path))?;
        self.account.own(path).map_err(io_error("change the owner of", path))
    }
}

/// Hashes a path for a directory name; the result is the same in every build.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
