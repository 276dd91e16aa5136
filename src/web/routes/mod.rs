//! Every route of the program, as data: the rows are in `pages` and `api`.

mod row;

use actix_web::web::ServiceConfig;

pub use self::row::{Row, Scope};
use crate::config::ServerConfig;

/// Builds a scope from rows such as `GET "/todos" => todos::show`. `ANY` takes every
/// method; `if guard` takes only the requests that the guard lets through.
macro_rules! scope {
    ($scope:literal { $($method:ident $path:literal $(if $guard:ident)? => $handler:path,)+ }) => {
        $crate::web::routes::row::Scope {
            path: $scope,
            rows: &[$($crate::web::routes::row::Row {
                method: method!($method),
                path: concat!($scope, $path),
                handler: stringify!($handler),
                to: |route| route$(.guard($guard()))?.to($handler),
            },)+],
            refuses_other_methods: false,
            leads_to_forms: false,
        }
    };
}

macro_rules! method {
    (ANY) => {
        None
    };
    ($method:ident) => {
        Some(actix_web::http::Method::$method)
    };
}

mod api;
mod pages;

/// The routes that don't read the session cookie.
static OPEN: [Scope; 1] = [pages::OPEN];

/// All other routes. The first scope that a path begins with answers it, and addresses
/// without a variable part are found faster.
static WITH_SESSION: [Scope; 8] = [
    pages::TOP,
    api::TENANT,
    api::V1,
    pages::AUTH,
    pages::ORGANIZATION,
    pages::ACCOUNT,
    api::DOCUMENT,
    api::BETTER_AUTH,
];

/// The routes that production doesn't have.
static DEVELOPMENT: [Scope; 1] = [pages::DEVELOPMENT];

/// Lists every row, development's included.
pub fn table() -> impl Iterator<Item = &'static Row> {
    [&OPEN[..], &WITH_SESSION, &DEVELOPMENT].into_iter().flatten().flat_map(|scope| scope.rows)
}

/// Adds the routes that don't read the session cookie.
pub fn open(config: &mut ServiceConfig) {
    add(&OPEN, config);
}

/// Adds all other routes; development also has the mailbox and the sign-in log.
pub fn with_session(config: &mut ServiceConfig, server: &ServerConfig) {
    add(&WITH_SESSION, config);
    if !server.environment.is_production() {
        add(&DEVELOPMENT, config);
    }
}

fn add(scopes: &'static [Scope], config: &mut ServiceConfig) {
    for scope in scopes {
        scope.add(config);
    }
}
