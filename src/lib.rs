//! Tenantry: a multi-tenant monolith for teams that sell software.
//!
//! Imports run one way:
//! `main → cli → {web, jobs, doctor} → {tenancy, todos, identity, users, sessions, audit, mail, limits, idempotency, installation, operations} → {db, http} → {types, config, clock, pictures, secret, ids} → locale`.

pub mod audit;
pub mod cli;
pub mod clock;
pub mod config;
pub mod db;
pub mod doctor;
pub mod http;
pub mod idempotency;
pub mod identity;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod limits;
pub mod locale;
pub mod mail;
pub mod operations;
pub mod pictures;
pub mod secret;
pub mod sessions;
pub mod telemetry;
pub mod tenancy;
pub mod todos;
pub mod types;
pub mod users;
pub mod web;
