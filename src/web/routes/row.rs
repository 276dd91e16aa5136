//! A row of the route table, and how actix learns of it.

use actix_web::{
    HttpRequest, HttpResponse, Resource, Route, guard as when,
    http::{Method, header::LOCATION},
    web::{self, ServiceConfig},
};

use crate::web::{access::Anyone, error::AppError, middleware::canonical_url, urls};

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
    /// Returns the rest of the path below `base`, which it begins with.
    fn below(&self, base: &str) -> &'static str {
        self.path.strip_prefix(base).unwrap_or(self.path)
    }

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
        self.add_below("", self.path, self.rows.iter().collect(), config);
    }

    /// Adds rows whose paths begin with `above` and `below`; `config` is of a scope for `above`.
    fn add_below(
        &'static self,
        above: &str,
        below: &str,
        rows: Vec<&'static Row>,
        config: &mut ServiceConfig,
    ) {
        let base = format!("{above}{below}");
        let add = |config: &mut ServiceConfig| self.add_rows(&base, rows, config);
        if below.is_empty() {
            add(config);
        } else {
            config.service(web::scope(below).configure(add));
        }
    }

    /// Adds rows below `base`. Those that go on with the same word are a scope of their own, if
    /// their paths have variable parts: a path is then compared with one word, not with the
    /// pattern of every row.
    fn add_rows(&'static self, base: &str, rows: Vec<&'static Row>, config: &mut ServiceConfig) {
        let start = |row: &'static Row| start(row.below(base));
        let mut rest = rows;
        while let Some(next) = rest.first().copied().map(start) {
            let (same, others): (Vec<_>, _) = rest.into_iter().partition(|row| start(row) == next);
            rest = others;
            let varies = same.iter().any(|row| row.below(base).contains('{'));
            if varies && !self.takes_every_path() && !next.is_empty() && !next.contains('{') {
                self.add_below(base, next, same, config);
            } else {
                self.add_paths(base, &same, config);
            }
        }
    }

    fn add_paths(&self, base: &str, rows: &[&'static Row], config: &mut ServiceConfig) {
        let mut rest = rows;
        while let [row, following @ ..] = rest {
            rest = following;
            if self.takes_every_path() {
                config.route(row.below(base), row.route());
            } else if following.iter().all(|other| other.path != row.path) {
                config.service(self.resource(row.path, row.below(base)));
            }
        }
    }

    /// Whether one row takes every path and method that the others leave. A scope or a resource of
    /// its own would answer them instead.
    fn takes_every_path(&self) -> bool {
        self.rows.iter().any(|row| row.below(self.path).starts_with("/{path:"))
    }

    /// Returns all that answers `path`, which is `below` in its scope.
    fn resource(&self, path: &'static str, below: &'static str) -> Resource {
        let rows = self.rows.iter().filter(|row| row.path == path);
        let mut resource = rows.fold(web::resource(below), |all, row| all.route(row.route()));
        if self.refuses_other_methods {
            resource = resource.route(method_not_allowed(self.methods(path)));
        }
        if self.leads_to_forms && !self.has_page(path) {
            resource = resource.route(to_form(self.levels_below_page(path)));
        }
        // Otherwise another method would be answered by the library.
        resource.default_service(web::to(canonical_url::nothing))
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

/// Returns the first segment with its slash, or the whole path if that segment is variable: such
/// paths keep their places behind those that are more exact.
fn start(path: &'static str) -> &'static str {
    let end = path.char_indices().skip(1).find(|(_, letter)| *letter == '/');
    let first = end.and_then(|(at, _)| path.get(..at)).unwrap_or(path);
    if first.contains('{') { path } else { first }
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
