use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::Env;

/// An address to listen on, and the variable it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The socket address; `[::]` means every address of both families.
    pub address: SocketAddr,
    /// The variable to change if the address can't be used.
    pub variable: &'static str,
}

impl Default for Listen {
    fn default() -> Self {
        Self { address: (Ipv4Addr::LOCALHOST, 8080).into(), variable: "APP_BIND" }
    }
}

impl Listen {
    /// Listens on all addresses, which is what platforms that only set `PORT` expect.
    pub(super) fn everywhere(port: u16) -> Self {
        Self { address: (Ipv6Addr::UNSPECIFIED, port).into(), variable: "PORT" }
    }

    pub(super) fn read(env: &mut Env, variable: &'static str) -> Option<Self> {
        match address(&env.text(variable)?) {
            Ok(address) => Some(Self { address, variable }),
            Err(message) => {
                env.problem(variable, message);
                None
            }
        }
    }
}

const EXAMPLE: &str =
    "write address and port, such as 127.0.0.1:8080, or :8080 for all addresses of this machine.";

fn address(text: &str) -> Result<SocketAddr, &'static str> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    if bare.parse::<IpAddr>().is_ok() {
        return Err("add the port, such as 0.0.0.0:8080 or [::]:8080.");
    }
    let (host, port) = text.rsplit_once(':').ok_or(EXAMPLE)?;
    let port: u16 = port.parse().map_err(|_| EXAMPLE)?;
    match host {
        "" | "*" => Ok((Ipv6Addr::UNSPECIFIED, port).into()),
        "localhost" => Ok((Ipv4Addr::LOCALHOST, port).into()),
        _ if host.contains(':') && host.parse::<Ipv6Addr>().is_ok() => {
            Err("write an IPv6 address in brackets, such as [::1]:8080.")
        }
        _ => Err(EXAMPLE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_read() {
        for (text, expected) in [
            ("127.0.0.1:8080", "127.0.0.1:8080"),
            ("0.0.0.0:80", "0.0.0.0:80"),
            ("[::1]:8080", "[::1]:8080"),
            (":8080", "[::]:8080"),
            ("*:8080", "[::]:8080"),
            ("localhost:8080", "127.0.0.1:8080"),
        ] {
            assert_eq!(address(text).unwrap().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_an_example() {
        for (text, words) in [
            ("0.0.0.0", "add the port"),
            ("::", "add the port"),
            ("[::]", "add the port"),
            ("8080", "127.0.0.1:8080"),
            ("localhost", "127.0.0.1:8080"),
            ("localhost:http", "127.0.0.1:8080"),
            ("app.example.com:8080", "127.0.0.1:8080"),
            ("127.0.0.1:70000", "127.0.0.1:8080"),
            ("http://127.0.0.1:8080", "127.0.0.1:8080"),
            ("::1:8080:", "127.0.0.1:8080"),
        ] {
            let refused = address(text).unwrap_err();
            assert!(refused.contains(words), "{text}: {refused}");
        }
    }

    #[test]
    fn a_port_alone_is_every_address_and_loses_to_what_the_operator_writes() {
        let bind = |values: &[(&str, &str)]| {
            let values = values.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            crate::config::Config::load(values.collect()).unwrap().server.bind
        };
        assert_eq!(bind(&[]), Listen::default());
        assert_eq!(bind(&[("PORT", "5000")]), Listen::everywhere(5000));
        let written = bind(&[("PORT", "5000"), ("APP_BIND", ":6000")]);
        assert_eq!(written, Listen { variable: "APP_BIND", ..Listen::everywhere(6000) });
    }
}
