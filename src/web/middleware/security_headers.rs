//! The security headers on every response (ASVS 3.4).

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, HeaderValue,
        REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
    middleware::Next,
    web,
};

use crate::config::IdentityConfig;

/// The content security policy. Scripts and styles come only from our own files, so no
/// nonce is needed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'{connect}; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// The headers that don't depend on the request, built once.
#[derive(Clone)]
pub struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// Builds the headers for this configuration.
    pub fn new(config: &crate::config::Config) -> Self {
        let fixed = HeaderValue::from_static;
        let mut headers = vec![
            (CONTENT_SECURITY_POLICY, policy(&config.identity)),
            (X_CONTENT_TYPE_OPTIONS, fixed("nosniff")),
            (X_FRAME_OPTIONS, fixed("DENY")),
            (REFERRER_POLICY, fixed("strict-origin-when-cross-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), fixed("same-origin")),
            (HeaderName::from_static("cross-origin-resource-policy"), fixed("same-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                fixed("camera=(), geolocation=(), microphone=(), payment=()"),
            ),
        ];
        if config.server.public_url.is_https() {
            headers.push((STRICT_TRANSPORT_SECURITY, fixed("max-age=31536000; includeSubDomains")));
        }
        Self(headers)
    }

    fn write(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        // Only static files set another value.
        if !headers.contains_key(CACHE_CONTROL) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
    }
}

/// Builds the policy. In direct mode the page's script talks to the provider as well.
fn policy(identity: &IdentityConfig) -> HeaderValue {
    let provider = match identity {
        IdentityConfig::Hosted(hosted) if hosted.mode == crate::config::HostedMode::Direct => {
            format!(" {}", hosted.base_url.origin().ascii_serialization())
        }
        _ => String::new(),
    };
    HeaderValue::from_str(&POLICY.replace("{connect}", &provider))
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'none'"))
}

/// Writes the headers on every response, including errors and files.
pub async fn security_headers<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let mut answer = next.call(req).await?;
    let headers = answer.request().app_data::<web::Data<SecurityHeaders>>().cloned();
    if let Some(ours) = headers {
        ours.write(answer.headers_mut());
    }
    Ok(answer)
}
