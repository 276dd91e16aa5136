//! The provider's cookies, with Better Auth's names, signature and attributes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::secret::{self, ExposeSecret as _, SecretString};

/// Lifetime of a remembered session, in the browser and in the table.
pub(in crate::identity::embedded) const REMEMBERED: chrono::TimeDelta = chrono::TimeDelta::days(7);

/// Lifetime in the table of a session that the browser forgets on closing.
pub(in crate::identity::embedded) const FORGOTTEN: chrono::TimeDelta = chrono::TimeDelta::days(1);

/// The characters that `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Writes and reads the provider's cookies.
pub(in crate::identity::embedded) struct Cookies {
    session: String,
    data: String,
    forget: String,
    state: String,
    attributes: &'static str,
    secret: SecretString,
}

impl Cookies {
    pub(in crate::identity::embedded) fn new(
        prefix: &str,
        https: bool,
        secret: SecretString,
    ) -> Self {
        let prefix = if https { format!("__Secure-{prefix}") } else { prefix.to_owned() };
        Self {
            session: format!("{prefix}.session_token"),
            data: format!("{prefix}.session_data"),
            forget: format!("{prefix}.dont_remember"),
            state: format!("{prefix}.state"),
            attributes: if https {
                "Path=/; HttpOnly; Secure; SameSite=Lax"
            } else {
                "Path=/; HttpOnly; SameSite=Lax"
            },
            secret,
        }
    }

    /// Returns the session cookie's name.
    pub(in crate::identity::embedded) fn name(&self) -> &str {
        &self.session
    }

    /// Returns the cookies with which a session begins or continues.
    pub(in crate::identity::embedded) fn begin(&self, token: &str, remember: bool) -> Vec<String> {
        if remember {
            return vec![self.remembered(token)];
        }
        let session = self.signed(&self.session, token);
        vec![session, self.signed(&self.forget, "true")]
    }

    /// Returns the session cookie with its full lifetime.
    pub(in crate::identity::embedded) fn remembered(&self, token: &str) -> String {
        let value = self.value(token);
        let (name, age) = (&self.session, REMEMBERED.num_seconds());
        format!("{name}={value}; Max-Age={age}; {}", self.attributes)
    }

    /// Returns the cookies that end a session in the browser.
    pub(in crate::identity::embedded) fn end(&self) -> Vec<String> {
        let names = [&self.session, &self.data, &self.forget];
        let clear = |name: &&String| format!("{name}=; Max-Age=0; {}", self.attributes);
        names.iter().map(clear).collect()
    }

    /// Returns the token of the session cookie, if the signature is ours.
    pub(in crate::identity::embedded) fn token(
        &self,
        cookies: &[(String, String)],
    ) -> Option<String> {
        let (_, value) = cookies.iter().find(|(name, _)| *name == self.session)?;
        self.open(value)
    }

    /// Returns the tokens of all session cookies that we signed: a browser may have
    /// several, from other paths and from parent domains.
    pub(in crate::identity::embedded) fn tokens(
        &self,
        cookies: &[(String, String)],
    ) -> Vec<String> {
        let named = cookies.iter().filter(|(name, _)| *name == self.session);
        named.filter_map(|(_, value)| self.open(value)).collect()
    }

    /// Returns the token of the session that these cookies of an answer begin or continue.
    pub(in crate::identity::embedded) fn begun(&self, set_cookies: &[String]) -> Option<String> {
        set_cookies.iter().find_map(|cookie| {
            let (name, value) = cookie.split(';').next()?.split_once('=')?;
            (name == self.session).then(|| self.open(value)).flatten()
        })
    }

    /// Whether the browser was told to forget the session when it closes.
    pub(in crate::identity::embedded) fn forgets(&self, cookies: &[(String, String)]) -> bool {
        let flag = value_of(cookies, &self.forget).and_then(|value| self.open(value));
        flag.is_some_and(|flag| flag == "true")
    }

    /// Returns the cookie that ties a sign-in at another site to this browser.
    pub(in crate::identity::embedded) fn bind(
        &self,
        browser: &str,
        lifetime: chrono::TimeDelta,
    ) -> String {
        let (name, value, age) = (&self.state, self.value(browser), lifetime.num_seconds());
        format!("{name}={value}; Max-Age={age}; {}", self.attributes)
    }

    /// Returns the value that [`Cookies::bind`] gave this browser.
    pub(in crate::identity::embedded) fn browser(
        &self,
        cookies: &[(String, String)],
    ) -> Option<String> {
        self.open(value_of(cookies, &self.state)?)
    }

    /// Returns the signed text of a cookie's value, encoded or not.
    pub(in crate::identity::embedded) fn open(&self, value: &str) -> Option<String> {
        if value.len() > LONGEST {
            return None;
        }
        let decoded = percent_decode_str(value).decode_utf8().ok()?;
        let (text, signature) = decoded.rsplit_once('.')?;
        secret::same(&self.sign(text), signature).then(|| text.to_owned())
    }

    fn signed(&self, name: &str, text: &str) -> String {
        format!("{name}={}; {}", self.value(text), self.attributes)
    }

    fn value(&self, text: &str) -> String {
        let signed = format!("{text}.{}", self.sign(text));
        utf8_percent_encode(&signed, COMPONENT).to_string()
    }

    fn sign(&self, text: &str) -> String {
        secret::sign(self.secret.expose_secret().as_bytes(), text)
    }
}

fn value_of<'a>(cookies: &'a [(String, String)], name: &str) -> Option<&'a str> {
    cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A token, a dot and a signature, with every character percent-encoded.
const LONGEST: usize = 3 * (32 + 1 + 44);

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(https: bool) -> Cookies {
        Cookies::new("better-auth", https, "a secret of the server's own".into())
    }

    fn value(set_cookie: &str) -> &str {
        set_cookie.split(['=', ';']).nth(1).unwrap()
    }

    #[test]
    fn the_cookie_is_better_auths() {
        let set = cookies(true).begin("abcdefghijklmnopqrstuvwxyz012345", true);
        let (name, rest) = set[0].split_once('=').unwrap();
        assert_eq!(name, "__Secure-better-auth.session_token");
        assert!(rest.ends_with("; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Lax"));
        assert!(value(&set[0]).ends_with("%3D"), "the signature's padding is encoded");
    }

    #[test]
    fn only_our_signature_opens_a_cookie() {
        let ours = cookies(false);
        let set = ours.begin("abcdefghijklmnopqrstuvwxyz012345", true);
        let good = value(&set[0]);
        assert_eq!(ours.open(good).as_deref(), Some("abcdefghijklmnopqrstuvwxyz012345"));
        let other = Cookies::new("better-auth", false, "another".into());
        assert!(other.open(good).is_none());
        for bad in ["abcdefghijklmnopqrstuvwxyz012345", "", ".", "%ff.%ff", &good[1..]] {
            assert!(ours.open(bad).is_none(), "{bad}");
        }
        assert!(ours.open(&"a".repeat(10_000)).is_none());
    }

    #[test]
    fn a_forgetful_browser_gets_no_age() {
        let set = cookies(false).begin("abcdefghijklmnopqrstuvwxyz012345", false);
        assert!(set.len() == 2 && set.iter().all(|cookie| !cookie.contains("Max-Age")));
        assert!(set[1].starts_with("better-auth.dont_remember=true."));
    }
}
