//! The program's commands.

mod admin;
mod adopt;
mod audit;
mod database;
mod demo;
mod doctor;
mod healthcheck;
mod import;
mod logins;
mod migrate;
pub mod serve;

use clap::{Parser, Subcommand};

use crate::config::{Config, Env};

/// A multi-tenant SaaS monolith.
#[derive(Parser)]
#[command(name = "tenantry", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Migrate and answer requests; the default command.
    Serve,
    /// Bring the schema up to date, or revert the last migration.
    Migrate {
        /// Revert the migration that was applied last, unless that loses data.
        #[arg(long)]
        revert: bool,
        /// A table that may lose rows, or values in a column, when the migration is
        /// reverted. Repeat it for each table.
        #[arg(long, value_name = "TABLE", requires = "revert")]
        and_lose_data: Vec<String>,
    },
    /// Create logins.
    Database {
        #[command(subcommand)]
        action: logins::Action,
    },
    /// Verify organizations' histories.
    Audit {
        #[command(subcommand)]
        action: audit::Action,
    },
    /// Fill two organizations with people, todos and a history; development only.
    Demo,
    /// Copy people and the ways they sign in from another provider.
    Import {
        #[command(subcommand)]
        origin: import::Origin,
    },
    /// List, show and change people and organizations, over `DATABASE_OPERATOR_URL`.
    Admin(admin::Admin),
    /// Look for problems with the installation and say how to fix them; changes nothing.
    Doctor {
        /// Print JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Ask a running server whether it is ready; for a container's health check.
    Healthcheck,
}

/// Runs the command that the arguments name.
pub async fn run() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    // Development only: in production the environment comes from outside.
    if std::env::var("APP_ENV").as_deref() != Ok("production") {
        dotenvy::dotenv().ok();
    }
    let config = Config::load(Env::process());
    match arguments.command.unwrap_or(Command::Serve) {
        Command::Serve => Box::pin(serve::run(config?)).await,
        Command::Migrate { revert: false, .. } => Box::pin(migrate::run(config?)).await,
        Command::Migrate { and_lose_data, .. } => {
            Box::pin(migrate::revert(config?, &and_lose_data)).await
        }
        Command::Audit { action } => Box::pin(audit::run(config?, action)).await,
        Command::Admin(admin) => Box::pin(admin::run(config?, admin)).await,
        Command::Demo => Box::pin(demo::run(config?)).await,
        Command::Import { origin } => Box::pin(import::run(config?, origin)).await,
        // Reports configuration problems itself.
        Command::Doctor { json } => Box::pin(doctor::run(config, json)).await,
        Command::Healthcheck => healthcheck::run(&config?).await,
        Command::Database { action } => Box::pin(logins::run(Env::process(), action)).await,
    }
}
