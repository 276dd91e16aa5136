//! The time that people wait when the database is some milliseconds away.

use std::time::Duration;

use super::{
    database::Database,
    proxy::Proxy,
    server::Server,
    table::{Table, millis},
    window::Plan,
    work::Item,
};

/// The distances, there and back.
const MILLISECONDS: [u64; 3] = [0, 5, 20];

/// The requests measured, by their names in the first table.
const ROWS: [&str; 7] = [
    "who am I, bearer",
    "who am I, cookie",
    "20 todos, JSON",
    "20 todos, page",
    "dashboard",
    "select-tenant, 20",
    "callback, good token",
];

/// The requests at a time: one person, and as many as open all connections of the pool.
const CROWD: usize = 16;

/// Requests per window.
const COUNT: usize = 240;

/// The figures of one request.
pub struct Row {
    name: &'static str,
    /// Round trips between server and database, per request.
    trips: f64,
    /// Medians in milliseconds, by distance: alone, and in a crowd.
    alone: Vec<f64>,
    crowd: Vec<f64>,
    /// The 99th percentile in the crowd at the longest distance.
    slowest: f64,
}

pub async fn measure(items: &[Item], database: &Database, table: &mut Table) {
    let items: Vec<_> = items.iter().filter(|item| ROWS.contains(&item.name)).collect();
    let row = |item: &&Item| Row {
        name: item.name,
        trips: 0.0,
        alone: Vec::new(),
        crowd: Vec::new(),
        slowest: 0.0,
    };
    let mut rows: Vec<_> = items.iter().map(row).collect();
    for distance in MILLISECONDS.map(Duration::from_millis) {
        let proxy = Proxy::before(database.host(), distance).await;
        let url = database.url_through(proxy.address());
        // The default for a database outside of one's own network, which the proxy only plays.
        let overflow = if distance.is_zero() { "8" } else { "24" };
        let settings = [("DATABASE_URL", url.as_str()), ("DB_POOL_OVERFLOW", overflow)];
        let server = Server::app(database, &settings).await;
        for (item, row) in items.iter().zip(&mut rows) {
            row.add(&item.app, &server, &proxy).await;
        }
    }
    for row in rows {
        row.report(table);
    }
}

impl Row {
    async fn add(&mut self, plan: &Plan, server: &Server, proxy: &Proxy) {
        // Lets every connection prepare and plan its statements first.
        plan.send(server, CROWD, 300).await;
        proxy.take_trips();
        let (mut alone, _) = plan.send(server, 1, COUNT / 4).await;
        self.trips = proxy.take_trips() as f64 / (COUNT / 4) as f64;
        let (mut crowd, _) = plan.send(server, CROWD, COUNT).await;
        alone.sort_unstable();
        crowd.sort_unstable();
        self.alone.push(millis(alone[alone.len() / 2]));
        self.crowd.push(millis(crowd[crowd.len() / 2]));
        self.slowest = millis(crowd[crowd.len() * 99 / 100]);
    }

    fn report(&self, table: &mut Table) {
        let list = |figures: &[f64]| {
            let figures: Vec<_> = figures.iter().map(|figure| format!("{figure:.1}")).collect();
            figures.join(" · ")
        };
        let row = format!(
            "| {} | {:.1} | {} | {} | {:.1} |",
            self.name,
            self.trips,
            list(&self.alone),
            list(&self.crowd),
            self.slowest
        );
        table.distance(row);
    }
}
