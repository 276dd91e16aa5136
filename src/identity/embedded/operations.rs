//! Acts of an operator on accounts.

use super::{
    Embedded,
    account::change_email::make_room,
    error::CallError,
    sessions::ends,
    store::{
        sessions as rows,
        users::{self, AuthUser},
    },
};
use crate::{
    db::{DbError, SystemConn},
    identity::error::AccountRefusal,
    sessions::ending,
    types::{EmailAddress, Subject},
};

impl Embedded {
    /// Ends everything that derives from what a person had.
    pub(in crate::identity) async fn end_all_of(
        &self,
        db: &SystemConn,
        subject: &str,
    ) -> Result<(), AccountRefusal> {
        let user = by_subject(db, subject).await?;
        ends::all(db, &user, None, self.clock.now());
        Ok(())
    }

    /// Ends every session of everybody.
    pub(in crate::identity) async fn end_sessions_of_everybody(
        &self,
        db: &SystemConn,
    ) -> Result<(), DbError> {
        rows::end_all(db).await
    }

    /// Makes an address count as proven. Sessions and codes from before the proof end, as
    /// with any first proof.
    pub(in crate::identity) async fn confirm_address(
        &self,
        db: &SystemConn,
        email: &EmailAddress,
    ) -> Result<String, AccountRefusal> {
        let user = users::lock(db, email).await?.ok_or(AccountRefusal::Unknown)?;
        ends::all(db, &user, None, self.clock.now());
        users::verify(db, user.id, self.clock.now()).await?;
        ending::set_email(db, &Subject::embedded(user.id), email).await?;
        Ok(user.id.to_string())
    }

    /// Gives a person another address and ends their sessions, codes and links.
    pub(in crate::identity) async fn change_address(
        &self,
        db: &SystemConn,
        subject: &str,
        new: &EmailAddress,
    ) -> Result<(), AccountRefusal> {
        let user = by_subject(db, subject).await?;
        let now = self.clock.now();
        if !make_room(db, user.id, new, now).await? {
            return Err(AccountRefusal::AddressTaken);
        }
        ends::all(db, &user, None, now);
        self.set_email(db, &user, new).await.map_err(refusal)
    }
}

async fn by_subject(db: &SystemConn, subject: &str) -> Result<AuthUser, AccountRefusal> {
    let id = subject.parse().map_err(|_| AccountRefusal::Unknown)?;
    users::lock_by_id(db, id).await?.ok_or(AccountRefusal::Unknown)
}

fn refusal(error: CallError) -> AccountRefusal {
    if error.is_address_taken() {
        return AccountRefusal::AddressTaken;
    }
    match error {
        CallError::Db(error) => error.into(),
        other => AccountRefusal::Failed(other.outcome().to_owned()),
    }
}
