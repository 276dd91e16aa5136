//! `tenantry database`

use std::io::Write as _;

use anyhow::Context as _;
use clap::Subcommand;

use crate::{
    config::{DatabaseConfig, Env},
    db::{self, Connector},
};

/// Actions on the database that a person runs.
#[derive(Subcommand)]
pub enum Action {
    /// Create the login that serves requests and owns nothing, and print its URL. Works
    /// with the owner's URL, in `DATABASE_MIGRATION_URL` or `DATABASE_URL`.
    CreateLogin {
        /// The login's name.
        #[arg(long, default_value = "tenantry_web")]
        name: String,
        /// The login exists already: give it a new password, which replaces the old one.
        #[arg(long)]
        new_password: bool,
    },
}

/// Needs nothing but the database, so it can run before the rest is configured.
pub async fn run(env: Env, action: Action) -> anyhow::Result<()> {
    let config = DatabaseConfig::alone(env)?;
    let Action::CreateLogin { name, new_password } = action;
    let owner = config.migration_url.as_ref().or(config.url.as_ref());
    let owner = owner
        .context("set DATABASE_MIGRATION_URL to the URL of the login that owns the database")?;
    let connector = Connector::new(owner, &config)?;
    let url = db::create_login(&connector, owner, &name, new_password).await?;
    // The URL is printed only once and only here; the password is kept nowhere.
    writeln!(std::io::stdout(), "{}", url.expose())?;
    eprintln!(
        "Set DATABASE_URL to the line above, and DATABASE_MIGRATION_URL to the URL that this \
         command was run with."
    );
    if let Err(error) =
        db::wait_for(&Connector::new(&url, &config)?, std::time::Duration::ZERO).await
    {
        eprintln!("The login is made and doesn't get in by this URL yet: {error}");
    }
    Ok(())
}
