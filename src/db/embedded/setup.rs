//! Creates the files of a new cluster, and starts the server on an available port.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use super::EmbeddedOptions;
use super::error::{EmbeddedError, io_error};
use super::home::Home;
use super::postmaster::{self, Attempt};
use super::programs::Programs;

/// Creates the files beside their final place, so that an interrupted attempt leaves
/// nothing half done.
pub(super) async fn initdb(
    home: &Home,
    programs: &Programs,
    fsync: bool,
) -> Result<(), EmbeddedError> {
    let program = programs.path("initdb");
    let mut said = String::new();
    for locale in ["C.UTF-8", "C"] {
        let unfinished = home.make_private_dir("data.new")?;
        let mut command = home.account.command(&program);
        command.args(["-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8"]);
        command.arg(format!("--locale={locale}"));
        command.arg("--pwfile").arg(home.password_file());
        command.args((!fsync).then_some("--no-sync"));
        command.arg("-D").arg(&unfinished);
        let output = command.output().await.map_err(io_error("run", &program))?;
        if output.status.success() {
            return fs::rename(&unfinished, home.data()).map_err(io_error("rename", &unfinished));
        }
        said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !said.contains("locale") {
            break;
        }
    }
    Err(EmbeddedError::Initdb { output: postmaster::tail(&said) })
}

/// Starts the server on the requested port, the port of the last start, or a free one.
pub(super) async fn launch(
    home: &Home,
    programs: &Programs,
    options: &EmbeddedOptions,
) -> Result<u16, EmbeddedError> {
    let settings = settings(home, options)?;
    let mut remembered = home.remembered_port();
    for _ in 0..8 {
        let port = match options.port.or_else(|| remembered.take()) {
            Some(port) => port,
            None => free_port()?,
        };
        match (postmaster::start(home, programs, port, &settings).await?, options.port) {
            (Attempt::Ready, _) => return Ok(port),
            (Attempt::PortTaken, None) => {}
            (Attempt::PortTaken, Some(wanted)) => {
                return Err(EmbeddedError::Port {
                    wanted,
                    reason: String::from("another program has it"),
                });
            }
        }
    }
    Err(EmbeddedError::Start { log: home.log(), tail: String::from("no free port could be had") })
}

fn settings(
    home: &Home,
    options: &EmbeddedOptions,
) -> Result<Vec<(String, String)>, EmbeddedError> {
    let fsync = if options.fsync { "on" } else { "off" };
    let mut settings = vec![
        (String::from("listen_addresses"), Ipv4Addr::LOCALHOST.to_string()),
        (String::from("unix_socket_directories"), String::new()),
    ];
    for name in ["fsync", "synchronous_commit", "full_page_writes"] {
        settings.push((name.to_owned(), fsync.to_owned()));
    }
    if let Some(tls) = &options.tls {
        let cert = home.adopt(&tls.cert_path, "tls.crt")?;
        let key = home.adopt(&tls.key_path, "tls.key")?;
        settings.push((String::from("ssl"), String::from("on")));
        settings.push((String::from("ssl_cert_file"), cert.to_string_lossy().into_owned()));
        settings.push((String::from("ssl_key_file"), key.to_string_lossy().into_owned()));
    }
    settings.extend(options.settings.iter().cloned());
    Ok(settings)
}

/// Finds a port that no one is listening on at the moment.
fn free_port() -> Result<u16, EmbeddedError> {
    let free =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    free.map(|address| address.port())
        .map_err(io_error("find a free port on", Path::new("127.0.0.1")))
}
