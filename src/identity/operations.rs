//! Acts of an operator on accounts. A hosted provider keeps them itself.

use std::net::IpAddr;

use super::{Provider, embedded::Embedded, error::AccountRefusal, throttle};
use crate::{
    db::{DbError, SystemConn},
    limits::Limits,
    mail,
    types::EmailAddress,
};

/// Gives back what strangers have used up of an account's limits, and what was mailed to the
/// address; returns the number of limits that were in use.
pub async fn clear_limits_on(
    limits: &Limits,
    db: &SystemConn,
    address: &EmailAddress,
) -> Result<usize, DbError> {
    let mut rules = throttle::limits_on(address.as_str());
    rules.extend(mail::limits_on(address.as_str(), &limits.config));
    limits.clear(db, &rules).await
}

/// Gives back what a client has used up.
pub async fn clear_limits_on_client(
    limits: &Limits,
    db: &SystemConn,
    client: IpAddr,
) -> Result<usize, DbError> {
    limits.clear(db, &throttle::limits_on_client(client)).await
}

impl Provider {
    /// Ends the provider's sessions, codes and links of a person; `false` if they are kept by
    /// a hosted one.
    pub async fn end_all_of(&self, db: &SystemConn, subject: &str) -> Result<bool, AccountRefusal> {
        match self {
            Self::Embedded(provider) => provider.end_all_of(db, subject).await.map(|()| true),
            Self::Hosted(_) => Ok(false),
        }
    }

    /// Ends the provider's sessions of everybody; `false` if they are kept by a hosted one.
    pub async fn end_sessions_of_everybody(&self, db: &SystemConn) -> Result<bool, DbError> {
        match self {
            Self::Embedded(provider) => provider.end_sessions_of_everybody(db).await.map(|()| true),
            Self::Hosted(_) => Ok(false),
        }
    }

    /// Makes an address count as proven, and returns the provider's key for the person.
    pub async fn confirm_address(
        &self,
        db: &SystemConn,
        email: &EmailAddress,
    ) -> Result<String, AccountRefusal> {
        self.own()?.confirm_address(db, email).await
    }

    /// Gives a person another address, which counts as proven, and ends their sessions.
    pub async fn change_address(
        &self,
        db: &SystemConn,
        subject: &str,
        new: &EmailAddress,
    ) -> Result<(), AccountRefusal> {
        self.own()?.change_address(db, subject, new).await
    }

    fn own(&self) -> Result<&Embedded, AccountRefusal> {
        match self {
            Self::Embedded(provider) => Ok(provider),
            Self::Hosted(_) => Err(AccountRefusal::AtTheProvider),
        }
    }
}
