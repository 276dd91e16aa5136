//! `POST /delete-user`: closes the account now and deletes it later.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::{
    db::{DbError, SystemConn},
    identity::{
        account_deletion::{self, LeaveError},
        embedded::{
            Embedded,
            endpoints::{command::Command, request_body::Body},
            error::{Answer, BetterAuthError, CallError},
            sessions::{self, Current, ends},
            store::users::{self, iso},
            validate::identity,
        },
        mails::notices::AccountNotice,
        types::Password,
        wire::{ProviderErrorCode, WireRequest, WireResponse},
    },
    types::ClientInfo,
    users::{ProvisionError, provision},
};

/// Age up to which a session may do sensitive things.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// A wish to leave, with the password unless the sign-in is recent.
pub(in crate::identity::embedded) struct Deletion(Option<Password>);

impl Command for Deletion {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let password = body.optional_text("password");
        body.check()?;
        Ok(Self(password.filter(|password| !password.is_empty()).map(Password::typed)))
    }
}

impl Embedded {
    /// `POST /delete-user`, with the password or shortly after signing in.
    pub(in crate::identity::embedded) async fn delete_user(
        &self,
        request: &WireRequest,
        Deletion(password): Deletion,
    ) -> Answer {
        let current = self.signed_in(&request.cookies).await?;
        match password {
            Some(password) => {
                self.prove(&current, &password, &request.client).await?;
            }
            None if self.is_fresh(&current) => {}
            None => return Err(BetterAuthError::SESSION_EXPIRED.into()),
        }
        let close = async |db: &_| self.close(db, &current, &request.client).await;
        let due = self.db.as_system("closing an account", close).await?;
        let body = json!({ "success": true, "message": "User deleted", "deletionDate": iso(due) });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = self.cookies.end();
        Ok(answer)
    }

    /// Whether the user signed in a short while ago.
    pub(in crate::identity::embedded) fn is_fresh(&self, current: &Current) -> bool {
        self.clock.now() - current.session.created_at <= FRESH
    }

    /// Deletes the user with the id `subject`, their sessions and their accounts.
    pub(in crate::identity) async fn delete_user_data(
        &self,
        db: &SystemConn,
        subject: &str,
    ) -> Result<(), DbError> {
        match subject.parse() {
            Ok(id) => users::delete(db, id).await,
            Err(_) => Ok(()),
        }
    }

    async fn close(
        &self,
        db: &SystemConn,
        current: &Current,
        client: &ClientInfo,
    ) -> Result<DateTime<Utc>, CallError> {
        let now = self.clock.now();
        let user = &sessions::hold(db, current, now).await?.ok_or(BetterAuthError::UNAUTHORIZED)?;
        let person = identity(user).ok_or(CallError::Broken("unreadable_user"))?;
        let row = provision(db, &person, now).await?;
        let due = account_deletion::ask(db, row.id, client, now).await?;
        ends::all(db, user, None, now);
        self.mail_notice(db, &user.email, AccountNotice::DeletionAsked(due), client).await?;
        Ok(due)
    }
}

impl From<ProvisionError> for CallError {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Suspended | ProvisionError::OfAnotherProvider => {
                BetterAuthError::BANNED_USER.into()
            }
            ProvisionError::Db(error) => error.into(),
        }
    }
}

impl From<LeaveError> for CallError {
    fn from(error: LeaveError) -> Self {
        match error {
            LeaveError::Db(error) => error.into(),
            sole @ LeaveError::SoleOwner(_) => Self::Field {
                status: 409,
                code: ProviderErrorCode::SoleOwner,
                message: sole.to_string(),
            },
        }
    }
}
