use tokio::process::Command;

use super::TestDatabase;

/// Returns `tenantry` with these arguments in an environment of its own: what a developer or the
/// test run has set doesn't reach it.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
    command.args(arguments).current_dir(std::env::temp_dir()).env_clear();
    for name in ["HOME", "PATH", "TMPDIR"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command.env("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846");
    command
}

/// Returns `tenantry` on `database`.
pub fn program_on(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = program(arguments);
    command.env("DATABASE_URL", database.url());
    command.env("DATABASE_MIGRATION_URL", database.owner_url());
    command
}
