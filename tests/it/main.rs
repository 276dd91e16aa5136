//! Every rule, through HTTP, on a database of its own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::disallowed_methods,
    clippy::pedantic,
    missing_docs,
    reason = "a test that cannot go on stops"
)]

mod flights;
mod harness;

mod account;
mod api;
mod architecture;
mod audit;
mod authority;
mod background;
mod border;
mod catalog_variants;
mod database_tls;
mod debug;
mod demo;
mod doctor;
mod documents;
mod embedded;
mod failover;
mod http;
mod identity;
mod idle;
mod image;
mod import;
mod invitations;
mod inviting;
mod isolation;
mod joining;
mod limits;
mod links;
mod members;
mod migrations;
mod one_connection;
mod operator;
mod organizations;
mod outage;
mod outbox;
mod pages;
mod plans;
mod races;
mod reachable;
mod round_trips;
mod routes;
mod social;
mod surroundings;
mod todos;
mod upgrading;
mod what_ends;
mod writes;
