//! HTTP: routes, access, pages, and the middleware that a request passes.

pub mod access;
mod api;
mod better_auth;
mod commands;
pub mod error;
mod health;
mod listener;
mod mails;
mod middleware;
mod pages;
mod request;
mod routes;
mod server;
mod session_cookie;
mod sign_in;
mod startup;
pub mod state;
mod static_files;
mod ui;
pub mod views;

pub use self::{listener::StartError, server::Application, startup::assemble};
