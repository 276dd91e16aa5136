//! Closes an account, together with the organizations that have no other member.

use crate::{
    db::UserConn,
    identity::{account_deletion, mails::notices::AccountNotice},
    ids::TenantId,
    sessions::Caller,
    tenancy::owned::{self, SoleOwned},
    types::{ClientInfo, RequestOrigin},
    web::{
        commands::organization_deletion, error::AppError, sign_in::account_events, state::AppState,
    },
};

/// Closes the caller's account at once; it's deleted after the grace period. Deletes the
/// organizations in `agreed`, in which the caller is alone. Fails with a conflict if that
/// leaves another one without an owner.
pub async fn close(
    state: &AppState,
    caller: &Caller,
    agreed: &[TenantId],
    (client, origin): (&ClientInfo, RequestOrigin),
) -> Result<(), AppError> {
    let now = state.clock.now();
    let mut db = state.db.open_as_user(caller.user).await?.serving(origin);
    for owned in owned::sole_owned(&db).await? {
        if owned.others == 0 && agreed.contains(&owned.id) {
            db = delete(db, state, &owned).await?;
        }
    }
    let due = account_deletion::ask(&db, caller.user, client, now).await?;
    state.identity.end_all(&db, &caller.subject, None, now);
    let notice = AccountNotice::DeletionAsked(due);
    account_events::mail(&db, state, caller.email.as_str(), &notice, client).await?;
    Ok(db.commit().await.map(drop)?)
}

async fn delete(db: UserConn, state: &AppState, owned: &SoleOwned) -> Result<UserConn, AppError> {
    let user = db.user();
    let db = db.enter(owned.id).await?;
    organization_deletion::delete_in(&db, state, &owned.name, &owned.slug).await?;
    Ok(db.leave(user).await?)
}
