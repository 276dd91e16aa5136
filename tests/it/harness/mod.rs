//! A server of one's own on a database of one's own.

mod app;
mod browser;
pub mod cluster;
mod database;
mod reply;

pub use self::{
    app::{ORIGIN, PASSWORD, TestApp},
    browser::{Browser, unique},
    database::TestDatabase,
    reply::Reply,
};
