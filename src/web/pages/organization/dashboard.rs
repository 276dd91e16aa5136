//! An organization's first page, at `/o/{slug}/dashboard`.

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::try_join;
use serde::Serialize;

use super::{
    todos::{actions, row::TodoRow},
    welcome::{self, Step},
};
use crate::{
    audit::{self, Event},
    db::{CappedCount, TenantReader},
    locale::Text,
    tenancy::{
        Permission,
        memberships::{self, Landing, checklist, current},
        transfers,
    },
    text,
    todos::{self, Counts, Filter},
    web::{
        access::{Member, Reading, SignedIn, Viewer, Visit as _},
        messages,
        ui::{Answer, Ui, layout},
        urls,
        views::{Layout, Page},
    },
};

/// The first page of an organization.
#[derive(Clone, Debug, Serialize)]
pub struct DashboardPage {
    /// The shared layout.
    pub layout: Layout,
    /// The numbers, each of which leads somewhere.
    pub figures: Vec<Figure>,
    /// The reader's open todos, the most urgent first.
    pub todos: Vec<TodoRow>,
    /// The view that the buttons of the todos lead back to.
    pub list: Back,
    /// Todos per day for two weeks, oldest first.
    pub days: Vec<ChartDay>,
    /// The latest actions, newest first.
    pub news: Vec<News>,
    /// Whether that is everything, or only the todos.
    pub has_history: bool,
    /// The first steps of a new organization, until the reader puts them away.
    pub first_steps: Vec<Step>,
    /// The organization is offered to the reader.
    pub offer: Option<OfferBanner>,
}

/// The view that the buttons of todos name.
#[derive(Clone, Debug, Serialize)]
pub struct Back {
    /// The view's word.
    pub query: &'static str,
}

/// An offer of the organization to the reader.
#[derive(Clone, Debug, Serialize)]
pub struct OfferBanner {
    /// The name of the owner who offers; may be empty.
    pub giver_name: String,
    /// The page that answers the offer.
    pub href: String,
}

/// A number that leads to what it counts.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    /// The number.
    pub count: CappedCount,
    /// The noun after the number.
    pub name: Text,
    /// The page with what is counted.
    pub href: String,
}

/// One day of the bars.
#[derive(Clone, Debug, Serialize)]
pub struct ChartDay {
    /// The date.
    pub date: NaiveDate,
    /// The number of todos added.
    pub created: i64,
    /// The number of todos completed.
    pub completed: i64,
}

/// Something that somebody did.
#[derive(Clone, Debug, Serialize)]
pub struct News {
    /// The person's name.
    pub actor: String,
    /// The rest of the sentence.
    pub rest: String,
    /// The page that tells more.
    pub href: String,
    /// The time.
    pub at: DateTime<Utc>,
}

impl Page for DashboardPage {
    const TEMPLATE: &'static str = "pages/dashboard.html";
}

/// `GET /dashboard`: redirects to the current organization, or to where one can be found.
pub async fn enter(signed_in: Reading<SignedIn>, ui: Ui) -> Answer {
    let (caller, candidates) = signed_in.read(current::candidates).await?;
    match candidates.current(caller.last_tenant) {
        Ok(current) => ui.go(&urls::dashboard(&current.slug)),
        Err(Landing::NoOrganization) => ui.go(urls::NO_ORGANIZATION),
        Err(_) => ui.go(urls::SELECT_TENANT),
    }
}

/// `GET /o/{slug}/dashboard`
pub async fn show(member: Reading<Member>, ui: Ui) -> Answer {
    let now = ui.now();
    let reads = async |db: &TenantReader| {
        try_join!(
            todos::counts(db),
            todos::to_do(db),
            todos::days(db, now, DAYS),
            audit::latest(db),
            todos::recent(db),
            memberships::count_people(db, now),
            transfers::open(db, now),
            checklist::owners(db),
        )
    };
    let (member, layout, read) =
        ui.organization((crate::text!("layout-home"), "dashboard"), member, reads).await?;
    let (counts, to_do, days, events, recent, people, open, owners) = read;
    let first_steps = welcome::first_steps(&member, !recent.is_empty(), people, owners);
    let page = DashboardPage {
        layout,
        figures: figures(&member, counts, people),
        todos: to_do.iter().map(|todo| TodoRow::new(todo, &member, now)).collect(),
        list: Back { query: actions::HOME },
        days: days.into_iter().map(ChartDay::from).collect(),
        news: news(&member, &events, recent),
        has_history: member.role.may(Permission::ReadAudit),
        first_steps,
        offer: open.filter(|open| open.receiver.user == member.caller.user).map(|open| {
            OfferBanner {
                href: urls::ownership_transfer(member.tenant.slug.as_str(), open.id),
                giver_name: open.giver.name,
            }
        }),
    };
    ui.page(&page)
}

