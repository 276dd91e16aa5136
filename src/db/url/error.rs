/// Why a connection URL cannot be used; never carries the URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It does not parse as a URL with a host.
    #[error("write it as postgresql://user:password@host/database")]
    Malformed,
    /// libpq's other form, or one of another library.
    #[error(
        "it is a list of words: write it as postgresql://user:password@host:port/database?sslmode=require"
    )]
    KeyValue,
    /// Java's form.
    #[error(
        "leave jdbc: away and write user and password before the host: \
         postgresql://user:password@host/database"
    )]
    Jdbc,
    /// The scheme is of another database.
    #[error("the scheme must be postgres:// or postgresql://")]
    Scheme,
    /// Login or password hold a character that ends the part of the URL they stand in.
    #[error(
        "percent-encode the password: @ is %40, / is %2F, ? is %3F, # is %23, : is %3A and % is %25"
    )]
    Unescaped,
    /// A bare IPv6 address.
    #[error(
        "write an IPv6 address in brackets, as in postgresql://user:password@[::1]:5432/database"
    )]
    Brackets,
    /// Not a number from 1 to 65535.
    #[error(
        "the port is not a number from 1 to 65535; if it is part of the password, percent-encode \
         that (: is %3A, / is %2F)"
    )]
    Port,
    /// Hosts and ports do not pair up.
    #[error("name one port for all hosts, or one for each")]
    Ports,
    /// No host, which libpq takes for a socket in a folder of its own choosing.
    #[error("name the host, or the folder of its socket: ?host=/var/run/postgresql")]
    NoHost,
    /// An option has a value nobody knows.
    #[error("{option} has a value that is not known{}", examples(.option))]
    Option {
        /// Its name.
        option: &'static str,
    },
    /// A client certificate.
    #[error("sslcert and sslkey are not supported: give the login a password and leave them away")]
    ClientCertificate,
    /// A standby, which refuses to write.
    #[error("requests write: leave target_session_attrs away, or write read-write")]
    ReadOnly,
    /// The server is elsewhere and the connection could be in the clear.
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
