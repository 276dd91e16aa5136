//! Endpoints for the operator: liveness, readiness, metrics.

use actix_web::{HttpRequest, HttpResponse, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;

use super::{access::Anyone, request::client_info, state::AppState};
use crate::{
    db::{Db, NotReady},
    telemetry::metrics,
};

/// `GET /healthz`: the process answers; nothing else is checked.
///
/// It says what became of the header with the client's address, so that an operator can ask
/// through the proxy.
pub async fn healthz(_: Anyone, req: HttpRequest) -> HttpResponse {
    let sent = req.headers().contains_key("x-forwarded-for");
    let forwarded = match (client_info::is_from_proxy(&req), sent) {
        (true, true) => "believed",
        (true, false) => "missing",
        (false, true) => "ignored",
        (false, false) => "none",
    };
    HttpResponse::Ok().json(json!({ "status": "ok", "forwarded_for": forwarded }))
}

/// `GET /readyz`: the database can serve requests, in the schema that this build needs.
pub async fn readyz(_: Anyone, state: web::Data<AppState>) -> HttpResponse {
    match state.readiness.check().await {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Err(reason @ NotReady::Migrations(_)) => not_ready("migrations", &reason.to_string()),
        Err(reason @ NotReady::Database(_)) => not_ready("database", &reason.to_string()),
    }
}

/// Answers that the server isn't ready. The cause is logged; the answer only names what's missing.
fn not_ready(missing: &str, cause: &str) -> HttpResponse {
    tracing::warn!(ready.missing = missing, error.cause = cause, "Not ready");
    HttpResponse::ServiceUnavailable()
        .insert_header(("retry-after", "5"))
        .json(json!({ "status": "not ready", "missing": missing }))
}

/// `GET /metrics`, on its own listener.
pub async fn metrics_text(
    _: Anyone,
    handle: web::Data<PrometheusHandle>,
    db: web::Data<Db>,
) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics::render(&handle, &db))
}
