//! A server of its own for each test, on a database of its own.

mod app;
mod better_auth;
mod bouncer;
mod browser;
mod client;
pub mod cluster;
mod database;
mod dns;
mod faulty;
mod filled;
mod held;
mod node_smtp;
mod oauth;
mod program;
mod reply;
mod routes;
mod smtp;
mod tap;

/// A picture of one pixel.
pub const PNG: &[u8] = include_bytes!("pixel.png");

pub use self::{
    app::{CROWDED, ORIGIN, PASSWORD, TestApp},
    better_auth::BetterAuth,
    bouncer::Bouncer,
    browser::{Browser, unique},
    client::client,
    database::TestDatabase,
    dns::Dns,
    faulty::{Answer, Faulty},
    filled::{fill, tenant_tables},
    held::held,
    node_smtp::NodeSmtp,
    oauth::{Consent, OAuth},
    program::{program, program_on},
    reply::Reply,
    routes::{ids_of_tenant, paths_with_ids, routes},
    smtp::Smtp,
    tap::Tap,
};

/// The number of times that requests of a race meet: `default`, or what `RACE_ROUNDS` says.
pub fn rounds(default: usize) -> usize {
    std::env::var("RACE_ROUNDS").map_or(default, |rounds| rounds.parse().expect("a number"))
}
