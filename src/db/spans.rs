//! Spans of statements, for traces. Without a collector nothing is made.

use diesel::{
    backend::Backend,
    pg::Pg,
    query_builder::{QueryBuilder as _, QueryFragment},
};
use tracing::{Span, info_span};

/// Begins the span of a query. Its text has `$1` in place of each value.
pub(super) fn of_query(query: &impl QueryFragment<Pg>) -> Span {
    named(|| {
        let mut text = <Pg as Backend>::QueryBuilder::default();
        let _unwritable = query.to_sql(&mut text, &Pg);
        text.finish()
    })
}

/// Begins the span of statements that are constants of ours.
pub(super) fn of_text(text: &str) -> Span {
    named(|| text.to_owned())
}

/// Begins the span of a single statement whose text isn't at hand.
pub(super) fn of_one() -> Span {
    info_span!(target: "spans", "statement", otel.kind = "client", db.system.name = "postgresql")
}

fn named(text: impl FnOnce() -> String) -> Span {
    if !tracing::enabled!(target: "spans", tracing::Level::INFO) {
        return Span::none();
    }
    let text = text();
    let code = text.lines().find(|line| !line.trim_start().starts_with("--"));
    let name = code
        .and_then(|line| line.split_whitespace().next())
        .unwrap_or("statement")
        .to_ascii_uppercase();
    info_span!(
        target: "spans",
        "statement",
        otel.name = name,
        otel.kind = "client",
        db.system.name = "postgresql",
        db.query.text = text,
    )
}
