//! The pages of a large organization, each beside the same page of one that fills it.

use super::{
    server::Server,
    table::Target,
    window::Plan,
    work::{Beside, Item, Person, people},
};

/// The pages, and what the report calls them.
const PAGES: [(&str, &str); 12] = [
    ("large: home", "dashboard"),
    ("large: insights", "insights"),
    ("large: todos", "todos"),
    ("large: open todos", "todos?filter=open"),
    ("large: todos due first", "todos?order=due"),
    ("large: search of todos", "todos?q=number"),
    ("large: members", "members"),
    ("large: members by activity", "members?sort=active"),
    ("large: admins", "members?filter=admin"),
    ("large: search of members", "members?q=person"),
    ("large: history", "settings/activity"),
    ("large: history of one kind", "settings/activity?action=invitation.created"),
];

/// No page may take more than twice as long as in a small organization.
const TARGET: Target = Target { app: None, postgres: None, p50: Some(2.0) };

pub async fn items(app: &Server) -> Vec<Item> {
    let people = people(app).await;
    let item = |(name, page): (&'static str, &str)| Item {
        name,
        app: plan(&people, page, "large"),
        beside: Beside::Same(plan(&people, page, "small")),
        target: TARGET,
        count: 200,
    };
    PAGES.map(item).into()
}

fn plan(people: &[Person], page: &str, slug: &str) -> Plan {
    let request = |person: &Person| person.page(&format!("/o/{slug}/{page}"));
    Plan::new(200, people.iter().map(request))
}
