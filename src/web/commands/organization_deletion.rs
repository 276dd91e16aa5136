//! Deletes and restores organizations, the same way for pages and the API.

use chrono::{DateTime, Utc};

use crate::{
    db::{DbError, TenantConn, UserConn},
    identity::mails::{
        MailKind, WriteMail as _,
        organizations::{OrganizationMail, OrganizationNews},
    },
    mail::{Quoted, Sender, outbox},
    sessions::Caller,
    tenancy::tenants::deletion::{self, DeletedTenant, NotifiedMember},
    types::{Role, Slug, TenantName},
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Deletes the organization, and mails its members. Requires a recent sign-in. Returns the
/// time from which it can't be restored.
pub async fn delete(member: &Member, state: &AppState) -> Result<DateTime<Utc>, AppError> {
    let tenant = &member.tenant;
    let back = urls::organization_deletion(tenant.slug.as_str());
    recent_sign_in::require(&member.caller, state.clock.now(), &back)?;
    delete_in(&member.db, state, &tenant.name, &tenant.slug).await
}

/// Like [`delete`], in any transaction of an owner who has proven who they are.
pub async fn delete_in(
    db: &TenantConn,
    state: &AppState,
    name: &TenantName,
    slug: &Slug,
) -> Result<DateTime<Utc>, AppError> {
    let now = state.clock.now();
    let until = deletion::delete(db, &state.limits, now).await?;
    let (owners, others) = addresses_to_notify(db).await?;
    let restoration = urls::restoration(slug.as_str());
    let for_owners = OrganizationNews::DeletedForOwners { until, restoration };
    notify(db, state, &owners, name.as_str(), for_owners).await?;
    notify(db, state, &others, name.as_str(), OrganizationNews::Deleted).await?;
    Ok(until)
}

/// Restores a deleted organization, and mails its members. Requires a recent sign-in.
pub async fn restore(
    db: UserConn,
    caller: &Caller,
    state: &AppState,
    deleted: &DeletedTenant,
) -> Result<TenantConn, AppError> {
    let now = state.clock.now();
    recent_sign_in::require(caller, now, &urls::restoration(&deleted.slug))?;
    let restored = deletion::restore(db, deleted.id, now).await?;
    let db = restored.ok_or(AppError::NotFound)?;
    let (owners, others) = addresses_to_notify(&db).await?;
    let news = OrganizationNews::Restored { dashboard: urls::dashboard(&deleted.slug) };
    notify(&db, state, &[owners, others].concat(), &deleted.name, news).await?;
    Ok(db)
}

/// Returns the addresses of the owners and of all other members.
async fn addresses_to_notify(db: &TenantConn) -> Result<(Vec<String>, Vec<String>), DbError> {
    let (owners, others): (Vec<_>, Vec<_>) = deletion::members_to_notify(db)
        .await?
        .into_iter()
        .partition(|NotifiedMember { role, .. }| *role == Role::Owner);
    let addresses = |members: Vec<NotifiedMember>| members.into_iter().map(|it| it.email).collect();
    Ok((addresses(owners), addresses(others)))
}

async fn notify(
    db: &TenantConn,
    state: &AppState,
    recipients: &[String],
    name: &str,
    news: OrganizationNews,
) -> Result<(), AppError> {
    let (tenant_name, sender) = (Quoted::name(name), Sender::News(news.title()));
    let kind = MailKind::Organization(OrganizationMail { tenant_name, news, sender });
    let mail = state.mails.write("", &kind)?;
    outbox::enqueue_to_all(db, recipients, mail, state.clock.now()).await?;
    Ok(())
}
