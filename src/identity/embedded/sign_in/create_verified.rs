//! Creates accounts whose mailbox needs no proof.

use chrono::{DateTime, Utc};

use crate::{
    db::{DbError, SystemConn},
    identity::{
        embedded::{
            Embedded,
            error::CallError,
            store::{
                accounts,
                users::{self, AuthUser},
            },
            validate::identity,
        },
        types::Password,
    },
    types::{EmailAddress, Identity, PersonName},
};

/// Why no account was created.
#[derive(Debug, thiserror::Error)]
pub enum CreateVerifiedError {
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The account can't be created or read.
    #[error("the account cannot be used: {0}")]
    Unusable(String),
}

impl From<CallError> for CreateVerifiedError {
    fn from(failure: CallError) -> Self {
        match failure {
            CallError::Db(error) => Self::Db(error),
            other => Self::Unusable(other.outcome().to_owned()),
        }
    }
}

impl Embedded {
    /// Creates an account whose mailbox counts as proven, and returns whether it is new: an
    /// existing one keeps its name and password. For the operator of the installation; no
    /// request leads here.
    pub async fn create_verified(
        &self,
        name: &PersonName,
        email: &EmailAddress,
        password: &Password,
    ) -> Result<(Identity, bool), CreateVerifiedError> {
        let hash = self.hasher.hash(password).await?;
        let now = self.clock.now();
        let create = async |db: &_| create_verified(db, name, email, &hash, now).await;
        let (user, is_new) = self.db.as_system("create a verified account", create).await?;
        let identity = identity(&user).ok_or(CallError::Broken("unreadable_user"))?;
        Ok((identity, is_new))
    }
}

async fn create_verified(
    db: &SystemConn,
    name: &PersonName,
    email: &EmailAddress,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(AuthUser, bool), DbError> {
    if let Some(user) = users::lock(db, email).await? {
        return Ok((user, false));
    }
    let user = AuthUser::proven(name, email, None, now);
    users::insert(db, &user).await?;
    accounts::set_password(db, user.id, hash, None, now).await?;
    Ok((user, true))
}
