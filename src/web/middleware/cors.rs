//! CORS: decides which other origins may call with credentials.

use std::rc::Rc;

use actix_cors::{Cors, CorsMiddleware};
use actix_web::{
    Error,
    body::BoxBody,
    dev::{Service, ServiceRequest, ServiceResponse, Transform, forward_ready},
    http::{
        Method,
        header::{
            ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER,
        },
    },
};
use futures_util::future::LocalBoxFuture;

use crate::{config::ServerConfig, web::urls};

/// The seconds for which a browser may cache the answer to a preflight.
const MAX_AGE: usize = 600;

/// Headers that tracing and well-meaning clients add to calls; we ignore all of them.
const HARMLESS: [&str; 7] = [
    "baggage",
    "idempotency-key",
    "sentry-trace",
    "traceparent",
    "tracestate",
    "x-request-id",
    "x-requested-with",
];

/// CORS for `/api/v1`: allows `CORS_ORIGINS` and no others; never a wildcard. It runs
/// before everything that may refuse a call, so that a page can read the refusal.
pub struct OnApi(Cors);

impl OnApi {
    /// Builds the middleware from the server's configuration.
    pub fn new(server: &ServerConfig) -> Self {
        let methods = [Method::GET, Method::HEAD, Method::POST, Method::PATCH, Method::DELETE];
        let cors = Cors::default()
            .supports_credentials()
            .allowed_methods(methods)
            .allowed_headers([ACCEPT, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE])
            .allowed_headers(HARMLESS.map(HeaderName::from_static))
            .expose_headers([LOCATION, RETRY_AFTER, HeaderName::from_static("x-request-id")])
            .block_on_origin_mismatch(false)
            .max_age(MAX_AGE);
        let origins = server.cors_origins.iter().map(crate::config::CallingOrigin::origin);
        Self(origins.fold(cors, |cors, origin| cors.allowed_origin(&origin)))
    }
}

impl<S> Transform<S, ServiceRequest> for OnApi
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
    S::Future: 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = OnApiService<S>;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let service = Rc::new(service);
        let cors = self.0.new_transform(Rc::clone(&service));
        Box::pin(async move { Ok(OnApiService { cors: cors.await?, service }) })
    }
}

/// The service behind [`OnApi`].
pub struct OnApiService<S> {
    cors: CorsMiddleware<Rc<S>>,
    service: Rc<S>,
}

impl<S> Service<ServiceRequest> for OnApiService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse, Error = Error> + 'static,
    S::Future: 'static,
{
    type Response = ServiceResponse<BoxBody>;
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Error>>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        if !req.path().starts_with(urls::API_V1) {
            return Box::pin(self.service.call(req));
        }
        let answer = self.cors.call(req);
        Box::pin(async move { Ok(answer.await?.map_into_boxed_body()) })
    }
}
