//! An organization's overview, at `/o/{slug}/dashboard`.

use crate::{
    tenancy::{
        memberships::{self, Landing},
        transfers,
    },
    todos,
    types::Role,
    web::{
        access::{Member, SignedIn},
        ui::{Answer, Ui, layout},
        urls,
        views::{Layout, Page},
    },
};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::Serialize;

/// The first page of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct DashboardPage {
    /// The shared layout.
    pub layout: Layout,
    /// The numbers at the top.
    pub figures: Figures,
    /// Todos per day for two weeks, oldest first.
    pub chart: Vec<ChartDay>,
    /// The todos that were added last.
    pub recent: Vec<RecentTodo>,
    /// Whether the reader may invite colleagues.
    pub may_invite: bool,
    /// The organization is offered to the reader.
    pub offer: Option<OfferBanner>,
}

/// An offer of the organization to the reader.
#[derive(Clone, Debug, Serialize)]
pub struct OfferBanner {
    /// The name of the owner who offers; may be empty.
    pub giver_name: String,
    /// The page that answers the offer.
    pub href: String,
}

/// Numbers about an organization.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Figures {
    /// Open todos that the reader can see.
    pub open_todos: i64,
    /// Completed todos.
    pub done_todos: i64,
    /// Members of the organization.
    pub members: i64,
    /// Invitations without an answer.
    pub pending_invitations: i64,
}

/// One day of the chart.
#[derive(Clone, Debug, Serialize)]
pub struct ChartDay {
    /// The date as `2026-03-01`.
    pub day: String,
    /// The date for people, such as `1 Mar`.
    pub label: String,
    /// Todos added on that day.
    pub created: i64,
    /// Todos completed on that day.
    pub completed: i64,
}

/// A todo in the list of recent ones.
#[derive(Clone, Debug, Serialize)]
pub struct RecentTodo {
    /// The task.
    pub title: String,
    /// The author's name.
    pub author: String,
    /// The time at which it was added.
    pub when: DateTime<Utc>,
    /// Whether it's done.
    pub done: bool,
}

impl Page for DashboardPage {
    const TEMPLATE: &'static str = "pages/dashboard.html";
}

/// `GET /dashboard`: redirects to the current organization, or to where one can be found.
pub async fn enter(signed_in: SignedIn, ui: Ui) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let place = memberships::current(&db, caller.last_tenant).await?;
    let landing = match place {
        Some(_) => Landing::Dashboard,
        None => memberships::landing(&db).await?,
    };
    db.close().await?;
    match (place, landing) {
        (Some(place), _) => ui.go(&urls::dashboard(&place.slug)),
        (None, Landing::NoOrganization) => ui.go(urls::NO_ORGANIZATION),
        (None, _) => ui.go(urls::SELECT_TENANT),
    }
}

/// `GET /o/{slug}/dashboard`
pub async fn show(member: Member, ui: Ui) -> Answer {
    let (db, now) = (&member.db, ui.now());
    let (todos, recent, people, open, layout) = try_join!(
        todos::overview(db, now),
        todos::recent(db),
        memberships::count_people(db, now),
        transfers::open(db, now),
        ui.organization(("Dashboard", "dashboard"), &member),
    )?;
    let page = DashboardPage {
        layout,
        figures: Figures {
            open_todos: todos.open,
            done_todos: todos.done,
            members: people.members,
            pending_invitations: people.pending_invitations,
        },
        chart: todos.days.into_iter().map(ChartDay::from).collect(),
        recent: recent.into_iter().map(RecentTodo::from).collect(),
        may_invite: member.role >= Role::Admin,
        offer: open.filter(|open| open.receiver.user == member.caller.user).map(|open| {
            OfferBanner {
                href: urls::ownership_transfer(&member.tenant.slug, open.id),
                giver_name: open.giver.name,
            }
        }),
    };
    member.db.close().await?;
    ui.page(&page)
}

impl From<todos::Day> for ChartDay {
    fn from(day: todos::Day) -> Self {
        Self {
            day: day.date.to_string(),
            label: day.date.format("%-d %b").to_string(),
            created: day.created,
            completed: day.completed,
        }
    }
}

impl From<todos::Recent> for RecentTodo {
    fn from(todo: todos::Recent) -> Self {
        Self {
            when: todo.created_at,
            done: todo.completed_at.is_some(),
            title: todo.title,
            author: todo.author.unwrap_or_else(|| String::from(layout::FORMER_MEMBER)),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{ChartDay, DashboardPage, Figures, OfferBanner, RecentTodo};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, sample_time};

    impl Samples for DashboardPage {
        fn samples() -> Vec<Self> {
            let filled = Self {
                layout: Layout::sample("Dashboard", "dashboard"),
                figures: Figures {
                    open_todos: 18,
                    done_todos: 1204,
                    members: 7,
                    pending_invitations: 2,
                },
                chart: days(|day| day * 7 % 11),
                recent: vec![
                    recent("Order oak for the Keller staircase", "Ada Lovelace", false),
                    recent(LONG_NAME, "Grace Hopper", true),
                    recent(HOSTILE, HOSTILE, false),
                ],
                may_invite: true,
                offer: None,
            };
            let empty = Self {
                figures: Figures { members: 1, ..Figures::default() },
                chart: days(|_| 0),
                recent: vec![],
                ..filled.clone()
            };
            let hostile = Self {
                layout: filled.layout.clone().sample_hostile(),
                may_invite: false,
                offer: Some(OfferBanner {
                    giver_name: HOSTILE.to_owned(),
                    href: "/o/acme/ownership-transfers/0195".to_owned(),
                }),
                ..filled.clone()
            };
            vec![filled, empty, hostile]
        }
    }

    fn days(created: impl Fn(i64) -> i64) -> Vec<ChartDay> {
        let day = |number: i64| ChartDay {
            day: format!("2026-03-{number:02}"),
            label: format!("{number} Mar"),
            created: created(number),
            completed: created(number + 3) / 2,
        };
        (1..=14).map(day).collect()
    }

    fn recent(title: &str, author: &str, done: bool) -> RecentTodo {
        RecentTodo {
            title: title.to_owned(),
            author: author.to_owned(),
            when: sample_time(26),
            done,
        }
    }
}
