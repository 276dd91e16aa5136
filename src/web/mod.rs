//! HTTP: routes, access, pages, and the middleware that a request passes.
//!
//! `server` puts it together. Of the rest, each may import those after it:
//! `startup → listener → routes → static_files → health → middleware → pages → api →
//! better_auth → commands → sign_in → ui → access → session_cookie → request → error →
//! state → mails → views → messages → urls`

pub mod access;
mod api;
mod better_auth;
mod commands;
pub mod error;
mod health;
mod listener;
pub mod mails;
mod messages;
mod middleware;
mod pages;
mod request;
pub mod routes;
mod server;
mod session_cookie;
mod sign_in;
mod startup;
pub mod state;
mod static_files;
mod ui;
pub(crate) mod urls;
pub mod views;

pub use self::{
    commands::export::write as write_export, listener::StartError, server::Application,
    startup::assemble,
};
