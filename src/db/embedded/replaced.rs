//! The system's packages update PostgreSQL's files under a running server. Its old
//! executable then loads new libraries, which fails with each new connection, so the
//! server is restarted. The package does that for its own clusters only.

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

/// How often the files are looked at.
const EVERY: Duration = Duration::from_secs(3);

/// How often a quiet moment is looked for, and for how long.
const POLL: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_mins(2);

/// What it takes to restart a server whose files were replaced.
pub struct Watch {
    home: Home,
    programs: Programs,
    options: EmbeddedOptions,
    url: String,
    /// The executable when this process first saw the server; for systems that do not
    /// tell what a process runs.
    first_seen: Option<Identity>,
}

/// A file, whatever its path.
type Identity = (u64, u64);

impl Cluster {
    /// What [`Watch::run`] needs; the cluster itself may be stopped meanwhile.
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
    /// Restarts the server each time its files were replaced, in a moment in which nobody
    /// works with it.
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

    /// The new executable, where the running server is another one. While a package is
    /// being unpacked there is none, or not yet all of it.
    fn replaced(&self) -> Option<Identity> {
        let now = identity(&self.programs.path("postgres"))?;
        let pid = PidFile::read(&self.home.data())?.pid;
        let running = identity(Path::new(&format!("/proc/{pid}/exe"))).or(self.first_seen)?;
        (running != now).then_some(now)
    }

    /// Until no transaction is open, at most for a while. A server that lets nobody in any
    /// more has waited long enough.
    async fn quiet_moment(&self) {
        let begun = Instant::now();
        // The package's other files follow.
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

    /// Of several processes that watch, the first does it.
    async fn restart(&mut self, replaced: Identity) -> Result<(), EmbeddedError> {
        let _alone = lock::starting_or_stopping(&self.home).await?;
        if self.replaced().is_none() {
            return Ok(());
        }
        // They run, and are of the version that made the files.
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
