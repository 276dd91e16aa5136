//! Signing up with a mailbox that a mailed link of ours has just proven.
//!
//! A person who signed up for the mailbox before without a proof loses all they had there:
//! the password that is chosen with the proof stays, and nothing else.

use chrono::{DateTime, Utc};

use crate::{
    db::{DbError, SystemConn},
    identity::{
        client::sign_in::SignUp,
        embedded::{
            Embedded,
            entered::Entered,
            error::{BetterAuthError, CallError, CallOutcome},
            one_time_codes::verify::{self, RetainedCredentials},
            store::{
                accounts,
                users::{self, AuthUser},
            },
        },
    },
    types::ClientInfo,
};

impl Embedded {
    /// Creates the account or takes over an unproven one, and begins its session.
    /// `is_proven` judges the link in the same transaction.
    pub(in crate::identity::embedded) async fn enter_proven(
        &self,
        form: &SignUp,
        client: &ClientInfo,
        is_proven: impl AsyncFn(&SystemConn) -> Result<bool, DbError>,
    ) -> Result<Entered, CallError> {
        let (hash, now) = (self.hasher.hash(&form.password).await?, self.clock.now());
        let enter = async |db: &_| {
            if !is_proven(db).await? {
                return Ok(CallOutcome::Refused(BetterAuthError::INVALID_LINK));
            }
            found(db, form, &hash, client, now).await
        };
        let mut entered = self.db.as_system("signing up by a link", enter).await;
        if entered.as_ref().is_err_and(CallError::is_overtaken) {
            entered = self.db.as_system("signing up by a link", enter).await;
        }
        entered?.into_result()
    }
}

async fn found(
    db: &SystemConn,
    SignUp { name, email, .. }: &SignUp,
    hash: &str,
    client: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<CallOutcome<Entered>, CallError> {
    let proven = match users::lock(db, email).await? {
        Some(owner) if owner.email_verified => {
            return Ok(CallOutcome::Refused(BetterAuthError::USER_ALREADY_EXISTS));
        }
        Some(unproven) => {
            users::describe(db, unproven.id, name, None, now).await?;
            accounts::set_password(db, unproven.id, hash, None, now).await?;
            verify::prove(db, &unproven, RetainedCredentials::Password, now).await?
        }
        None => {
            let user = AuthUser::proven(name, email, None, now);
            users::insert(db, &user).await?;
            accounts::set_password(db, user.id, hash, None, now).await?;
            user.into()
        }
    };
    verify::begin(db, proven, client, now).await
}
