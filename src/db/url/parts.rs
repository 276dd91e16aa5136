//! Splits a connection URL into its parts, as libpq does.

use percent_encoding::percent_decode_str;

use super::InvalidUrl;

/// The parts, still percent-encoded.
pub(super) struct Parts<'a> {
    pub(super) scheme: &'a str,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a str>,
    /// `host:port`, or several of them separated by commas.
    pub(super) hosts: &'a str,
    pub(super) database: &'a str,
    pub(super) query: &'a str,
}

impl<'a> Parts<'a> {
    /// Splits `text`. The password may contain any character that doesn't end the
    /// authority.
    pub(super) fn of(text: &'a str) -> Result<Self, InvalidUrl> {
        let (scheme, rest) = text.split_once("://").ok_or_else(|| not_a_url(text))?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        // If the password contains one of these two characters, the host is still to
        // come.
        if rest.contains('@') {
            return Err(InvalidUrl::Unescaped);
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, hosts) = match authority.rsplit_once('@') {
            Some((login, hosts)) => (Some(login), hosts),
            None => (None, authority),
        };
        let split = login.map(at_colon);
        let (user, password) = split.map_or((None, None), |(user, word)| (Some(user), word));
        let database = path.trim_start_matches('/');
        Ok(Self {
            scheme,
            user: user.filter(|user| !user.is_empty()),
            password,
            hosts,
            database,
            query,
        })
    }

    /// Returns name and value of each option.
    pub(super) fn options(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

/// Splits a text at its first colon, if it has one.
fn at_colon(text: &str) -> (&str, Option<&str>) {
    match text.split_once(':') {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// Recognizes other formats of a connection string.
fn not_a_url(text: &str) -> InvalidUrl {
    let lower = text.to_ascii_lowercase();
    let keys = ["host", "server", "dbname", "database", "user", "username"];
    let is_pair =
        |word: &str| word.split_once('=').is_some_and(|(key, _)| keys.contains(&key.trim()));
    if lower.split([' ', ';']).any(is_pair) {
        return InvalidUrl::KeyValue;
    }
    InvalidUrl::Malformed
}

/// Decodes `encoded`; a percent sign that doesn't begin a code is an error.
pub(super) fn decoded(encoded: &str) -> Result<String, InvalidUrl> {
    let is_code =
        |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !encoded.split('%').skip(1).all(is_code) {
        return Err(InvalidUrl::Unescaped);
    }
    let text = percent_decode_str(encoded).decode_utf8().map_err(|_| InvalidUrl::Unescaped)?;
    Ok(text.into_owned())
}

/// Splits a host from its port; `None` means the default port.
pub(super) fn host(text: &str) -> Result<(String, Option<u16>), InvalidUrl> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(InvalidUrl::Malformed)?;
            (host, port.strip_prefix(':'))
        }
        None if text.matches(':').count() > 1 => return Err(InvalidUrl::Brackets),
        None => at_colon(text),
    };
    Ok((decoded(host)?, port.map(self::port).transpose()?.flatten()))
}

/// Parses a port; like libpq, takes an empty one as the default.
pub(super) fn port(text: &str) -> Result<Option<u16>, InvalidUrl> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().ok().filter(|port| *port > 0).map(Some).ok_or(InvalidUrl::Port)
}
