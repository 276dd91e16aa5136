//! `tenantry audit`

use anyhow::Context as _;
use clap::Subcommand;

use super::database;
use crate::{
    audit::seals::{self, Extent, Finding},
    config::Config,
    db::Db,
    telemetry,
    tenancy::tenants::{self, Named},
};

/// The commands about organizations' histories.
#[derive(Subcommand)]
pub enum Action {
    /// Compare each organization's history with its seals and say what was changed, removed
    /// or added; changes nothing. Fails if anything was.
    Verify {
        /// Only this organization.
        #[arg(long, value_name = "SLUG")]
        tenant: Option<String>,
    },
}

/// Runs the command.
pub async fn run(config: Config, action: Action) -> anyhow::Result<()> {
    telemetry::start(&config.server);
    let Action::Verify { tenant } = action;
    let (config, cluster) = database::existing(config).await?;
    let url = config.database.url.as_ref().context("DATABASE_URL isn't set")?;
    let db = Db::new(url, &config.database)?;
    let verified = verify(&db, tenant.as_deref()).await;
    db.close();
    if let Some(cluster) = cluster {
        cluster.stop().await?;
    }
    match verified? {
        0 => Ok(()),
        1 => anyhow::bail!("The history of one organization isn't as it was sealed."),
        count => {
            anyhow::bail!("The histories of {count} organizations aren't as they were sealed.")
        }
    }
}

/// Returns the number of organizations whose history differs from its seals.
async fn verify(db: &Db, slug: Option<&str>) -> anyhow::Result<usize> {
    let list = db.as_system("list the organizations", tenants::all);
    let mut all: Vec<Named> = list.await?;
    if let Some(slug) = slug {
        all.retain(|tenant| tenant.slug == slug);
        anyhow::ensure!(!all.is_empty(), "There's no organization {slug}.");
    }
    let mut wrong = 0;
    for tenant in &all {
        let (extent, findings) = db.as_tenant(tenant.id, seals::verify).await?;
        print(tenant, &extent, &findings);
        wrong += usize::from(!findings.is_empty());
    }
    Ok(wrong)
}

#[expect(clippy::print_stdout, reason = "what a person reads who ran the command")]
fn print(Named { slug, .. }: &Named, extent: &Extent, findings: &[Finding]) {
    for Finding { seal, event, text } in findings {
        let event = event.map(|id| format!(", event {id}")).unwrap_or_default();
        let seal = seal.map(|number| format!(", seal {number}")).unwrap_or_default();
        println!("{slug}{seal}{event}: {text}");
    }
    let Extent { events, unsealed, last } = extent;
    let state = if findings.is_empty() { "as sealed" } else { "NOT as sealed" };
    let last = last.as_ref().map_or_else(
        || String::from("no seal yet"),
        |seal| format!("seal {} is {}", seal.number, hex::encode(&seal.digest)),
    );
    println!("{slug}: {state}; {events} events, {unsealed} wait for the next seal; {last}");
}
