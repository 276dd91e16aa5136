//! A row of the route table, and how actix learns of it.

use actix_web::{
    HttpRequest, HttpResponse, Route, guard as when,
    http::{Method, header::LOCATION},
    web::{self, ServiceConfig},
};

use crate::web::{access::Anyone, error::AppError, urls};

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
    pub(super) leads_to_forms: bool,
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

    /// The same rows; whoever opens an address that only takes a form, as after a reload or
    /// from a bookmark, is led to the nearest page above it.
    pub(super) const fn leading_to_forms(self) -> Self {
        Self { leads_to_forms: true, ..self }
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
            if self.leads_to_forms && is_last && !self.has_page(row.path) {
                config.route(below, to_form(self.levels_below_page(row.path)));
            }
            rest = following;
        }
    }

    fn has_page(&self, path: &str) -> bool {
        let answers = |method: &Option<Method>| method.as_ref().is_none_or(Method::is_safe);
        self.rows.iter().any(|row| row.path == path && answers(&row.method))
    }

    /// Returns how many segments a path has below the nearest page; `None` if there is none.
    fn levels_below_page(&self, path: &str) -> Option<usize> {
        let above = path.rmatch_indices('/').map(|(at, _)| path.split_at(at).0);
        above.enumerate().find(|(_, page)| self.has_page(page)).map(|(level, _)| level + 1)
    }

    fn methods(&self, path: &str) -> String {
        let rows = self.rows.iter().filter(|row| row.path == path);
        let methods: Vec<_> = rows.flat_map(|row| &row.method).map(Method::as_str).collect();
        methods.join(", ")
    }
}

/// Leads from the address of a form to the page so many levels above, or to the sign-in page.
fn to_form(levels: Option<usize>) -> Route {
    web::route().guard(when::Any(when::Get()).or(when::Head())).to(
        move |_: Anyone, req: HttpRequest| {
            let page = levels.and_then(|levels| req.path().rsplitn(levels + 1, '/').last());
            let page = page.unwrap_or(urls::LOGIN).to_owned();
            async move { HttpResponse::SeeOther().insert_header((LOCATION, page)).finish() }
        },
    )
}

/// Refuses the methods that a path doesn't support.
fn method_not_allowed(allowed: String) -> Route {
    web::to(move |_: Anyone| {
        let allowed = allowed.clone();
        async move { Err::<HttpResponse, _>(AppError::MethodNotAllowed(allowed)) }
    })
}
