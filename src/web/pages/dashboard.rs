//! An organization at a glance, at `/o/{slug}/dashboard`.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::web::views::{HOSTILE, LONG_NAME, Layout, Page, sample_time};

/// The page one lands on in an organization.
#[derive(Clone, Debug, Serialize)]
pub struct DashboardPage {
    /// What every page shares.
    pub layout: Layout,
    /// The numbers at the top.
    pub figures: Figures,
    /// Todos by day, oldest first, two weeks of them.
    pub chart: Vec<ChartDay>,
    /// What was added last.
    pub recent: Vec<RecentTodo>,
    /// The reader may invite colleagues.
    pub may_invite: bool,
}

/// Numbers about an organization.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Figures {
    /// Todos not done, as far as the reader sees them.
    pub open_todos: i64,
    /// Todos done.
    pub done_todos: i64,
    /// People who belong to the organization.
    pub members: i64,
    /// Invitations that nobody has answered.
    pub pending_invitations: i64,
}

/// One day of the chart.
#[derive(Clone, Debug, Serialize)]
pub struct ChartDay {
    /// The date as `2026-03-01`.
    pub day: String,
    /// The date as people read it, such as `1 Mar`.
    pub label: String,
    /// Todos added.
    pub created: i64,
    /// Todos done.
    pub completed: i64,
}

/// A todo in the list of recent ones.
#[derive(Clone, Debug, Serialize)]
pub struct RecentTodo {
    /// What is to be done.
    pub title: String,
    /// Who added it.
    pub author: String,
    /// When it was added.
    pub when: DateTime<Utc>,
    /// It is done.
    pub done: bool,
}

impl Page for DashboardPage {
    const TEMPLATE: &'static str = "pages/dashboard.html";

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
    RecentTodo { title: title.to_owned(), author: author.to_owned(), when: sample_time(26), done }
}
