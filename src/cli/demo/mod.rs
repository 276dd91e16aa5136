//! `tenantry demo`: two organizations with people, todos and a history, so that the pages
//! have something to show.

mod organization;
mod people;
mod sample;

use anyhow::{bail, ensure};

use self::{people::Cast, sample::ORGANIZATIONS};
use super::{
    database::{self, Opened},
    serve,
};
use crate::{
    clock::Clock,
    config::Config,
    db::{Db, DbError},
    telemetry,
    tenancy::tenants,
    types::Slug,
    web::{assemble, urls},
};

/// Fills the database, even while a server is running on it. Existing data stays as it
/// is.
pub async fn run(mut config: Config) -> anyhow::Result<()> {
    let production = config.server.environment.is_production();
    ensure!(!production, "sample data is for development: APP_ENV is production");
    telemetry::start(&config.server);
    let opened = database::open(&mut config).await?;
    let filled = Box::pin(fill(config, &opened)).await;
    opened.db.close();
    if let Some(cluster) = opened.cluster {
        cluster.stop().await?;
    }
    say(&filled?);
    Ok(())
}

/// Adds what is missing and returns a summary of what there is to look at.
async fn fill(config: Config, opened: &Opened) -> anyhow::Result<String> {
    let mut missing = Vec::new();
    for organization in &ORGANIZATIONS {
        let slug: Slug = organization.slug.parse()?;
        if !exists(&opened.db, &slug).await? {
            missing.push((organization, slug));
        }
    }
    if missing.is_empty() {
        return Ok(String::from("The sample data is there already; nothing was changed."));
    }
    let (clock, url) = (Clock::default(), config.server.public_url.clone());
    let secret = serve::secret(&config)?;
    let state = assemble(config, clock, &secret, opened.db.clone(), opened.migrations).await?;
    let cast = Cast::engage(&state).await?;
    let mut lines = Vec::new();
    for (organization, slug) in missing {
        organization::fill(&state.db, organization, &slug, &cast, state.clock.now()).await?;
        lines.push(format!("{} is at {}", organization.name, url.join(&urls::dashboard(slug))));
    }
    lines.push(cast.how_to_sign_in());
    Ok(lines.join("\n"))
}

async fn exists(db: &Db, slug: &Slug) -> Result<bool, DbError> {
    db.as_system("look whether the sample data is there", async |db| {
        tenants::exists(db, slug).await
    })
    .await
}

#[expect(clippy::print_stdout, reason = "what a person reads who ran the command")]
fn say(text: &str) {
    println!("{text}");
}

/// Returns the value called `key`, or an error; the sample data refers to people by short
/// names.
fn known<T>(found: Option<T>, key: &str) -> anyhow::Result<T> {
    match found {
        Some(value) => Ok(value),
        None => bail!("the sample data knows nobody called {key}"),
    }
}