/// The number of days that the bars show.
const DAYS: u32 = 14;

fn figures(member: &Viewer, counts: Counts, people: memberships::PeopleCount) -> Vec<Figure> {
    let slug = member.tenant.slug.as_str();
    let todos = |filter: Filter, key| {
        let href = format!("{}?filter={}", urls::todos(slug), filter.as_str());
        Figure::new(counts.under(filter).unwrap_or_default(), key, href)
    };
    let mut all = vec![
        todos(Filter::Open, "home-open"),
        todos(Filter::Assigned, "home-assigned"),
        Figure::new(people.members, "home-members", urls::members(slug)),
    ];
    if member.role.may(Permission::InviteMembers) {
        let href = urls::section(slug, "invitations");
        all.push(Figure::new(people.pending_invitations, "home-pending", href));
    }
    all
}

impl Figure {
    fn new(count: CappedCount, key: &'static str, href: String) -> Self {
        Self { count, name: Text::new(key).with("count", count.number), href }
    }
}

/// Returns the latest events of the history, or the latest todos for those who may not read it.
fn news(member: &Viewer, events: &[Event], todos: Vec<todos::Recent>) -> Vec<News> {
    let slug = member.tenant.slug.as_str();
    if member.role.may(Permission::ReadAudit) {
        return events.iter().map(|event| News::of_event(event, slug)).collect();
    }
    todos.into_iter().map(|todo| News::of_todo(todo, slug)).collect()
}

impl News {
    fn of_event(event: &Event, slug: &str) -> Self {
        let told = messages::audit::sentence(event);
        let href = urls::history_event(slug, event.id);
        Self { actor: told.actor, rest: told.rest, href, at: event.at }
    }

    fn of_todo(todo: todos::Recent, slug: &str) -> Self {
        let author = todo.author.filter(|name| !name.is_empty());
        Self {
            actor: author.unwrap_or_else(layout::former_member),
            rest: text!("home-added", title = todo.title).into(),
            href: urls::todo(slug, todo.id),
            at: todo.created_at,
        }
    }
}

impl From<todos::Day> for ChartDay {
    fn from(day: todos::Day) -> Self {
        Self { date: day.date, created: day.created, completed: day.completed }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::web::views::{HOSTILE, LONG_NAME, Samples, sample_time};

    impl Samples for DashboardPage {
        fn samples() -> Vec<Self> {
            let figure = |value, key, href: &str| {
                Figure::new(CappedCount::of(value, 100), key, format!("/o/acme/{href}"))
            };
            let filled = Self {
                layout: Layout::sample(crate::text!("layout-home"), "dashboard"),
                figures: vec![
                    figure(18, "home-open", "todos?filter=open"),
                    figure(99, "home-assigned", "todos?filter=assigned"),
                    figure(1, "home-members", "members"),
                ],
                todos: vec![
                    TodoRow::sample(1, "Order oak for the Keller staircase", "Ada Lovelace"),
                    TodoRow::sample(2, HOSTILE, HOSTILE),
                ],
                list: Back { query: actions::HOME },
                days: days(|day| day * 7 % 11),
                news: vec![
                    news("Ada Lovelace", &text!("home-added", title = "Ship").to_string()),
                    news(LONG_NAME, HOSTILE),
                ],
                has_history: true,
                first_steps: vec![],
                offer: None,
            };
            let empty = Self {
                todos: vec![],
                days: days(|_| 0),
                news: vec![],
                first_steps: vec![step(true), step(false)],
                ..filled.clone()
            };
            let hostile = Self {
                layout: filled.layout.clone().sample_hostile(),
                has_history: false,
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
            date: sample_time(24 * number).date_naive(),
            created: created(number),
            completed: created(number + 3) / 2,
        };
        (1..=14).rev().map(day).collect()
    }

    fn step(done: bool) -> Step {
        let (label, hint) = (text!("step-invite"), text!("step-invite-more"));
        Step { label, hint, href: "/o/acme/members".to_owned(), done }
    }

    fn news(actor: &str, rest: &str) -> News {
        let href = "/o/acme/settings/activity/0195".to_owned();
        News { actor: actor.to_owned(), rest: rest.to_owned(), href, at: sample_time(26) }
    }
}
