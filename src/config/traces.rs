use std::{collections::HashMap, fmt};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::Env;

/// The collector of traces, in OpenTelemetry's own variables.
#[derive(Clone, Debug)]
pub struct TraceConfig {
    /// `OTEL_EXPORTER_OTLP_ENDPOINT`: the collector's address, to which `/v1/traces` is added.
    pub endpoint: Url,
    /// `OTEL_EXPORTER_OTLP_HEADERS`: what the collector wants to know, such as a key.
    pub headers: Headers,
    /// `OTEL_SERVICE_NAME`: the name of this server in traces.
    pub service: String,
    /// `OTEL_TRACES_SAMPLER_ARG`: the part of the traces that is recorded, from 0 to 1, unless a
    /// proxy has decided about the trace.
    pub ratio: f64,
}

impl TraceConfig {
    /// Returns `None` if no collector is named.
    pub(super) fn read(env: &mut Env) -> Option<Self> {
        let endpoint = env.url("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
        let (headers, ratio) = (Headers::read(env), ratio(env));
        let service = env.or("OTEL_SERVICE_NAME", String::from("tenantry"));
        Some(Self { endpoint: endpoint?, headers, service, ratio })
    }

    /// Returns the address that spans are posted to.
    pub fn url(&self) -> String {
        format!("{}/v1/traces", self.endpoint.as_str().trim_end_matches('/'))
    }
}

fn ratio(env: &mut Env) -> f64 {
    let variable = "OTEL_TRACES_SAMPLER_ARG";
    let Some(text) = env.text(variable) else { return 1.0 };
    let ratio = text.parse().ok().filter(|ratio| (0.0..=1.0).contains(ratio));
    ratio.unwrap_or_else(|| {
        env.problem(variable, "use a number from 0 to 1, such as 0.1 for every tenth trace.");
        1.0
    })
}

/// Headers with the collector's key, which are never printed.
#[derive(Clone)]
pub struct Headers(Option<SecretString>);

impl Headers {
    fn read(env: &mut Env) -> Self {
        let variable = "OTEL_EXPORTER_OTLP_HEADERS";
        let text = env.text(variable).unwrap_or_default();
        if text.split(',').any(|pair| !pair.trim().is_empty() && !pair.contains('=')) {
            env.problem(variable, "write pairs with commas between them, such as api-key=….");
        }
        Self(env.secret(variable))
    }

    /// Reads `name=value` pairs, separated by commas.
    pub fn pairs(&self) -> HashMap<String, String> {
        let text = self.0.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
        let pairs = text.split(',').filter_map(|pair| pair.split_once('='));
        pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headers(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Option<TraceConfig> {
        let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        TraceConfig::read(&mut pairs.collect())
    }

    #[test]
    fn traces_are_off_unless_a_collector_is_named() {
        assert!(read(&[("OTEL_SERVICE_NAME", "tenantry")]).is_none());
        let variables = [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=sesame, x=1"),
        ];
        let traces = read(&variables).unwrap();
        assert_eq!(traces.url(), "http://collector:4318/v1/traces");
        assert_eq!(traces.headers.pairs()["api-key"], "sesame");
        assert!(!format!("{traces:?}").contains("sesame"));
    }
}
