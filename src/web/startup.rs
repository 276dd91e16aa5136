//! Assembles the parts that handlers work with.

use std::sync::Arc;

use super::{
    mails::Mails,
    state::{AppState, SignInLog},
    views::Views,
};
use crate::{
    clock::Clock,
    config::{Config, IdentityConfig},
    db::{Db, DbError, Migrations, Readiness},
    idempotency::Answers,
    identity::{
        Provider,
        embedded::{Embedded, Parts, Social},
        hosted::Hosted,
    },
    limits::Limits,
    secret::SecretString,
    sessions::Sessions,
    tenancy::{
        domains::{CodeKey, Dns},
        join_links::LinkTokens,
        sizes,
    },
    users::{bans::Bans, provider_move},
};

/// Builds the server's state from its configuration.
pub async fn assemble(
    config: Config,
    clock: Clock,
    secret: &SecretString,
    db: Db,
    migrations: Migrations,
) -> anyhow::Result<AppState> {
    // Parsed on another thread while the database answers.
    let views = tokio::task::spawn_blocking(Views::load);
    let mails = Mails::load(config.server.public_url.origin())?;
    let limits = Limits::new(db.clone(), clock.clone(), secret, config.limits);
    let identity = provider(&config, &clock, secret, &db, &mails, &limits)?;
    warn_of_other_providers(&db, &identity).await?;
    sizes::set(&db, config.sizes).await?;
    let sessions = Sessions::new(db.clone(), clock.clone(), config.sessions).await?;
    Ok(AppState {
        bans: Bans::new(&db).await?,
        sessions: watch_provider_sessions(&identity, sessions, secret).await?,
        identity: Arc::new(identity),
        views: views.await??,
        mails,
        limits,
        link_tokens: LinkTokens::new(secret),
        dns: Dns::new(&config.dns_servers),
        answers: Answers::new(secret),
        domain_codes: CodeKey::new(secret),
        readiness: Readiness::new(&db, migrations),
        sign_in_log: (!config.server.environment.is_production()).then(SignInLog::default),
        config,
        clock,
        db,
    })
}

/// Warns of another provider's users, unknown to the current provider: that may be
/// a mistake.
async fn warn_of_other_providers(db: &Db, identity: &Provider) -> Result<(), DbError> {
    let issuer = identity.issuer();
    for other in provider_move::record_issuer(db, &issuer).await? {
        tracing::warn!(
            identity.issuer = %issuer,
            identity.former_issuer = %other,
            "There are people of another provider here, whom the current one doesn't know. \
             `tenantry import adopt --from {other}` lets them come along"
        );
    }
    Ok(())
}

/// Sets how sessions learn that the provider's have ended: from its tables, or by asking it.
async fn watch_provider_sessions(
    identity: &Provider,
    sessions: Sessions,
    secret: &SecretString,
) -> anyhow::Result<Sessions> {
    let Provider::Hosted(hosted) = identity else { return Ok(sessions) };
    let here = hosted.has_tables_here().await?;
    tracing::info!(provider.tables_here = here, "The provider is hosted");
    Ok(sessions.asking_the_provider(secret))
}

fn provider(
    config: &Config,
    clock: &Clock,
    secret: &SecretString,
    db: &Db,
    mails: &Mails,
    limits: &Limits,
) -> anyhow::Result<Provider> {
    let public_url = config.server.public_url.clone();
    let mail = Arc::new(mails.clone());
    Ok(match &config.identity {
        IdentityConfig::Hosted(hosted) => {
            let (db, clock, limits) = (db.clone(), clock.clone(), limits.clone());
            Provider::Hosted(Hosted::new(hosted.clone(), db, clock, public_url, limits, mail)?)
        }
        IdentityConfig::Embedded { require_email_verification, cookie_prefix, social } => {
            let social = Social::new(social.clone(), &public_url)?;
            Provider::Embedded(Embedded::new(Parts {
                db: db.clone(),
                clock: clock.clone(),
                secret: secret.clone(),
                public_url,
                cookie_prefix: cookie_prefix.clone(),
                require_email_verification: *require_email_verification,
                mail,
                social,
                limits: limits.clone(),
            }))
        }
    })
}
