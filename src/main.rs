//! The entry point; see `tenantry --help`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match tenantry::cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tenantry: {error:#}");
            ExitCode::FAILURE
        }
    }
}
