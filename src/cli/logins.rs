//! `tenantry database`

use std::io::Write as _;

use anyhow::Context as _;
use clap::Subcommand;

use crate::{
    config::{DatabaseConfig, Env},
    db::{self, Connector},
};

/// What is made in the database by hand.
#[derive(Subcommand)]
pub enum Action {
    /// Make the login that serves requests and owns nothing, and print its URL. Works with
    /// the owner's URL, in `DATABASE_MIGRATION_URL` or `DATABASE_URL`.
    CreateLogin {
        /// What to call it.
        #[arg(long, default_value = "tenantry_web")]
        name: String,
        /// It is there already: give it a new password, which ends the use of the old one.
        #[arg(long)]
        new_password: bool,
    },
}

/// Needs nothing but the database, so that it can be run before the rest is configured.
pub async fn run(env: Env, action: Action) -> anyhow::Result<()> {
    let config = DatabaseConfig::alone(env)?;
    let Action::CreateLogin { name, new_password } = action;
    let owner = config.migration_url.as_ref().or(config.url.as_ref());
    let owner = owner
        .context("set DATABASE_MIGRATION_URL to the URL of the login that owns the database")?;
    let connector = Connector::new(owner, &config)?;
    let url = db::create_login(&connector, owner, &name, new_password).await?;
    // Only this once, and only here: nothing keeps the password.
    writeln!(std::io::stdout(), "{}", url.expose())?;
    eprintln!(
        "Set DATABASE_URL to the line above, and DATABASE_MIGRATION_URL to the URL that this \
         command was run with."
    );
    if let Err(error) =
        db::wait_for(&Connector::new(&url, &config)?, std::time::Duration::ZERO).await
    {
        eprintln!("The login is made and does not get in by this URL yet: {error}");
    }
    Ok(())
}
