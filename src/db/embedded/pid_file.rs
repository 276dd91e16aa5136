//! `postmaster.pid`: the server that runs on these files, and whether it's ready.

use std::fs;
use std::path::Path;

use tokio::process::Command;

/// The content of `postmaster.pid`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: u32,
    pub(super) port: u16,
    pub(super) ready: bool,
}

impl PidFile {
    pub(super) fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data.join("postmaster.pid")).ok()?)
    }

    /// Lines: pid, directory, start time, port, socket directory, address, memory key, state.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let port = lines.nth(2)?.trim().parse().ok()?;
        let ready = lines.nth(3).is_some_and(|state| state.trim() == "ready");
        Some(Self { pid, port, ready })
    }

    /// Whether the process is a server on `data`, and not an unrelated one that reuses
    /// the pid.
    pub(super) async fn is_alive(&self, data: &Path) -> bool {
        let pid = self.pid;
        let line = match fs::read(format!("/proc/{pid}/cmdline")) {
            Ok(line) => line,
            Err(_) if Path::new("/proc/self").exists() => return false,
            Err(_) => {
                let asked = Command::new("ps")
                    .args(["-o", "command=", "-p", &pid.to_string()])
                    .output()
                    .await;
                asked.map(|output| output.stdout).unwrap_or_default()
            }
        };
        let line = String::from_utf8_lossy(&line).into_owned();
        line.contains("postgres") && line.contains(&*data.to_string_lossy())
    }
}

#[cfg(test)]
mod tests {
    use super::PidFile;

    #[test]
    fn the_pid_file_tells_pid_port_and_state() {
        let starting = "812\n/srv/data\n1700000000\n5433\n\n127.0.0.1\n";
        let ready = "812\n/srv/data\n1700000000\n5433\n\n127.0.0.1\n  1234  5\nready   \n";
        assert_eq!(PidFile::parse(ready), Some(PidFile { pid: 812, port: 5433, ready: true }));
        assert_eq!(PidFile::parse(starting), Some(PidFile { pid: 812, port: 5433, ready: false }));
        assert_eq!(PidFile::parse(""), None);
    }
}
