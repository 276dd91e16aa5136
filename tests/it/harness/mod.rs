//! A server of one's own on a database of one's own.

mod app;
mod better_auth;
mod browser;
pub mod cluster;
mod database;
mod faulty;
mod oauth;
mod reply;
mod tap;

pub use self::{
    app::{ORIGIN, PASSWORD, TestApp},
    better_auth::BetterAuth,
    browser::{Browser, unique},
    database::TestDatabase,
    faulty::{Answer, Faulty},
    oauth::{Consent, OAuth},
    reply::Reply,
    tap::Tap,
};
