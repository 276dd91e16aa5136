//! One organization and its history, written in one transaction.

use chrono::{DateTime, TimeDelta, Utc};

use super::{people::Cast, sample::Organization};
use crate::{
    db::{Committed, Db, DbError, TenantConn, set_scope},
    ids::{TodoId, UserId},
    secret::ExposeSecret as _,
    tenancy::{
        invitations::{
            self,
            inviting::{self, NewInvitation},
        },
        tenants,
    },
    todos::{self, Actor, Changes, NewTodo},
    types::{EmailAddress, Role, Slug, TenantName},
};

/// Age of the organization.
const AGE: TimeDelta = TimeDelta::days(41);

/// Age of the first todo.
const BUSY: TimeDelta = TimeDelta::days(27);

/// Registers the organization and lets its people join and work.
pub(super) async fn fill(
    db: &Db,
    organization: &Organization,
    slug: &Slug,
    cast: &Cast,
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let owner = cast.user(organization.owner)?;
    let name: TenantName = organization.name.parse()?;
    let opened = db.open_as_user(owner).await?;
    let db = tenants::found(opened, &name, slug, now - AGE).await?;
    let mut staff = vec![owner];
    for (number, (key, role)) in (1_i32..).zip(organization.staff) {
        let invited_at = now - AGE + TimeDelta::hours(26) * number;
        let user = cast.user(key)?;
        let email = format!("{key}@demo.example").parse()?;
        act_as(&db, owner).await?;
        join(&db, NewInvitation::new(email, *role, invited_at), user, invited_at).await?;
        staff.push(user);
    }
    work(&db, organization.todos, &staff, now).await?;
    act_as(&db, owner).await?;
    for (number, (address, role)) in (1_i32..).zip(organization.invited) {
        let email: EmailAddress = address.parse()?;
        let at = now - TimeDelta::hours(31) / number;
        let new = NewInvitation::new(email, *role, at);
        inviting::write(&db, &[new], at).await?;
    }
    let _stored: Committed = db.commit().await?;
    Ok(())
}

/// Continues in the name of another person.
async fn act_as(db: &TenantConn, user: UserId) -> Result<(), DbError> {
    set_scope(db, "app.user_id", &user.to_string()).await
}

/// Invites a person, who accepts in the afternoon.
async fn join(
    db: &TenantConn,
    new: NewInvitation,
    user: UserId,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let token = new.token.clone();
    inviting::write(db, &[new], at).await?;
    if let Some(offer) = invitations::offer(db, token.expose_secret()).await? {
        act_as(db, user).await?;
        invitations::join(db, &offer, false, at + TimeDelta::hours(5)).await?;
    }
    Ok(())
}

/// Adds todos by each person in turn: most are shared, two of three are done after a few
/// days, and the newest are still open.
async fn work(
    db: &TenantConn,
    titles: &[&str],
    staff: &[UserId],
    now: DateTime<Utc>,
) -> anyhow::Result<()> {
    let count = i32::try_from(titles.len())?.max(1);
    for ((number, title), author) in (0..count).zip(titles).zip(staff.iter().cycle()) {
        let created_at = now - BUSY + BUSY / count * number;
        let shared = number % 4 != 1;
        act_as(db, *author).await?;
        let new = NewTodo::titled(title.parse()?, shared);
        let id = todos::create(db, &new, created_at).await?;
        let took = TimeDelta::hours(6) + TimeDelta::hours(19) * (number % 5);
        if number % 3 != 0 && created_at + took < now {
            complete(db, *author, id, created_at + took).await?;
        }
    }
    Ok(())
}

async fn complete(
    db: &TenantConn,
    author: UserId,
    id: TodoId,
    at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let (actor, done) = (Actor { user: author, role: Role::Member }, Changes::done(true));
    todos::change(db, actor, id, done, at).await?;
    Ok(())
}
