//! What an act ends: all that derives from what the person had before it.
//!
//! A reset, a changed or first proven mailbox, a change that is undone, a sign-out
//! everywhere, an account that closes: each comes by here, so that none of them can
//! forget a kind of thing. What a ban, a suspension and a deletion end, the tables end
//! themselves (see the migrations), since an administrator's statement does not come by
//! here. `docs/what-ends.md` is the whole table, and a test holds it.

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
    types::Subject,
};

/// Ends every session of `user`, the provider's and ours, but for `kept` and those that
/// were begun with it; JWTs, which name their session; and every code and link that is
/// on its way to the mailbox, whatever for. A link that undoes a change of address stays:
/// it is the former mailbox's.
pub(in crate::identity::embedded) async fn all(
    db: &impl Scope,
    user: &AuthUser,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    sessions(db, user.id, kept, now).await?;
    codes::drop_of(db, &user.email).await
}

/// Ends every session of a person, the provider's and ours, but for `kept` and those
/// that were begun with it. For an account that nobody has proven; others come by [`all`].
pub(in crate::identity::embedded) async fn sessions(
    db: &impl Scope,
    user: Uuid,
    kept: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    rows::end_all_of(db, user, kept).await?;
    let kept = kept.map(|id| id.to_string());
    ending::end_sessions(db, &Subject::embedded(user), kept.as_deref(), now).await
}

/// The session of whoever does something goes on under another key, and ours that are
/// bound to it follow; what was derived from it before names the former key, and ends.
/// `None` when the session has just ended.
pub(in crate::identity::embedded) async fn go_on(
    db: &impl Scope,
    session: Uuid,
    token_digest: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>, DbError> {
    let next = Uuid::now_v7();
    let is_there = match token_digest {
        Some(digest) => rows::renew(db, session, (next, digest), now).await?,
        None => rows::rename(db, session, next).await?,
    };
    if !is_there {
        return Ok(None);
    }
    ending::rebind(db, &session.to_string(), &next.to_string()).await?;
    Ok(Some(next))
}

impl Embedded {
    /// Ends one session of the person called `subject`, as a page of ours asks.
    pub(in crate::identity) async fn end_session(
        &self,
        db: &impl Scope,
        subject: &str,
        id: &str,
    ) -> Result<(), DbError> {
        match (subject.parse(), id.parse()) {
            (Ok(user), Ok(id)) => rows::end_one_of(db, user, Some(id), "").await,
            _ => Ok(()),
        }
    }

    /// [`all`], as a page of ours asks.
    pub(in crate::identity) async fn end_all(
        &self,
        db: &impl Scope,
        subject: &str,
        kept: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), DbError> {
        let Ok(id) = subject.parse() else { return Ok(()) };
        let Some(user) = users::lock_by_id(db, id).await? else { return Ok(()) };
        let kept = kept.and_then(|id| id.parse().ok());
        all(db, &user, kept, now).await
    }

    /// Ends the sessions that these cookies are of, but for the one that `kept` names: a
    /// browser has signed in anew.
    pub(in crate::identity) async fn end_former(
        &self,
        cookies: &[(String, String)],
        kept: &Parent,
    ) -> Result<(), DbError> {
        let former = self.cookies.tokens_in(cookies);
        if former.is_empty() {
            return Ok(());
        }
        let digests: Vec<String> = former.iter().map(|token| secret::digest_hex(token)).collect();
        let kept = kept.session().and_then(|id| id.parse().ok());
        let end = async |db: &SystemConn| rows::end(db, &digests, kept).await;
        self.db.as_system("ending a browser's former session", end).await
    }

    /// Ends the session that a program's credential derives from.
    pub(in crate::identity) async fn end_shown(
        &self,
        subject: &str,
        parent: &Parent,
    ) -> Result<(), DbError> {
        let Some(id) = parent.session() else { return Ok(()) };
        let end = async |db: &SystemConn| self.end_session(db, subject, id).await;
        self.db.as_system("sign-out", end).await
    }
}
