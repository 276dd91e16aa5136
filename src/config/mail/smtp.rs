use std::{borrow::Cow, fmt, net::IpAddr, str::FromStr};

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::{Host, Url};

/// A mail server, as configured in `SMTP_URL`.
#[derive(Clone, Debug)]
pub struct SmtpServer {
    /// The server's name, which its certificate must carry too.
    pub host: String,
    /// The TCP port.
    pub port: u16,
    /// The encryption of the conversation.
    pub encryption: Encryption,
    /// Our account at the server, if it requires one.
    pub login: Option<SmtpLogin>,
    /// The name we give in EHLO, if it isn't this machine's name.
    pub hello: Option<String>,
}

/// An account at a mail server.
#[derive(Clone, Debug)]
pub struct SmtpLogin {
    /// The user name.
    pub user: String,
    /// The password, in clear.
    pub password: SecretString,
}

/// The encryption of a conversation with a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// TLS from the first byte: `smtps://`.
    Implicit,
    /// STARTTLS before anything else is sent: `smtp://`, `?tls=required`.
    Required,
    /// STARTTLS if the server offers it: `?tls=opportunistic`.
    Opportunistic,
    /// None: `?tls=none`, and `smtp://` on this machine.
    None,
}

/// The reason why a URL doesn't name a mail server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSmtpUrl {
    /// The text isn't a URL in the form we accept.
    #[error(
        "write smtp://user:password@host:port or smtps://…, and percent-encode what isn't a \
         letter or a digit in user and password"
    )]
    Form,
    /// There is a user, but no password.
    #[error("write the password behind the user, as in smtp://user:password@host")]
    NoPassword,
    /// `tls` has a value that isn't accepted here.
    #[error("tls is required, opportunistic or none, and smtps:// takes none of them")]
    Tls,
    /// There is a parameter other than `tls`.
    #[error("the only parameter is tls, as in ?tls=none")]
    Parameter,
}

impl FromStr for SmtpServer {
    type Err = InvalidSmtpUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|_| InvalidSmtpUrl::Form)?;
        let host = host(&url)?;
        let encryption = encryption(&url, &host)?;
        Ok(Self {
            port: url.port().unwrap_or_else(|| encryption.usual_port()),
            encryption,
            login: login(&url)?,
            hello: Some(url.path().trim_matches('/').to_owned()).filter(|name| !name.is_empty()),
            host,
        })
    }
}

/// Returns the host without the brackets of an IPv6 address.
fn host(url: &Url) -> Result<String, InvalidSmtpUrl> {
    match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => Ok(name.to_ascii_lowercase()),
        Some(Host::Ipv4(ip)) => Ok(ip.to_string()),
        Some(Host::Ipv6(ip)) => Ok(ip.to_string()),
        _ => Err(InvalidSmtpUrl::Form),
    }
}

/// Mail to another machine is encrypted unless the URL says otherwise.
fn encryption(url: &Url, host: &str) -> Result<Encryption, InvalidSmtpUrl> {
    let mut tls = None;
    for (name, value) in url.query_pairs() {
        match &*name {
            "tls" if tls.is_none() => tls = Some(value),
            "tls" => return Err(InvalidSmtpUrl::Tls),
            _ => return Err(InvalidSmtpUrl::Parameter),
        }
    }
    match (url.scheme(), tls.as_deref()) {
        ("smtps", None) => Ok(Encryption::Implicit),
        ("smtp", Some("opportunistic")) => Ok(Encryption::Opportunistic),
        ("smtp", Some("none")) => Ok(Encryption::None),
        ("smtp", None) if is_this_machine(host) => Ok(Encryption::None),
        ("smtp", None | Some("required")) => Ok(Encryption::Required),
        ("smtp" | "smtps", Some(_)) => Err(InvalidSmtpUrl::Tls),
        _ => Err(InvalidSmtpUrl::Form),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

fn login(url: &Url) -> Result<Option<SmtpLogin>, InvalidSmtpUrl> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map(Cow::into_owned);
        text.map_err(|_| InvalidSmtpUrl::Form)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (_, None) => Err(InvalidSmtpUrl::NoPassword),
        (user, Some(password)) => {
            let password = SecretString::from(decoded(password)?);
            Ok(Some(SmtpLogin { user: decoded(user)?, password }))
        }
    }
}

impl Encryption {
    fn usual_port(self) -> u16 {
        match self {
            Self::Implicit => 465,
            Self::Required | Self::Opportunistic => 587,
            Self::None => 25,
        }
    }
}

impl fmt::Display for SmtpServer {
    /// Writes host and port; never the login.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> (String, Encryption) {
        let server: SmtpServer = url.parse().unwrap();
        (server.to_string(), server.encryption)
    }

    #[test]
    fn another_machine_is_spoken_to_encrypted_unless_the_url_says_otherwise() {
        use Encryption::{Implicit, None, Opportunistic, Required};
        for (url, server, encryption) in [
            ("smtp://mail.example", "mail.example:587", Required),
            ("smtp://mail.example:25", "mail.example:25", Required),
            ("smtp://10.0.0.7", "10.0.0.7:587", Required),
            ("smtp://localhost.example", "localhost.example:587", Required),
            ("smtp://mail.example?tls=required", "mail.example:587", Required),
            ("smtp://mail.example?tls=opportunistic", "mail.example:587", Opportunistic),
            ("smtp://mail.example?tls=none", "mail.example:25", None),
            ("smtp://localhost?tls=required", "localhost:587", Required),
            ("smtp://localhost", "localhost:25", None),
            ("smtp://LOCALHOST:1025", "localhost:1025", None),
            ("smtp://127.0.0.53", "127.0.0.53:25", None),
            ("smtp://[::1]", "::1:25", None),
            ("smtp://[2001:db8::1]", "2001:db8::1:587", Required),
            ("smtps://mail.example", "mail.example:465", Implicit),
            ("smtps://localhost", "localhost:465", Implicit),
        ] {
            assert_eq!(read(url), (server.to_owned(), encryption), "{url}");
        }
    }

    #[test]
    fn the_login_is_decoded_and_never_shown() {
        use secrecy::ExposeSecret as _;
        let url = "smtp://a%40b.example:p%40ss%2Fw%23rd@mail.example/relay.example";
        let server: SmtpServer = url.parse().unwrap();
        assert!(!format!("{server:?} {server}").contains("p@ss"));
        assert_eq!(server.hello.as_deref(), Some("relay.example"));
        let login = server.login.unwrap();
        assert_eq!(
            (login.user.as_str(), login.password.expose_secret()),
            ("a@b.example", "p@ss/w#rd")
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        use InvalidSmtpUrl::{Form, NoPassword, Parameter, Tls};
        for (url, why) in [
            ("mail.example", Form),
            ("mail.example:587", Form),
            ("mail://mail.example", Form),
            ("smtp://", Form),
            ("smtp://user@mail.example", NoPassword),
            ("smtp://mail.example?tls=yes", Tls),
            ("smtp://mail.example?tls=none&tls=required", Tls),
            ("smtps://mail.example?tls=none", Tls),
            ("smtp://mail.example?starttls=off", Parameter),
        ] {
            assert_eq!(url.parse::<SmtpServer>().unwrap_err(), why, "{url}");
        }
    }
}
