//! HTTP: routes, guards, pages, and the order in which a request passes them.

mod after_reset;
mod api;
mod assemble;
mod assets;
mod attempts;
mod auth_api;
mod browser;
mod chrome;
mod client;
mod cookie;
pub mod error;
mod form;
pub mod guard;
mod history;
mod input;
mod invite;
mod keep_alive;
mod known_device;
mod limited;
mod link_page;
mod openapi;
mod ops;
mod own;
mod own_data;
mod pages;
mod paging;
mod present;
mod refusal;
mod renewal;
mod request_log;
mod routes;
mod sent;
mod server;
mod sign_in;
mod social_refusal;
pub mod state;
mod verifier;
pub mod views;

pub use self::{
    assemble::assemble,
    server::{Application, StartError},
};
