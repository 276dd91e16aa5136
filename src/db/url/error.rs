/// The reason why a connection URL can't be used; never contains the URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// The text doesn't parse as a URL with a host.
    #[error("write it as postgresql://user:password@host/database")]
    Malformed,
    /// The text is a list of words: libpq's other form, or another library's.
    #[error(
        "it is a list of words: write it as postgresql://user:password@host:port/database?sslmode=require"
    )]
    KeyValue,
    /// The text is a JDBC URL.
    #[error(
        "leave jdbc: away and write user and password before the host: \
         postgresql://user:password@host/database"
    )]
    Jdbc,
    /// The scheme belongs to another database.
    #[error("the scheme must be postgres:// or postgresql://")]
    Scheme,
    /// The login or password contains a character that ends its part of the URL.
    #[error(
        "percent-encode the password: @ is %40, / is %2F, ? is %3F, # is %23, : is %3A and % is %25"
    )]
    Unescaped,
    /// The host is an IPv6 address without brackets.
    #[error(
        "write an IPv6 address in brackets, as in postgresql://user:password@[::1]:5432/database"
    )]
    Brackets,
    /// The port isn't a number from 1 to 65535.
    #[error(
        "the port is not a number from 1 to 65535; if it is part of the password, percent-encode \
         that (: is %3A, / is %2F)"
    )]
    Port,
    /// The numbers of hosts and ports don't match.
    #[error("name one port for all hosts, or one for each")]
    Ports,
    /// The host is missing; libpq would use a socket in a folder of its own choosing.
    #[error("name the host, or the folder of its socket: ?host=/var/run/postgresql")]
    NoHost,
    /// An option has an unknown value.
    #[error("{option} has a value that is not known{}", examples(.option))]
    Option {
        /// The option's name.
        option: &'static str,
    },
    /// The URL names a client certificate.
    #[error("sslcert and sslkey are not supported: give the login a password and leave them away")]
    ClientCertificate,
    /// The URL asks for a standby, which refuses writes.
    #[error("requests write: leave target_session_attrs away, or write read-write")]
    ReadOnly,
    /// The server isn't on this machine and the connection could be unencrypted.
    #[error(
        "the server is not on this machine: add sslmode=require (or verify-full, or disable to accept the risk)"
    )]
    Cleartext,
}

fn examples(option: &str) -> &'static str {
    match option {
        "sslmode" => ": write require, verify-full or disable",
        "channel_binding" => ": write require, prefer or disable",
        "connect_timeout" => ": write seconds",
        _ => "",
    }
}
