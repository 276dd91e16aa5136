use std::sync::LazyLock;

use reqwest::{Client, redirect::Policy};

/// Follows no redirects and speaks to servers on this machine only, so it needs no
/// root certificates, whose reading costs more than most tests.
static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    // The server closes idle connections; a slow machine must not notice.
    let client = Client::builder().redirect(Policy::none()).pool_max_idle_per_host(0);
    client.tls_certs_only([]).build().unwrap()
});

/// The client of every test of this process.
pub fn client() -> Client {
    CLIENT.clone()
}
