//! Ends everything that derives from what a person had before an action.
//!
//! A reset, a changed or first proven mailbox, a change that is undone, a sign-out
//! everywhere and an account that closes all go through here, so that none of them can miss
//! a kind of credential. Bans, suspensions and deletions are handled by the tables
//! themselves (see the migrations), because an administrator's statement doesn't go through
//! here. `docs/what-ends.md` has the whole table, and a test checks it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    db::{DbError, Scope, SystemConn},
    identity::embedded::{
        Embedded,
        store::{
            codes, sessions as rows,
            users::{self, AuthUser},
        },
    },
    secret,
    sessions::{Parent, ending},
    types::{Subject, SubjectKey},
};

/// Ends every session of `user`, the provider's and ours, except `kept` and those begun
/// with it. Also ends JWTs, which name their session, and every code and link on its way to
/// the mailbox, whatever it is for. A link that undoes a change of address stays, since it
/// belongs to the previous mailbox. Leaves with the next statement.
pub(in crate::identity::embedded) fn all(
    db: &impl Scope,
    user: &AuthUser,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) {
    sessions(db, user.id, kept, now);
    codes::drop_of(db, &user.email);
}

/// Ends every session of a person, the provider's and ours, except `kept` and those begun
/// with it, with the next statement. Only for an account that was never proven; others use
/// [`all`].
pub(in crate::identity::embedded) fn sessions(
    db: &impl Scope,
    user: Uuid,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) {
    rows::end_all_of(db, user, kept);
    let kept = kept.map(|id| id.to_string());
    ending::end_sessions(db, &Subject::embedded(user), kept.as_deref(), now);
}

/// Moves the acting person's session to another key; ours that are bound to it follow.
/// Anything derived earlier names the previous key, and so ends. `None` if the session has
/// just ended.
pub(in crate::identity::embedded) async fn go_on(
    db: &impl Scope,
    session: Uuid,
    token_digest: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, DbError> {
    let next = Uuid::now_v7();
    let is_there = match token_digest {
        Some(digest) => rows::renew(db, session, next, digest, now).await?,
        None => rows::rename(db, session, next).await?,
    };
    if !is_there {
        return Ok(None);
    }
    ending::rebind(db, &session.to_string(), &next.to_string()).await?;
    Ok(Some(next))
}

impl Embedded {
    /// Ends one session of the person with key `subject`, for a page of ours.
    pub(in crate::identity) fn end_session(db: &impl Scope, subject: &SubjectKey, id: &str) {
        if let (Ok(user), Ok(id)) = (subject.as_str().parse(), id.parse()) {
            rows::end_one_of(db, user, Some(id), "");
        }
    }

    /// Does the same as [`all`], for a page of ours.
    pub(in crate::identity) fn end_all(
        db: &impl Scope,
        subject: &SubjectKey,
        kept: Option<&str>,
        now: DateTime<Utc>,
    ) {
        let Ok(user) = subject.as_str().parse() else { return };
        users::lock_with_next(db, user);
        sessions(db, user, kept.and_then(|id| id.parse().ok()), now);
        codes::drop_of_user(db, user);
    }

    /// Ends the sessions that these cookies belong to, except the one that `kept` names,
    /// after the browser has signed in anew.
    pub(in crate::identity) async fn end_former(
        &self,
        cookies: &[(String, String)],
        kept: &Parent,
    ) -> Result<(), DbError> {
        let former = self.cookies.tokens(cookies);
        if former.is_empty() {
            return Ok(());
        }
        let digests: Vec<String> = former.iter().map(|token| secret::digest_hex(token)).collect();
        let kept = kept.session().and_then(|id| id.parse().ok());
        rows::end(&self.db, &digests, kept).await
    }

    /// Ends the session that a program's credential derives from.
    pub(in crate::identity) async fn end_shown(
        &self,
        subject: &SubjectKey,
        parent: &Parent,
    ) -> Result<(), DbError> {
        let Some(id) = parent.session() else { return Ok(()) };
        let end = async |db: &SystemConn| {
            Self::end_session(db, subject, id);
            Ok(())
        };
        self.db.as_system("sign-out", end).await
    }
}
