//! Origins: ours, and those of pages that may call the API.

use std::{fmt, str::FromStr};

use url::Url;

/// An origin: scheme, host and port, without path, query or credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// Returns `http://localhost:{port}`.
    pub fn localhost(port: u16) -> Self {
        let text = format!("http://localhost:{port}");
        #[expect(clippy::expect_used, reason = "a literal with a number in it is a URL")]
        Self(Url::parse(&text).expect("http://localhost with a port"))
    }

    /// Returns the origin as browsers send it, without a trailing slash (RFC 6454 §6.2).
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// Returns host and port; the port is left out if it's the scheme's default.
    pub fn authority(&self) -> String {
        self.origin().split_once("://").map(|(_, rest)| rest.to_owned()).unwrap_or_default()
    }

    /// Returns the absolute URL of `path`, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it names this machine.
    pub fn is_local(&self) -> bool {
        names_this_machine(&self.0)
    }
}

/// Whether cleartext sent to this URL stays on this machine.
pub(super) fn names_this_machine(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url =
            Url::parse(text).map_err(|_| "write an origin such as https://app.example.com")?;
        let login = !url.username().is_empty() || url.password().is_some();
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !login;
        match url.scheme() {
            "http" | "https" if bare && url.has_host() => Ok(Self(url)),
            _ => Err("write scheme and host only, such as https://app.example.com"),
        }
    }
}

/// The origin of a page, or of an app's web view, that may call with credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallingOrigin(String);

impl CallingOrigin {
    /// Returns the origin as browsers send it.
    pub fn origin(&self) -> String {
        self.0.clone()
    }
}

/// Pages with these schemes have no origin of their own.
const NO_ORIGIN: [&str; 6] = ["file", "data", "blob", "about", "javascript", "null"];

impl FromStr for CallingOrigin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.contains('*') {
            return Err("name each origin: with cookies a wildcard isn't possible");
        }
        if NO_ORIGIN.iter().any(|scheme| text.split(':').next() == Some(*scheme)) {
            return Err("pages from files and the like have no origin (they send `null`)");
        }
        let example =
            "write scheme and host only, such as https://app.example.com or capacitor://localhost";
        let url = Url::parse(text).map_err(|_| example)?;
        if matches!(url.scheme(), "http" | "https") {
            return text.parse().map(|url: PublicUrl| Self(url.origin())).map_err(|_| example);
        }
        // A web view's own scheme: browsers send it as it is, in lower case.
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(example)?;
        let bare =
            matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if !bare || !url.username().is_empty() || url.password().is_some() {
            return Err(example);
        }
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Ok(Self(format!("{}://{}{port}", url.scheme(), host.to_ascii_lowercase())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read_as_browsers_send_them() {
        for (text, origin) in [
            ("https://spa.example.com", "https://spa.example.com"),
            ("https://spa.example.com/", "https://spa.example.com"),
            ("HTTPS://Spa.Example.com:443", "https://spa.example.com"),
            ("http://localhost:5173", "http://localhost:5173"),
            ("https://b\u{fc}cher.example", "https://xn--bcher-kva.example"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("ionic://localhost/", "ionic://localhost"),
            ("tauri://localhost", "tauri://localhost"),
            ("app://Obsidian.md", "app://obsidian.md"),
            (
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
                "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            ),
        ] {
            assert_eq!(text.parse::<CallingOrigin>().unwrap().origin(), origin, "{text}");
        }
    }

    #[test]
    fn what_is_no_origin_is_refused_with_a_reason() {
        for (text, words) in [
            ("*", "wildcard"),
            ("https://*.example.com", "wildcard"),
            ("null", "no origin"),
            ("file:///home", "no origin"),
            ("spa.example.com", "scheme and host"),
            ("localhost:5173", "scheme and host"),
            ("https://spa.example.com/app", "scheme and host"),
            ("https://spa.example.com?x", "scheme and host"),
            ("https://spa.example.com/#x", "scheme and host"),
            ("https://u:p@spa.example.com", "scheme and host"),
            ("capacitor://localhost/app", "scheme and host"),
            ("app://", "scheme and host"),
            ("capacitor:localhost", "scheme and host"),
        ] {
            let refused = text.parse::<CallingOrigin>().unwrap_err();
            assert!(refused.contains(words), "{text}: {refused}");
        }
    }
}
