//! `tenantry admin users`

use anyhow::{Context as _, bail};
use clap::Subcommand;

use super::{ActArguments, desk::Desk, print::Output};
use crate::{
    db::SystemConn,
    identity::mails::operators::OperatorNews,
    operations::{
        events::{self, Act},
        people::{self, ListedPerson},
    },
    types::{ClientInfo, EmailAddress},
};

#[derive(Subcommand)]
pub enum Action {
    /// List people in the order of their addresses.
    List {
        /// Only those whose name or address contains this.
        #[arg(long, default_value = "")]
        search: String,
        /// The most that are shown.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Show one with their organizations and what operators did to the account.
    Show {
        /// The person's address or id.
        user: String,
    },
    /// End the person's sessions and refuse others from the next request on; they get a mail
    /// with the reason.
    Suspend {
        /// The person's address or id.
        user: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Let the person sign in again; they get a mail.
    Resume {
        /// The person's address or id.
        user: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// End all of the person's sessions; they get a mail.
    SignOut {
        /// The person's address or id.
        user: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Mail the person a code and a link for a new password.
    SendReset {
        /// The person's address or id.
        user: String,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Make an address count as proven, for a person whose mail does not arrive.
    ConfirmAddress {
        /// The address.
        address: EmailAddress,
        #[command(flatten)]
        act: ActArguments,
    },
    /// Give the person another address, which counts as proven, and end their sessions; both
    /// addresses get a mail.
    ChangeAddress {
        /// The person's address or id.
        user: String,
        /// The new address.
        new: EmailAddress,
        #[command(flatten)]
        act: ActArguments,
    },
}

pub async fn run(desk: &Desk, action: Action, out: Output) -> anyhow::Result<()> {
    match action {
        Action::List { search, limit } => {
            let list = async |db: &_| people::list(db, &search, limit).await;
            let found = desk.db().as_system("list people", list).await?;
            let columns = [
                "email",
                "name",
                "organizations",
                "last_seen_at",
                "suspended_at",
                "deletion_due_at",
            ];
            out.list(&found, &columns)
        }
        Action::Show { user } => {
            let show = async |db: &_| people::show(db, &user).await;
            let found = desk.db().as_system("show a person", show).await?;
            let places = ["slug", "name", "role", "suspended_at"];
            let events = ["id", "created_at", "operator", "action", "reason"];
            out.one(&found, &[("memberships", &places), ("events", &events)])
        }
        Action::Suspend { user, act } => {
            let act = act.into();
            let suspend =
                async |db: &SystemConn, it: &ListedPerson| Ok(people::suspend(db, it, &act).await?);
            let news = OperatorNews::AccountSuspended;
            change(desk, &user, (&act, news, "is suspended"), suspend, out).await
        }
        Action::Resume { user, act } => {
            let act = act.into();
            let resume =
                async |db: &SystemConn, it: &ListedPerson| Ok(people::resume(db, it, &act).await?);
            let news = OperatorNews::AccountResumed;
            change(desk, &user, (&act, news, "may sign in again"), resume, out).await
        }
        Action::SignOut { user, act } => {
            let act = act.into();
            let end = async |db: &SystemConn, it: &ListedPerson| end_all(desk, db, it, &act).await;
            let news = OperatorNews::SignedOut;
            change(desk, &user, (&act, news, "is signed out everywhere"), end, out).await
        }
        Action::SendReset { user, act } => send_reset(desk, &user, &act.into(), out).await,
        Action::ConfirmAddress { address, act } => confirm(desk, &address, &act.into(), out).await,
        Action::ChangeAddress { user, new, act } => {
            let act = act.into();
            let change_address = async |db: &SystemConn, it: &ListedPerson| {
                desk.state.identity.change_address(db, &it.subject, &new).await?;
                let news = (OperatorNews::AddressChanged, None);
                desk.tell(db, new.as_str(), news, &act).await?;
                let id = it.id.to_string();
                Ok(events::record(db, &act, "user.address_changed", &id).await?)
            };
            let news = OperatorNews::AddressChanged;
            change(desk, &user, (&act, news, "has another address"), change_address, out).await
        }
    }
}

/// Changes an account and tells the person, in one transaction.
async fn change(
    desk: &Desk,
    who: &str,
    (act, news, text): (&Act, OperatorNews, &str),
    change: impl AsyncFn(&SystemConn, &ListedPerson) -> anyhow::Result<i64>,
    out: Output,
) -> anyhow::Result<()> {
    let work = async |db: &SystemConn| -> anyhow::Result<(ListedPerson, i64)> {
        let person = people::find(db, who).await?;
        let event = change(db, &person).await?;
        desk.tell(db, &person.email, (news, None), act).await?;
        Ok((person, event))
    };
    let (person, event) = Box::pin(desk.db().as_system("change an account", work)).await?;
    out.done(&format!("{} {text}", person.email), event)
}

async fn end_all(
    desk: &Desk,
    db: &SystemConn,
    person: &ListedPerson,
    act: &Act,
) -> anyhow::Result<i64> {
    let (_, event) = people::sign_out(db, person, act, desk.state.clock.now()).await?;
    if !desk.state.identity.end_all_of(db, &person.subject).await? {
        eprintln!("The hosted provider's own sessions go on: end them there, too.");
    }
    Ok(event)
}

/// Records the act first: a mail that nobody can account for must not leave.
async fn send_reset(desk: &Desk, who: &str, act: &Act, out: Output) -> anyhow::Result<()> {
    let work = async |db: &SystemConn| -> anyhow::Result<(ListedPerson, i64)> {
        let person = people::find(db, who).await?;
        let event = events::record(db, act, "user.reset_sent", &person.id.to_string()).await?;
        Ok((person, event))
    };
    let (person, event) = desk.db().as_system("record a reset", work).await?;
    let email: EmailAddress = person.email.parse().context("the address can't be read")?;
    let sent = desk.state.identity.request_password_reset(&email, ClientInfo::default()).await;
    let refused = sent.err().map(|error| error.code);
    if let Some(code) = refused {
        bail!("The mail was refused: {}", code.as_str());
    }
    out.done(&format!("{email} gets a mail with which to set a new password"), event)
}

async fn confirm(
    desk: &Desk,
    address: &EmailAddress,
    act: &Act,
    out: Output,
) -> anyhow::Result<()> {
    let work = async |db: &SystemConn| -> anyhow::Result<i64> {
        let subject = desk.state.identity.confirm_address(db, address).await?;
        desk.tell(db, address.as_str(), (OperatorNews::AddressConfirmed, None), act).await?;
        Ok(events::record(db, act, "user.address_confirmed", &subject).await?)
    };
    let event = Box::pin(desk.db().as_system("confirm an address", work)).await?;
    out.done(&format!("{address} counts as proven"), event)
}
