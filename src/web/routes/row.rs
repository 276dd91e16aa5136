//! A row of the route table, and how actix learns of it.

use actix_web::{
    HttpResponse, Route, guard as when,
    http::Method,
    web::{self, ServiceConfig},
};

use crate::web::{access::Anyone, error::AppError};

/// One row: what answers a method and a path.
pub struct Row {
    /// The method; `None` stands for all of them.
    pub method: Option<Method>,
    /// The whole path, such as `/o/{slug}/todos`.
    pub path: &'static str,
    /// The handler's name, such as `todos::show`.
    pub handler: &'static str,
    pub(super) to: fn(Route) -> Route,
}

/// Rows whose paths begin with the same segments.
pub struct Scope {
    pub(super) path: &'static str,
    pub(super) rows: &'static [Row],
    pub(super) refuses_other_methods: bool,
}

impl Row {
    /// A page that answers GET also answers HEAD (RFC 9110 §9.3.2).
    fn route(&self) -> Route {
        let route = match &self.method {
            Some(method) if method == Method::GET => {
                web::route().guard(when::Any(when::Get()).or(when::Head()))
            }
            Some(method) => web::method(method.clone()),
            None => web::route(),
        };
        (self.to)(route)
    }
}

impl Scope {
    /// The same rows; other methods on their paths are a 405 instead of a 404.
    pub(super) const fn refusing_other_methods(self) -> Self {
        Self { refuses_other_methods: true, ..self }
    }

    pub(super) fn add(&'static self, config: &mut ServiceConfig) {
        if self.path.is_empty() {
            self.add_rows(config);
        } else {
            config.service(web::scope(self.path).configure(|config| self.add_rows(config)));
        }
    }

    fn add_rows(&self, config: &mut ServiceConfig) {
        let mut rest = self.rows;
        while let [row, following @ ..] = rest {
            let below = row.path.strip_prefix(self.path).unwrap_or(row.path);
            config.route(below, row.route());
            let is_last = following.iter().all(|other| other.path != row.path);
            if self.refuses_other_methods && is_last {
                config.route(below, method_not_allowed(self.methods(row.path)));
            }
            rest = following;
        }
    }

    fn methods(&self, path: &str) -> String {
        let rows = self.rows.iter().filter(|row| row.path == path);
        let methods: Vec<_> = rows.flat_map(|row| &row.method).map(Method::as_str).collect();
        methods.join(", ")
    }
}

/// Refuses the methods that a path doesn't support.
fn method_not_allowed(allowed: String) -> Route {
    web::to(move |_: Anyone| {
        let allowed = allowed.clone();
        async move { Err::<HttpResponse, _>(AppError::MethodNotAllowed(allowed)) }
    })
}
