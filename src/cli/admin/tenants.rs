//! `tenantry admin tenants`

use std::{fs::File, path::PathBuf};

use anyhow::{Context as _, ensure};
use clap::Subcommand;

use super::{ActArguments, desk::Desk, print::Output};
use crate::{
    db::SystemConn,
    identity::mails::operators::OperatorNews,
    operations::{
        change::Change,
        events::Act,
        organizations::{self, ListedOrganization},
    },
    sessions::TenantMember,
    tenancy::tenants::deletion,
    types::{Mark, Role},
    web,
};

#[derive(Subcommand)]
pub enum Action {
    /// List organizations in the order of their slugs.
    List {
        /// Only those whose name or slug contains this.
        #[arg(long, default_value = "")]
        search: String,
        /// The most that are shown.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Show one with its owners and what operators did to it.
    Show {
        /// Its slug or id.
        tenant: String,
    },
    /// Close it for everybody from the next request on; its owners get a mail with the reason.
    Suspend {
        /// Its slug or id.
        tenant: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Open it again; its owners get a mail.
    Resume {
        /// Its slug or id.
        tenant: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Export it to a file and delete it. Its owners can restore it for 30 days, then it is
    /// erased; they get a mail.
    Delete {
        /// Its slug or id.
        tenant: String,
        /// The ZIP file to write, which must not exist.
        #[arg(long, value_name = "FILE")]
        export: PathBuf,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Take a deletion back within its 30 days; its owners get a mail.
    Restore {
        /// Its slug or id.
        tenant: String,
        #[command(flatten)]
        act: ActArguments,
    },
}

pub async fn run(desk: &Desk, action: Action, out: Output) -> anyhow::Result<()> {
    match action {
        Action::List { search, limit } => {
            let list = async |db: &_| organizations::list(db, &search, limit).await;
            let found = desk.db().as_system("list organizations", list).await?;
            out.list(
                &found,
                &["slug", "name", "members", "last_active_at", "suspended_at", "deleted_at"],
            )
        }
        Action::Show { tenant } => {
            let show = async |db: &_| organizations::show(db, &tenant).await;
            let found = desk.db().as_system("show an organization", show).await?;
            let events = ["id", "created_at", "operator", "action", "reason"];
            out.one(&found, &[("owners", &["email", "name", "id"]), ("events", &events)])
        }
        Action::Suspend { tenant, act } => {
            let news = OperatorNews::OrganizationSuspended;
            let done = Done { change: organizations::SUSPEND, news, text: "is suspended" };
            change(desk, &tenant, &act.into(), done, out).await
        }
        Action::Resume { tenant, act } => {
            let news = OperatorNews::OrganizationResumed;
            let done = Done { change: organizations::RESUME, news, text: "is open again" };
            change(desk, &tenant, &act.into(), done, out).await
        }
        Action::Delete { tenant, export, act } => {
            write_export(desk, &tenant, &export).await?;
            let news = OperatorNews::OrganizationDeleted(desk.state.clock.now() + deletion::GRACE);
            let text = "is deleted, and erased in 30 days";
            let done = Done { change: organizations::DELETE, news, text };
            change(desk, &tenant, &act.into(), done, out).await
        }
        Action::Restore { tenant, act } => {
            let news = OperatorNews::OrganizationRestored;
            let done = Done { change: organizations::RESTORE, news, text: "is restored" };
            change(desk, &tenant, &act.into(), done, out).await
        }
    }
}

/// A change to an organization, and how it's told.
struct Done {
    change: Change,
    /// For the owners, by mail.
    news: OperatorNews,
    /// For the operator, after the organization's name.
    text: &'static str,
}

/// Changes an organization and tells its owners, in one transaction.
async fn change(
    desk: &Desk,
    which: &str,
    act: &Act,
    Done { change, news, text }: Done,
    out: Output,
) -> anyhow::Result<()> {
    let work = async |db: &SystemConn| -> anyhow::Result<(ListedOrganization, i64)> {
        let organization = organizations::find(db, which).await?;
        let event = change.make(db, &organization.id, act).await?;
        for owner in organizations::owners(db, organization.id).await? {
            desk.tell(db, &owner.email, (news, Some(&organization.name)), act).await?;
        }
        Ok((organization, event))
    };
    let (organization, event) = desk.db().as_system("change an organization", work).await?;
    out.done(&format!("{} {text}", organization.name), event)
}

/// Writes what its first owner could export. Members' private todos are theirs and not the
/// organization's, so they are in no export of it, whoever asks.
async fn write_export(desk: &Desk, which: &str, path: &PathBuf) -> anyhow::Result<()> {
    let find = async |db: &SystemConn| -> anyhow::Result<_> {
        let organization = organizations::find(db, which).await?;
        let owner = organizations::owners(db, organization.id).await?.into_iter().next();
        let owner = owner.context("The organization has no active owner to export as.")?;
        let left_out =
            organizations::private_todos_of_others(db, organization.id, owner.id).await?;
        Ok((organization, owner, left_out))
    };
    let (organization, owner, left_out) = desk.db().as_system("find an organization", find).await?;
    ensure!(organization.deleted_at.is_none(), "The organization is deleted already.");
    let file = File::create_new(path);
    let mut file = file.with_context(|| format!("{} can't be written", path.display()))?;
    let tenant = TenantMember {
        id: organization.id,
        slug: organization.slug.parse().context("its slug is none")?,
        name: organization.name.parse().context("its name is none")?,
        role: Role::Owner,
        mark: Mark::default(),
    };
    let state = desk.state.clone();
    if left_out > 0 {
        eprintln!(
            "{left_out} private to-do(s) of members aren't in the export: they belong to their \
             authors, whose own data holds them until the organization is erased."
        );
    }
    Box::pin(web::write_export(state, tenant, owner.id, &mut file)).await
}
