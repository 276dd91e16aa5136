//! Restarts the server after the system's packages have replaced PostgreSQL's files under
//! it. The old executable would load new libraries, which fails with each new connection.
//! The package restarts only its own clusters.

use std::{
    fs,
    os::unix::fs::MetadataExt as _,
    path::Path,
    time::{Duration, Instant},
};

use super::{
    Cluster, EmbeddedError, EmbeddedOptions, home::Home, lock, pid_file::PidFile, postmaster,
    programs::Programs, setup,
};

/// Time between two checks of the files.
const EVERY: Duration = Duration::from_secs(3);

/// Time between two checks for a quiet moment; the next constant limits the wait.
const POLL: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// Everything needed to restart a server whose files were replaced.
pub struct Watch {
    home: Home,
    programs: Programs,
    options: EmbeddedOptions,
    url: String,
    /// The executable when this process first saw the server, for systems that don't tell
    /// which one a process runs.
    first_seen: Option<Identity>,
}

/// A file's device and inode, which identify it whatever its path.
type Identity = (u64, u64);

impl Cluster {
    /// Prepares [`Watch::run`]; the cluster itself may be stopped meanwhile.
    #[must_use]
    pub fn watch(&self, options: EmbeddedOptions) -> Watch {
        let programs = self.programs.clone();
        let first_seen = identity(&programs.path("postgres"));
        let options = EmbeddedOptions { port: Some(self.port), ..options };
        let url = self.superuser_url.clone();
        Watch { home: self.home.clone(), programs, options, url, first_seen }
    }
}

impl Watch {
    /// Restarts the server each time its files are replaced, at a moment when no one is
    /// working with it.
    pub async fn run(mut self) {
        loop {
            tokio::time::sleep(EVERY).await;
            let Some(replaced) = self.replaced() else { continue };
            tracing::warn!("PostgreSQL's files were replaced; it is restarted in a quiet moment");
            self.quiet_moment().await;
            match self.restart(replaced).await {
                Ok(()) => tracing::info!("PostgreSQL was restarted with its new files"),
                Err(error) => {
                    tracing::error!(error.cause = %error, "PostgreSQL could not be restarted");
                }
            }
        }
    }

    /// Returns the new executable if the running server is a different one. While a
    /// package is being unpacked, the file may be missing or incomplete.
    fn replaced(&self) -> Option<Identity> {
        let now = identity(&self.programs.path("postgres"))?;
        let pid = PidFile::read(&self.home.data())?.pid;
        let running = identity(Path::new(&format!("/proc/{pid}/exe"))).or(self.first_seen)?;
        (running != now).then_some(now)
    }

    /// Waits until no transaction is open, up to a limit. If the server no longer accepts
    /// connections, there is no point in waiting.
    async fn quiet_moment(&self) {
        let begun = Instant::now();
        // Gives the package time to unpack its other files.
        tokio::time::sleep(EVERY).await;
        while begun.elapsed() < LONGEST_WAIT && self.is_at_work().await.unwrap_or(false) {
            tokio::time::sleep(POLL).await;
        }
    }

    async fn is_at_work(&self) -> Result<bool, tokio_postgres::Error> {
        let (client, connection) =
            tokio_postgres::connect(&self.url, tokio_postgres::NoTls).await?;
        tokio::spawn(connection);
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' \
                   AND pid <> pg_backend_pid() AND state <> 'idle'";
        Ok(client.query_one(sql, &[]).await?.get::<_, i64>(0) > 0)
    }

    /// Restarts the server, unless another watching process has already done so.
    async fn restart(&mut self, replaced: Identity) -> Result<(), EmbeddedError> {
        let _alone = lock::starting_or_stopping(&self.home).await?;
        if self.replaced().is_none() {
            return Ok(());
        }
        // The programs found run, and have the version that wrote the files.
        let programs = Programs::find(self.home.account, &self.home.data()).await?;
        postmaster::stop(&self.home, &programs).await?;
        setup::launch(&self.home, &programs, &self.options).await?;
        self.programs = programs;
        self.first_seen = Some(replaced);
        Ok(())
    }
}

fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}
