//! The HTTP server.

use std::{net::SocketAddr, time::Duration};

use actix_web::{
    App, HttpServer,
    dev::{Server, ServerHandle},
    middleware::{Compress, from_fn},
    web::{self, Data, scope},
};
use metrics_exporter_prometheus::PrometheusHandle;

use super::{
    health,
    listener::{StartError, listen},
    middleware::{
        admission,
        canonical_url::{self, OtherSpellings},
        cors::OnApi,
        error_response, language, readable_headers, refusals, request_log,
        security_headers::{self, SecurityHeaders},
        session::{error_frame, lifecycle, pool_lane, remember_me, sign_in_log},
    },
    request::extractors,
    routes, session_cookie,
    state::AppState,
};
use crate::{
    config::Listen,
    db::{self, Db},
    secret::SecretString,
};

/// The seconds that requests in flight may take to finish after SIGTERM.
const SHUTDOWN_GRACE: u64 = 25;

/// The time that a client may take to send its request's head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// A server that listens but doesn't answer yet.
pub struct Application {
    address: SocketAddr,
    server: Server,
    metrics: Option<Server>,
}

impl Application {
    /// Binds the configured addresses; port 0 takes a free one.
    pub fn build(state: AppState, secret: SecretString) -> Result<Self, StartError> {
        let bind = state.config.server.bind;
        let metrics_server = match state.config.server.metrics_bind {
            Some(address) => match crate::telemetry::metrics::start() {
                Some(handle) => Some(metrics_server(address, handle, state.db.clone())?),
                None => None,
            },
            None => None,
        };
        let (server, address) = app_server(Data::new(state), secret, bind)?;
        Ok(Self { address, server, metrics: metrics_server })
    }

    /// Returns the address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the handle that stops it; `stop(true)` lets requests in flight finish.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves requests until the handle stops it.
    pub async fn run(self) -> std::io::Result<()> {
        let Some(metrics) = self.metrics else { return self.server.await };
        let handle = metrics.handle();
        let (served, _) = futures_util::join!(
            async {
                let served = self.server.await;
                handle.stop(true).await;
                served
            },
            metrics
        );
        served
    }
}

fn app_server(
    state: Data<AppState>,
    secret: SecretString,
    bind: Listen,
) -> Result<(Server, SocketAddr), StartError> {
    let listener = listen(bind)?;
    let headers = Data::new(SecurityHeaders::new(&state.config));
    let spellings = Data::new(OtherSpellings::of(&state.config.server.public_url));
    let server = HttpServer::new(move || {
        // Runs once on each thread that serves requests.
        db::pin_thread();
        #[expect(
            clippy::disallowed_methods,
            reason = "a warm connection is of use to its own thread only"
        )]
        actix_web::rt::spawn(warm_up(state.db.clone()));
        App::new()
            .app_data(state.clone())
            .app_data(headers.clone())
            .app_data(spellings.clone())
            .configure(extractors::configure)
            // The last one wrapped is the first to see a request.
            .wrap(from_fn(admission::admit))
            .wrap(OnApi::new(&state.config.server))
            .wrap(from_fn(error_response::error_response))
            .wrap(from_fn(language::choose))
            .wrap(Compress::default())
            .wrap(from_fn(security_headers::security_headers))
            .wrap(from_fn(request_log::request_log))
            .wrap(from_fn(readable_headers::readable_headers))
            .configure(routes::open)
            // Scopes inherit this, so that their unknown paths are answered with a page too.
            .default_service(web::to(canonical_url::nothing))
            .service(
                scope("")
                    .wrap(from_fn(error_frame::lay_out))
                    .wrap(from_fn(refusals::record))
                    .wrap(from_fn(lifecycle::lifecycle))
                    .wrap(session_cookie::middleware(&state.config, &secret))
                    .wrap(from_fn(remember_me::forget_with_the_browser))
                    .wrap(from_fn(sign_in_log::record))
                    .wrap(from_fn(pool_lane::keep))
                    .configure(|routes| routes::with_session(routes, &state.config.server)),
            )
            // Scopes fall back to this one, not to their parent's.
            .default_service(web::to(canonical_url::nothing))
    })
    // A compressed page leaves in several writes: the last mustn't wait for an acknowledgement.
    .tcp_nodelay(true)
    .client_request_timeout(HEAD_TIMEOUT)
    .shutdown_timeout(SHUTDOWN_GRACE)
    .disable_signals()
    .listen(listener)
    .map_err(StartError::at(bind))?;
    let address = server.addrs().first().copied().unwrap_or(bind.address);
    Ok((server.run(), address))
}

/// Opens a connection ahead, so that no request waits for the first one.
async fn warm_up(db: Db) {
    if let Err(error) = db.warm_up().await {
        tracing::debug!(error.cause = %error, "No connection could be opened ahead");
    }
}

fn metrics_server(bind: Listen, handle: PrometheusHandle, db: Db) -> Result<Server, StartError> {
    let (handle, db) = (Data::new(handle), Data::new(db));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(handle.clone())
            .app_data(db.clone())
            .route("/metrics", web::get().to(health::metrics_text))
    });
    let bound = server.workers(1).disable_signals().listen(listen(bind)?);
    Ok(bound.map_err(StartError::at(bind))?.run())
}
