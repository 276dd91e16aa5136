//! The environment's proxies, read as curl does.

use reqwest::{NoProxy, Proxy};

/// A proxy can't reach the machine we run on: it would call its own.
const THIS_MACHINE: &str = "localhost,127.0.0.0/8,::1";

type Build = fn(String) -> reqwest::Result<Proxy>;

/// Returns the proxies, the narrow ones first, because the first that matches a call is
/// used.
pub(super) fn all() -> Vec<Proxy> {
    let spared = match value(&["no_proxy", "NO_PROXY"]) {
        Some(listed) => format!("{listed},{THIS_MACHINE}"),
        None => THIS_MACHINE.to_owned(),
    };
    let kinds: [(&[&str], Build); 3] = [
        (&["http_proxy", "HTTP_PROXY"], Proxy::http),
        (&["https_proxy", "HTTPS_PROXY"], Proxy::https),
        (&["all_proxy", "ALL_PROXY"], Proxy::all),
    ];
    let named = kinds.into_iter().filter_map(|(variables, build)| Some((value(variables)?, build)));
    let built = named.filter_map(|(url, build)| match build(url) {
        Ok(proxy) => Some(proxy.no_proxy(NoProxy::from_string(&spared))),
        Err(error) => {
            tracing::warn!(error.cause = %error, "A proxy of the environment cannot be used");
            None
        }
    });
    built.collect()
}

fn value(variables: &[&str]) -> Option<String> {
    variables.iter().find_map(|name| std::env::var(name).ok().filter(|text| !text.is_empty()))
}
