//! One organization and its history, written in one transaction.

use std::collections::BTreeMap;

use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};

use super::{people::Cast, sample::Organization};
use crate::{
    db::{Committed, Db, DbError, TenantConn, set_scope},
    ids::{TodoId, UserId},
    secret::ExposeSecret as _,
    tenancy::{
        invitations::{
            Key, answering,
            inviting::{self, NewInvitation},
        },
        tenants,
    },
    todos::{self, Actor, Changes, NewTodo},
    types::{Role, Slug, TenantName},
    users::bans::Bans,
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
    let mut plan = Plan { steps: Vec::new(), staff, todos: BTreeMap::new() };
    plan.work(organization.todos, now)?;
    plan.invite(organization.invited, now)?;
    plan.follow(&db).await?;
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
    let (key, later) = (Key::of(new.token.expose_secret()), at + TimeDelta::hours(5));
    inviting::write(db, &[new], at);
    act_as(db, user).await?;
    let found = answering::find_to_answer(db, &Bans::default(), &key, later).await?;
    if let Some(mut found) = found {
        found.is_first = false;
        answering::accept(db, &found, later)?;
    }
    Ok(())
}

/// The events of an organization, recorded in the order of their time.
struct Plan<'a> {
    steps: Vec<(DateTime<Utc>, Step<'a>)>,
    staff: Vec<UserId>,
    todos: BTreeMap<usize, TodoId>,
}

enum Step<'a> {
    Add(usize, &'a str),
    Complete(usize),
    Invite(NewInvitation),
}

impl<'a> Plan<'a> {
    /// Adds todos by each person in turn: most are shared, two of three are done after a few
    /// days, and the newest are still open.
    fn work(&mut self, titles: &[&'a str], now: DateTime<Utc>) -> anyhow::Result<()> {
        let count = i32::try_from(titles.len())?.max(1);
        for ((number, place), title) in (0..count).zip(0_usize..).zip(titles) {
            let created_at = now - BUSY + BUSY / count * number;
            self.steps.push((created_at, Step::Add(place, title)));
            let took = TimeDelta::hours(6) + TimeDelta::hours(19) * (number % 5);
            if number % 3 != 0 && created_at + took < now {
                self.steps.push((created_at + took, Step::Complete(place)));
            }
        }
        Ok(())
    }

    /// Invites people, who haven't answered yet.
    fn invite(&mut self, invited: &[(&str, Role)], now: DateTime<Utc>) -> anyhow::Result<()> {
        for (number, (address, role)) in (1_i32..).zip(invited) {
            let at = now - TimeDelta::hours(31) / number;
            let new = NewInvitation::new(address.parse()?, *role, at);
            self.steps.push((at, Step::Invite(new)));
        }
        Ok(())
    }

    async fn follow(mut self, db: &TenantConn) -> anyhow::Result<()> {
        self.steps.sort_by_key(|(at, _)| *at);
        for (at, step) in std::mem::take(&mut self.steps) {
            match step {
                Step::Add(place, title) => {
                    act_as(db, self.author(place)?).await?;
                    let new = NewTodo::titled(title.parse()?, place % 4 != 1);
                    self.todos.insert(place, todos::create(db, &new, at));
                }
                Step::Complete(place) => {
                    let author = self.author(place)?;
                    act_as(db, author).await?;
                    let id = self.todos.get(&place).copied();
                    complete(db, author, id.context("a to-do is added first")?, at).await?;
                }
                Step::Invite(new) => {
                    act_as(db, self.author(0)?).await?;
                    inviting::write(db, &[new], at);
                }
            }
        }
        Ok(())
    }

    fn author(&self, place: usize) -> anyhow::Result<UserId> {
        self.staff.iter().cycle().nth(place).copied().context("an organization has an owner")
    }
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
