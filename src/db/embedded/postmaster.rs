//! The server process: whether it runs and answers, how to start and stop it.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::error::{EmbeddedError, io_error};
use super::home::Home;
use super::pid_file::PidFile;
use super::programs::Programs;

const POLL: Duration = Duration::from_millis(20);
/// After a crash, recovery replays the log first, which can take a while.
const LONGEST_START: Duration = Duration::from_mins(2);
/// PostgreSQL's `SSLRequest`: every version answers it with one letter, before any
/// sign-in.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// The outcome of an attempt to start.
pub(super) enum Attempt {
    Ready,
    /// Another process has the port.
    PortTaken,
}

/// Returns the port of a server that already runs on these files, once it answers.
/// Removes a pid file left behind by a killed server.
pub(super) async fn running(home: &Home) -> Result<Option<u16>, EmbeddedError> {
    let data = home.data();
    let begun = Instant::now();
    while let Some(found) = PidFile::read(&data) {
        if !found.is_alive(&data).await {
            let stale = data.join("postmaster.pid");
            fs::remove_file(&stale).map_err(io_error("remove", &stale))?;
            return Ok(None);
        }
        if found.ready && answers(found.port).await {
            return Ok(Some(found.port));
        }
        if begun.elapsed() > LONGEST_START {
            return Err(EmbeddedError::NotReady {
                seconds: LONGEST_START.as_secs(),
                log: home.log(),
            });
        }
        sleep(POLL).await;
    }
    Ok(None)
}

/// Starts a server on `port` and waits until it is ready. It gets its own process group,
/// so that Ctrl-C reaches it only through our shutdown.
pub(super) async fn start(
    home: &Home,
    programs: &Programs,
    port: u16,
    settings: &[(String, String)],
) -> Result<Attempt, EmbeddedError> {
    let begun = Instant::now();
    loop {
        let log = home.new_log()?;
        let program = programs.path("postgres");
        let mut command = home.account.command(&program);
        command.process_group(0).arg("-D").arg(home.data());
        command.args(["-p", &port.to_string()]);
        for (name, value) in settings {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        command.stdout(Stdio::null()).stderr(log);
        let mut child = command.spawn().map_err(io_error("run", &program))?;
        loop {
            if child.try_wait().map_err(io_error("wait for", &program))?.is_some() {
                break;
            }
            if PidFile::read(&home.data())
                .is_some_and(|file| file.ready && Some(file.pid) == child.id())
            {
                return Ok(Attempt::Ready);
            }
            if begun.elapsed() > LONGEST_START {
                return Err(EmbeddedError::NotReady {
                    seconds: LONGEST_START.as_secs(),
                    log: home.log(),
                });
            }
            sleep(POLL).await;
        }
        let said = fs::read_to_string(home.log()).unwrap_or_default();
        if said.contains("Address already in use") {
            return Ok(Attempt::PortTaken);
        }
        // The children of a killed server need a moment to notice and exit.
        let letting_go = said.contains("is still in use");
        if !letting_go || begun.elapsed() > Duration::from_secs(20) {
            return Err(EmbeddedError::Start { log: home.log(), tail: tail(&said) });
        }
        sleep(POLL * 5).await;
    }
}

/// Stops the server: open transactions are rolled back, everything else is kept.
pub(super) async fn stop(home: &Home, programs: &Programs) -> Result<(), EmbeddedError> {
    let program = programs.path("pg_ctl");
    let mut command = home.account.command(&program);
    command.args(["stop", "-s", "-w", "-m", "fast", "-t", "60", "-D"]).arg(home.data());
    let output = command.output().await.map_err(io_error("run", &program))?;
    if output.status.success() || PidFile::read(&home.data()).is_none() {
        return Ok(());
    }
    Err(EmbeddedError::Stop { output: tail(&String::from_utf8_lossy(&output.stderr)) })
}

/// Returns the last lines of a log.
pub(super) fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let from = lines.len().saturating_sub(6);
    lines.get(from..).unwrap_or_default().join(" | ")
}

async fn answers(port: u16) -> bool {
    let ask = async {
        let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
        stream.write_all(&SSL_REQUEST).await?;
        stream.read_u8().await
    };
    matches!(timeout(Duration::from_secs(2), ask).await, Ok(Ok(b'S' | b'N')))
}
