//! Puts the parts together that handlers work with.

use super::{
    state::AppState,
    views::{Mails, Views},
};
use crate::{
    clock::Clock,
    config::{Config, IdentityConfig},
    db::{Db, Migrations},
    identity::{Provider, embedded::Embedded, hosted::Hosted},
    secret::SecretString,
    sessions::Sessions,
};

/// The state of a server with this configuration.
pub async fn assemble(
    config: Config,
    clock: Clock,
    secret: &SecretString,
    db: Db,
    migrations: Migrations,
) -> anyhow::Result<AppState> {
    let mails = Mails::load(config.server.public_url.origin())?;
    Ok(AppState {
        sessions: Sessions::new(db.clone(), clock.clone(), config.sessions).await?,
        identity: provider(&config, &clock, secret, &db, &mails)?,
        views: Views::load()?,
        mails,
        migrations,
        config,
        clock,
        db,
    })
}

fn provider(
    config: &Config,
    clock: &Clock,
    _secret: &SecretString,
    db: &Db,
    _mails: &Mails,
) -> anyhow::Result<Provider> {
    let public_url = config.server.public_url.clone();
    Ok(match &config.identity {
        IdentityConfig::Hosted(hosted) => {
            let hosted = Hosted::new(hosted.clone(), db.clone(), clock.clone(), public_url)?;
            Provider::Hosted(hosted)
        }
        IdentityConfig::Embedded { .. } => Provider::Embedded(Embedded),
    })
}
