//! `tenantry import adopt`: moves the people of a previous provider.

use anyhow::{Context as _, ensure};
use chrono::TimeDelta;

use super::database::{self, Opened};
use crate::{
    clock::Clock,
    config::{Config, IdentityConfig},
    db::Connector,
    telemetry,
    types::{EMBEDDED, Issuer},
    users::provider_move,
};

/// Opens a move for `hours`, or moves everyone at once if the keys are the same.
pub async fn run(mut config: Config, from: &str, hours: Option<u16>) -> anyhow::Result<()> {
    let ends = Ends { from: previous(from)?, to: current(&config.identity) };
    let Ends { from, to } = &ends;
    ensure!(from != to, "{from} is the configured provider: its people need not come along");
    telemetry::start(&config.server);
    let opened = database::open(&mut config).await?;
    let outcome = adopt(&config, &opened, &ends, hours).await;
    opened.db.close();
    if let Some(cluster) = opened.cluster {
        cluster.stop().await?;
    }
    say(&outcome?);
    Ok(())
}

/// The providers between which people move.
struct Ends {
    from: Issuer,
    to: Issuer,
}

async fn adopt(
    config: &Config,
    opened: &Opened,
    Ends { from, to }: &Ends,
    hours: Option<u16>,
) -> anyhow::Result<String> {
    // Rows written by the previous release belong to the current provider.
    provider_move::record_issuer(&opened.db, to).await?;
    let Some(hours) = hours else {
        let moved = provider_move::rename(&opened.db, from.as_str(), to).await?;
        return Ok(format!("{moved} people moved from {from} to {to}"));
    };
    let ends_at = Clock::default().now() + TimeDelta::hours(hours.into());
    let database = &config.database;
    let url = database.migration_url.as_ref().or(database.url.as_ref());
    let url = url.context("DATABASE_URL isn't set")?;
    let conn = Connector::new(url, database)?.connect().await?;
    provider_move::open(&conn, from.as_str(), to, ends_at).await?;
    Ok(if hours == 0 {
        format!("Nobody comes along from {from} anymore")
    } else {
        format!("Until {ends_at:?} people come along from {from} to {to} by their address")
    })
}

fn current(identity: &IdentityConfig) -> Issuer {
    match identity {
        IdentityConfig::Embedded { .. } => Issuer::embedded(),
        IdentityConfig::Hosted(hosted) => Issuer::hosted(&hosted.base_url),
    }
}

fn previous(text: &str) -> anyhow::Result<Issuer> {
    if text == EMBEDDED {
        return Ok(Issuer::embedded());
    }
    let url = text.parse().context("--from: write `embedded`, or the former NEON_AUTH_URL")?;
    Ok(Issuer::hosted(&url))
}

#[expect(clippy::print_stdout, reason = "what a person reads who ran the command")]
fn say(text: &str) {
    println!("{text}");
}
