use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
};

use super::server::Running;
use crate::harness::unique;

/// Returns the folder of PostgreSQL's programs.
fn programs() -> String {
    let asked = Command::new("pg_config").arg("--bindir").output();
    if let Ok(output) = asked
        && output.status.success()
    {
        return String::from_utf8(output.stdout).unwrap().trim().to_owned();
    }
    let parent = Path::new("/usr/lib/postgresql");
    let newest = fs::read_dir(parent).unwrap().map(|entry| entry.unwrap().path()).max().unwrap();
    newest.join("bin").display().to_string()
}

/// Returns the id of the running server's process and its executable.
fn postmaster(data: &Path) -> (String, String) {
    let file = fs::read_to_string(data.join("pg/data/postmaster.pid")).unwrap();
    let pid = file.lines().next().unwrap().trim().to_owned();
    let runs = fs::read_link(format!("/proc/{pid}/exe")).unwrap().display().to_string();
    (pid, runs)
}

#[tokio::test]
async fn a_slow_update_of_postgres_under_the_server_restarts_it() {
    let folder = std::env::temp_dir().join(unique("tenantry-replaced"));
    let (bin, data) = (folder.join("bin"), folder.join("data"));
    fs::create_dir_all(&bin).unwrap();
    let (system, kept) = (PathBuf::from(programs()), ["initdb", "postgres", "pg_ctl"]);
    for program in kept {
        fs::copy(system.join(program), bin.join(program)).unwrap();
    }
    // They look for the other files next to their own folder.
    for beside in fs::read_dir(system.parent().unwrap()).unwrap().flatten() {
        if beside.file_name() != "bin" {
            symlink(beside.path(), folder.join(beside.file_name())).unwrap();
        }
    }
    let (bin_dir, data_dir) = (bin.display().to_string(), data.display().to_string());
    let variables = [("PG_BIN_DIR", bin_dir.as_str()), ("TENANTRY_DATA_DIR", &data_dir)];
    let mut running = Running::start(&variables).await;
    let (before, _) = postmaster(&data);

    // Like a package manager: copy next to the file, then replace it.
    fs::copy(bin.join("postgres"), bin.join("postgres.new")).unwrap();
    fs::rename(bin.join("postgres.new"), bin.join("postgres")).unwrap();
    assert!(postmaster(&data).1.contains("(deleted)"));
    running.says("files were replaced").await;
    running.says("PostgreSQL was restarted").await;

    let (after, runs) = postmaster(&data);
    assert_ne!(before, after);
    assert!(!runs.contains("(deleted)"), "{runs}");
    let mut visitor = running.visitor();
    visitor.get_json("/readyz").await.expect(200);
    let form =
        [("name", "Ada"), ("email", "ada@example.com"), ("password", crate::harness::PASSWORD)];
    visitor.post("/auth/sign-up", &form).await.expect(303);
    running.stop().await;
    fs::remove_dir_all(&folder).unwrap();
}
