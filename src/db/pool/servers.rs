//! The servers of an installation, of which one takes writes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use tokio_postgres::config::{Config, Host, LoadBalanceHosts};

/// A peer that acknowledges nothing for this long is gone, whatever waits for its answer.
const SILENT: Duration = Duration::from_secs(10);

/// Time without a word until the peer is asked whether it is still there, and between two of
/// these questions.
const ASKED: Duration = Duration::from_secs(5);

/// The configuration of each server, and which one was reached last.
#[derive(Clone)]
pub(super) struct Servers {
    first: Config,
    others: Vec<Config>,
    last: Arc<AtomicUsize>,
}

/// A server with its number in the URL.
pub(super) type Numbered<'a> = (usize, &'a Config);

impl Servers {
    /// Divides the time that a connection may take among the servers, so that one that is
    /// silent doesn't keep us from the next.
    pub(super) fn new(mut all: Vec<Config>, timeout: Duration) -> Self {
        let share = timeout / u32::try_from(all.len()).unwrap_or(u32::MAX).max(1);
        for server in &mut all {
            if server.get_connect_timeout().is_none() {
                server.connect_timeout(share.max(Duration::from_secs(1)));
            }
            server.keepalives_idle(ASKED).keepalives_interval(ASKED).tcp_user_timeout(SILENT);
        }
        let mut all = all.into_iter();
        let first = all.next().unwrap_or_default();
        Self { first, others: all.collect(), last: Arc::default() }
    }

    /// Returns the servers in the order in which they are tried, and the last of them apart.
    /// The one that was reached last is the first.
    pub(super) fn in_turn(&self) -> (Vec<Numbered<'_>>, Numbered<'_>) {
        let count = self.others.len() + 1;
        let balanced = self.first.get_load_balance_hosts() == LoadBalanceHosts::Random;
        let reached = self.last.load(Relaxed);
        let start = if balanced { rand::random_range(0..count) } else { reached };
        let numbered = move |turn: usize| {
            let number = (start + turn) % count;
            (number, self.others.get(number.wrapping_sub(1)).unwrap_or(&self.first))
        };
        ((0..count - 1).map(numbered).collect(), numbered(count - 1))
    }

    /// Remembers which server was reached.
    pub(super) fn reached(&self, number: usize) {
        self.last.store(number, Relaxed);
    }

    /// Returns the configuration of one of them; all but host and port is the same for each.
    pub(super) fn any(&self) -> &Config {
        &self.first
    }

    /// Returns the time that it takes to find them all silent.
    pub(super) fn patience(&self) -> Duration {
        self.all().filter_map(Config::get_connect_timeout).sum()
    }

    /// Returns the hosts.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &Host> {
        self.all().flat_map(Config::get_hosts)
    }

    /// Returns the ports, one for each host.
    pub(super) fn ports(&self) -> impl Iterator<Item = &u16> {
        self.all().flat_map(Config::get_ports)
    }

    fn all(&self) -> impl Iterator<Item = &Config> {
        std::iter::once(&self.first).chain(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn servers(count: u16) -> Servers {
        let server = |number: u16| {
            let mut server = Config::new();
            server.host("localhost").port(number);
            server
        };
        Servers::new((0..count).map(server).collect(), Duration::from_secs(10))
    }

    #[test]
    fn the_server_that_was_reached_is_tried_first() {
        let servers = servers(3);
        let order = || {
            let (others, last) = servers.in_turn();
            others
                .into_iter()
                .chain([last])
                .map(|(_, server)| server.get_ports()[0])
                .collect::<Vec<_>>()
        };
        assert_eq!(order(), [0, 1, 2]);
        servers.reached(2);
        assert_eq!(order(), [2, 0, 1]);
    }

    #[test]
    fn silent_servers_share_the_time() {
        for count in [1, 2, 3] {
            let patience = servers(count).patience();
            assert!(patience > Duration::from_secs(9) && patience <= Duration::from_secs(10));
        }
        let two = servers(2);
        let (others, _) = two.in_turn();
        assert_eq!(others[0].1.get_connect_timeout(), Some(&Duration::from_secs(5)));
    }
}
