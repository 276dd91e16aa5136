//! Assembles the parts that handlers work with.

use std::sync::Arc;

use super::{
    mails::{MailTemplate, MailedLink, Mails},
    state::{AppState, Attempts},
    views::Views,
};
use crate::{
    clock::Clock,
    config::{Config, IdentityConfig},
    db::{Db, DbError, Migrations, Readiness},
    identity::{
        Provider,
        client::mail_links::LinkKind,
        embedded::{Embedded, Parts, Social},
        hosted::Hosted,
        mails::{MailKind, MailWriter},
    },
    limits::Limits,
    secret::{ExposeSecret as _, SecretString},
    sessions::Sessions,
    users::provider_move,
};

/// Builds the server's state from its configuration.
pub async fn assemble(
    config: Config,
    clock: Clock,
    secret: &SecretString,
    db: Db,
    migrations: Migrations,
) -> anyhow::Result<AppState> {
    let mails = Mails::load(config.server.public_url.origin())?;
    let limits = Limits::new(db.clone(), clock.clone(), secret, config.limits);
    let identity = provider(&config, &clock, secret, &db, &mails, &limits)?;
    tell_of_strangers(&db, &identity).await?;
    let sessions = Sessions::new(db.clone(), clock.clone(), config.sessions).await?;
    Ok(AppState {
        sessions: watch_provider_sessions(&identity, sessions, secret).await?,
        identity: Arc::new(identity),
        views: Views::load()?,
        mails,
        limits,
        readiness: Readiness::new(&db, migrations),
        attempts: (!config.server.environment.is_production()).then(Attempts::default),
        config,
        clock,
        db,
    })
}

/// Warns of another provider's users, unknown to the current provider: that may be
/// a mistake.
async fn tell_of_strangers(db: &Db, identity: &Provider) -> Result<(), DbError> {
    let issuer = identity.issuer();
    for other in provider_move::record_issuer(db, &issuer).await? {
        tracing::warn!(
            identity.issuer = %issuer,
            identity.former_issuer = %other,
            "There are people of another provider here, who are nobody to the present one. \
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
    tracing::info!(provider.tables_here = here, "The provider is elsewhere");
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
    Ok(match &config.identity {
        IdentityConfig::Hosted(hosted) => {
            let (db, clock, limits) = (db.clone(), clock.clone(), limits.clone());
            let hosted = Hosted::new(hosted.clone(), db, clock, public_url, limits)?;
            Provider::Hosted(hosted.writing(provider_mails(mails.clone())))
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
                mail: provider_mails(mails.clone()),
                social,
                limits: limits.clone(),
            }))
        }
    })
}

/// Writes the provider's mails with our templates.
fn provider_mails(mails: Mails) -> MailWriter {
    Arc::new(move |kind| {
        let written = match &kind {
            MailKind::VerificationCode { to, code, minutes } => mails.write(
                to.as_str(),
                &MailTemplate::VerificationCode { code: code.expose(), minutes: *minutes },
            ),
            MailKind::ResetCode { to, code, minutes, link: button, link_minutes } => {
                let letter = MailTemplate::ResetCode {
                    code: code.expose(),
                    minutes: *minutes,
                    link: mails.link("/auth/reset-password"),
                    button: button.as_ref().map(SecretString::expose_secret).unwrap_or_default(),
                    button_minutes: *link_minutes,
                };
                mails.write(to.as_str(), &letter)
            }
            MailKind::Link { kind, to, link, minutes } => {
                let link = MailedLink { link: link.expose_secret(), minutes: *minutes };
                let letter = match kind {
                    LinkKind::ProveMailbox => MailTemplate::VerificationLink(link),
                    LinkKind::ResetPassword => MailTemplate::ResetLink(link),
                    LinkKind::SignIn => MailTemplate::MagicLink(link),
                };
                mails.write(to.as_str(), &letter)
            }
            MailKind::NewAddressCode { to, code, minutes } => mails.write(
                to.as_str(),
                &MailTemplate::NewAddressCode { code: code.expose(), minutes: *minutes },
            ),
            MailKind::Notice { to, notice, circumstances } => {
                mails.notice(to.as_str(), notice, circumstances)
            }
            MailKind::AccountExists { to } => {
                let link = mails.link("/auth/login");
                mails.write(to.as_str(), &MailTemplate::AccountExists { link })
            }
        };
        written.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "A mail's template failed");
            crate::identity::mails::plain(kind)
        })
    })
}
