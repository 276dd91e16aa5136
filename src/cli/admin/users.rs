//! `tenantry admin users`

use anyhow::{Context as _, anyhow};
use clap::Subcommand;

use super::{ActArguments, desk::Desk, print::Output};
use crate::{
    db::{SystemConn, take_time},
    identity::{client::sign_in::ProviderError, mails::operators::OperatorNews},
    operations::{
        OperationError,
        events::{self, Act},
        organizations,
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
        /// Only members of this organization, given by its slug or id.
        #[arg(long, value_name = "ORGANIZATION")]
        member_of: Option<String>,
        /// The most that are shown.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Show one with their organizations, their latest sign-ins and other events of the account,
    /// and what operators did to it.
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
    /// End all of the person's sessions; they get a mail. Or all sessions of everyone.
    SignOut {
        /// The person's address or id.
        #[arg(required_unless_present = "everyone")]
        user: Option<String>,
        /// Everyone is signed out; nobody gets a mail.
        #[arg(long, conflicts_with = "user")]
        everyone: bool,
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
        Action::List { search, member_of, limit } => {
            let list = async |db: &SystemConn| -> Result<_, OperationError> {
                let organization = match &member_of {
                    Some(which) => Some(organizations::find(db, which).await?.id),
                    None => None,
                };
                Ok(people::list(db, &search, organization, limit).await?)
            };
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
            let activity = ["created_at", "event", "detail", "ip_address", "device"];
            let tables: [(_, &[&str]); 3] =
                [("memberships", &places), ("activity", &activity), ("events", &events)];
            out.one(&found, &tables)
        }
        Action::Suspend { user, act } => {
            let act = act.into();
            let suspend = async |db: &SystemConn, it: &ListedPerson| {
                Ok(people::SUSPEND.make(db, &it.id, &act).await?)
            };
            let news = OperatorNews::AccountSuspended;
            change(desk, &user, (&act, news, "is suspended"), suspend, out).await
        }
        Action::Resume { user, act } => {
            let act = act.into();
            let resume = async |db: &SystemConn, it: &ListedPerson| {
                Ok(people::RESUME.make(db, &it.id, &act).await?)
            };
            let news = OperatorNews::AccountResumed;
            change(desk, &user, (&act, news, "may sign in again"), resume, out).await
        }
        Action::SignOut { user: None, act, .. } => end_everybody(desk, &act.into(), out).await,
        Action::SignOut { user: Some(user), act, .. } => {
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
    let event = people::sign_out(db, person, act, desk.state.clock.now()).await?;
    if !desk.state.identity.end_all_of(db, &person.subject).await? {
        eprintln!("{AT_THE_PROVIDER}");
    }
    Ok(event)
}

const AT_THE_PROVIDER: &str = "The hosted provider's own sessions go on: end them there, too.";

/// However many sessions there are: the transaction takes its time.
async fn end_everybody(desk: &Desk, act: &Act, out: Output) -> anyhow::Result<()> {
    let work = async |db: &SystemConn| -> anyhow::Result<(usize, i64)> {
        take_time(db).await?;
        let ended = people::sign_everybody_out(db, act, desk.state.clock.now()).await?;
        if !desk.state.identity.end_sessions_of_everybody(db).await? {
            eprintln!("{AT_THE_PROVIDER}");
        }
        Ok(ended)
    };
    let (count, event) = Box::pin(desk.db().as_system("sign everyone out", work)).await?;
    out.done(&format!("Everyone is signed out; {count} session(s) ended"), event)
}

fn sent(answer: Result<(), ProviderError>) -> anyhow::Result<()> {
    answer.map_err(|error| anyhow!("The mail was refused: {}", error.code.as_str()))
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
    sent(desk.state.identity.request_password_reset(&email, ClientInfo::default()).await)?;
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
