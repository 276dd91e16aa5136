use std::net::{IpAddr, Ipv6Addr};

/// Returns the key that an address is counted under. The owner of one IPv6 address has
/// its whole /64, and an IPv4 address may be written as an IPv6 one (CVE-2026-45364).
pub fn network(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        None => String::from("unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(text: &str) -> String {
        network(Some(text.parse().unwrap()))
    }

    #[test]
    fn one_customers_ipv6_addresses_are_one_client() {
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), counted("2001:db8:1:2::1"));
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
    }

    #[test]
    fn an_ipv4_address_is_the_same_however_it_is_spelled() {
        assert_eq!(counted("::ffff:192.0.2.1"), "192.0.2.1");
        assert_eq!(counted("::ffff:c000:201"), counted("192.0.2.1"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
    }
}
