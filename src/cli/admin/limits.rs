//! `tenantry admin limits`

use std::net::IpAddr;

use anyhow::ensure;
use clap::Subcommand;

use super::{ActArguments, desk::Desk, print::Output};
use crate::{
    db::SystemConn,
    identity::operations::{clear_limits_on, clear_limits_on_client},
    operations::{
        events::{self, Act},
        people,
    },
    types::EmailAddress,
};

#[derive(Subcommand)]
pub enum Action {
    /// Let tries and mails begin anew for an address, or for a client.
    Clear {
        /// The person's address; there may be no account.
        #[arg(required_unless_present = "client")]
        address: Option<EmailAddress>,
        /// The IP address of a client that was refused.
        #[arg(long, value_name = "IP")]
        client: Option<IpAddr>,
        #[command(flatten)]
        act: ActArguments,
    },
}

pub async fn run(desk: &Desk, action: Action, out: Output) -> anyhow::Result<()> {
    let Action::Clear { address, client, act } = action;
    let act: Act = act.into();
    let clear = async |db: &SystemConn| clear(desk, db, (address.as_ref(), client), &act).await;
    let (count, event) = Box::pin(desk.db().as_system("clear limits", clear)).await?;
    out.done(&format!("{count} limit(s) were in use and begin anew"), event)
}

async fn clear(
    desk: &Desk,
    db: &SystemConn,
    (address, client): (Option<&EmailAddress>, Option<IpAddr>),
    act: &Act,
) -> anyhow::Result<(usize, i64)> {
    let limits = &desk.state.limits;
    let mut count = 0;
    if let Some(address) = address {
        count += clear_limits_on(limits, db, address).await?;
    }
    if let Some(client) = client {
        count += clear_limits_on_client(limits, db, client).await?;
    }
    ensure!(count > 0, "no limit on them is in use");
    // The record names nobody who has no account here.
    let object = match address {
        Some(address) => people::find(db, address.as_str()).await.map(|it| it.id.to_string()),
        None => Ok(String::new()),
    };
    Ok((count, events::record(db, act, "limits.cleared", &object.unwrap_or_default()).await?))
}
