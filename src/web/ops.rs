//! For whoever runs the server: alive, ready, figures.

use actix_web::{HttpResponse, web};
use metrics_exporter_prometheus::PrometheusHandle;
use serde_json::json;

use super::{error::AppError, guard::Anyone, state::AppState};
use crate::{
    db::{self, Db},
    telemetry::metrics,
};

/// `GET /healthz`: the process answers; nothing else is asked.
pub async fn healthz(_: Anyone) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// `GET /readyz`: the database answers and its schema is the one this build needs.
pub async fn readyz(_: Anyone, state: web::Data<AppState>) -> Result<HttpResponse, AppError> {
    match db::pending(&state.db, state.migrations).await {
        Ok(pending) if pending.is_empty() => {
            Ok(HttpResponse::Ok().json(json!({ "status": "ready" })))
        }
        Ok(pending) => Ok(not_ready("migrations", &format!("{} pending", pending.len()))),
        Err(error) => Ok(not_ready("database", &error.to_string())),
    }
}

/// The cause is logged; the answer names only what is missing.
fn not_ready(missing: &str, cause: &str) -> HttpResponse {
    tracing::warn!(ready.missing = missing, error.cause = cause, "Not ready");
    HttpResponse::ServiceUnavailable()
        .insert_header(("retry-after", "5"))
        .json(json!({ "status": "not ready", "missing": missing }))
}

/// `GET /metrics`, on a listener of its own.
pub async fn metrics_text(
    _: Anyone,
    handle: web::Data<PrometheusHandle>,
    db: web::Data<Db>,
) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics::render(&handle, &db))
}
