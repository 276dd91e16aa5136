//! `tenantry import`

use std::io::BufRead as _;

use anyhow::{Context as _, bail, ensure};
use clap::Subcommand;

use super::{adopt, database};
use crate::{
    clock::Clock,
    config::{Config, DatabaseConfig, DatabaseUrl, IdentityConfig},
    db::{Connector, Db},
    identity::embedded::import::{self, Options, Report, Source},
    telemetry,
};

/// The source of the people.
#[derive(Subcommand)]
pub enum Origin {
    /// A PostgreSQL database that holds the tables of a Better Auth server.
    BetterAuth {
        /// Its connection URL; `-` reads it from standard input, which keeps the password
        /// out of process lists.
        #[arg(long, value_name = "URL")]
        from: String,
        /// The schema of its tables, if several schemas have such tables.
        #[arg(long)]
        schema: Option<String>,
        /// Say what would be done, and do nothing.
        #[arg(long)]
        dry_run: bool,
        /// Import people who have a second factor there, without it.
        #[arg(long)]
        drop_second_factors: bool,
    },
    /// Let the people of a previous provider move to the configured one for a limited
    /// time, each to the row with the address that both providers have verified.
    Adopt {
        /// The previous provider: its `NEON_AUTH_URL`, or `embedded`.
        #[arg(long, value_name = "ISSUER")]
        from: String,
        /// For how many hours; 0 ends it now.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u16).range(0..=720))]
        hours: u16,
        /// The configured provider has the same people under the same keys: move all of
        /// them now, and let no one move by address.
        #[arg(long, conflicts_with = "hours")]
        same_keys: bool,
    },
}

/// Imports people from another provider.
pub async fn run(config: Config, origin: Origin) -> anyhow::Result<()> {
    match origin {
        Origin::Adopt { from, hours, same_keys } => {
            Box::pin(adopt::run(config, &from, (!same_keys).then_some(hours))).await
        }
        better_auth @ Origin::BetterAuth { .. } => Box::pin(copy(config, better_auth)).await,
    }
}

/// Copies people who aren't here yet. Fails if anyone or anything was left out.
async fn copy(mut config: Config, origin: Origin) -> anyhow::Result<()> {
    let embedded = matches!(config.identity, IdentityConfig::Embedded { .. });
    ensure!(embedded, "NEON_AUTH_URL is set: people are kept there, and not here");
    telemetry::start(&config.server);
    let opened = database::open(&mut config).await?;
    let imported = import(&config.database, &opened.db, origin).await;
    opened.db.close();
    if let Some(cluster) = opened.cluster {
        cluster.stop().await?;
    }
    let report = imported?;
    say(&report);
    let left = report.conflicts.len();
    ensure!(left == 0, "{left} left out, see above; nobody who is here was changed");
    Ok(())
}

async fn import(config: &DatabaseConfig, db: &Db, origin: Origin) -> anyhow::Result<Report> {
    let Origin::BetterAuth { from, schema, dry_run, drop_second_factors } = origin else {
        bail!("this is no database to copy from");
    };
    let text = if from == "-" { read_line()? } else { from };
    let connector = Connector::new(&DatabaseUrl::argument("--from", text), config)?;
    let conn = connector.connect().await.context("--from: the database can't be reached")?;
    let mut source = Source::open(conn, schema.as_deref()).await.context("--from")?;
    let options = Options { rehearse: dry_run, drop_second_factors };
    if dry_run {
        tracing::info!("A rehearsal: everything is rolled back");
    }
    Ok(import::run(&mut source, db, options, Clock::default().now()).await?)
}

fn read_line() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("standard input can't be read")?;
    Ok(line.trim().to_owned())
}

#[expect(clippy::print_stdout, reason = "what a person reads who ran the command")]
fn say(report: &Report) {
    println!("{report}");
}
