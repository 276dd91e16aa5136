use std::sync::LazyLock;

use reqwest::{Client, redirect::Policy};

/// Follows no redirects and only talks to servers on this machine, so it needs no root
/// certificates, which take longer to read than most tests.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // The server closes idle connections; a slow machine mustn't notice.
    let client = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0);
    client.tls_certs_only([]).build().unwrap()
});

/// Returns the HTTP client that all tests of this process share.
pub fn client() -> Client {
    CLIENT.clone()
}
