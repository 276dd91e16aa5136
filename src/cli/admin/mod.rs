//! `tenantry admin`: the desk of whoever runs the installation.

mod desk;
mod limits;
mod print;
mod tenants;
mod users;

use clap::{Args, Subcommand};

use self::{desk::Desk, print::Output};
use crate::{
    config::Config,
    ids::MailId,
    operations::{
        events::{self, Act},
        outbox, usage,
    },
};

/// The commands, and how they answer.
#[derive(Args)]
pub struct Admin {
    /// Print JSON, for programs.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Organizations.
    Tenants {
        #[command(subcommand)]
        action: tenants::Action,
    },
    /// People.
    Users {
        #[command(subcommand)]
        action: users::Action,
    },
    /// Mail that waits or was given up.
    Mail {
        #[command(subcommand)]
        action: MailAction,
    },
    /// Limits on tries and mails.
    Limits {
        #[command(subcommand)]
        action: limits::Action,
    },
    /// Count people, organizations, rows and mail.
    Usage,
    /// List the acts of operators, the newest first.
    Events {
        /// Only about this person, organization or mail.
        #[arg(long, value_name = "ID")]
        about: Option<String>,
        /// The most that are shown.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
}

#[derive(Subcommand)]
enum MailAction {
    /// List messages that have not left, the newest first.
    List {
        /// The most that are shown.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Try waiting messages again now.
    Retry {
        /// Only this one.
        id: Option<MailId>,
        #[command(flatten)]
        act: ActArguments,
    },
}

/// The name and the reason of an act; both are kept for ever.
#[derive(Args)]
pub struct ActArguments {
    /// Your name.
    #[arg(long = "as", value_name = "NAME", value_parser = line)]
    operator: String,
    /// The reason. People are told it, if the act concerns them.
    #[arg(long, value_parser = line)]
    reason: String,
}

impl From<ActArguments> for Act {
    fn from(ActArguments { operator, reason }: ActArguments) -> Self {
        Self { operator, reason }
    }
}

fn line(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    match text.len() {
        0 => Err("write something"),
        1..=200 => Ok(text.to_owned()),
        _ => Err("write at most 200 bytes"),
    }
}

/// Runs the command.
pub async fn run(config: Config, Admin { json, action }: Admin) -> anyhow::Result<()> {
    let desk = Box::pin(Desk::open(config)).await?;
    let done = Box::pin(act(&desk, action, Output { json })).await;
    desk.close().await?;
    done
}

async fn act(desk: &Desk, action: Action, out: Output) -> anyhow::Result<()> {
    match action {
        Action::Tenants { action } => Box::pin(tenants::run(desk, action, out)).await,
        Action::Users { action } => Box::pin(users::run(desk, action, out)).await,
        Action::Mail { action } => mail(desk, action, out).await,
        Action::Limits { action } => limits::run(desk, action, out).await,
        Action::Usage => {
            let counted = desk.db().as_system("count what there is", usage::count).await?;
            out.one(&counted, &[])
        }
        Action::Events { about, limit } => {
            let read = async |db: &_| events::newest(db, about.as_deref(), limit).await;
            let events = desk.db().as_system("read what operators did", read).await?;
            out.list(&events, &["id", "created_at", "operator", "action", "object", "reason"])
        }
    }
}

async fn mail(desk: &Desk, action: MailAction, out: Output) -> anyhow::Result<()> {
    match action {
        MailAction::List { limit } => {
            let list = async |db: &_| outbox::list(db, limit).await;
            let stuck = desk.db().as_system("list mail that waits", list).await?;
            let columns = [
                "id",
                "recipient",
                "state",
                "attempts",
                "created_at",
                "next_attempt_at",
                "last_error",
            ];
            out.list(&stuck, &columns)
        }
        MailAction::Retry { id, act } => {
            let act = act.into();
            let retry = async |db: &_| outbox::retry(db, id, &act).await;
            let (count, event) = desk.db().as_system("make mail due", retry).await?;
            out.done(&format!("{count} message(s) are tried again within a minute"), event)
        }
    }
}
