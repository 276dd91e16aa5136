//! Maps the provider's cookies to our origin and back.
//!
//! Our origin has one name for each: `__Secure-{prefix}…` over TLS, and `{prefix}…` on
//! plain http, where browsers refuse the longer one. Cookies that the provider sets get our
//! name, and cookies that the browser sends go out under the provider's name. Cookies with
//! other names are dropped in both directions, so the provider can neither set nor see
//! ours.

use url::Url;

use crate::config::PublicUrl;

/// Browsers don't store larger cookies.
const MAX_VALUE: usize = 4096;

const SECURE: &str = "__Secure-";

/// The names and scopes of the provider's cookies.
pub(in crate::identity::hosted) struct CookieRules {
    prefix: String,
    over_tls: bool,
    session: String,
    /// Prefixes that the provider may use; a Better Auth server on plain http uses either.
    provider_spellings: &'static [&'static str],
}

impl CookieRules {
    pub(in crate::identity::hosted) fn new(
        prefix: &str,
        public_url: &PublicUrl,
        provider: &Url,
    ) -> Self {
        let mut rules = Self {
            prefix: prefix.to_owned(),
            over_tls: public_url.is_https(),
            session: String::new(),
            provider_spellings: if provider.scheme() == "https" {
                &[SECURE]
            } else {
                &[SECURE, ""]
            },
        };
        rules.session = rules.our_name(&format!("{prefix}.session_token"));
        rules
    }

    /// Returns the session cookie's name on our origin.
    pub(in crate::identity::hosted) fn session_cookie(&self) -> &str {
        &self.session
    }

    /// Returns the session cookie's value among the browser's cookies.
    pub(in crate::identity::hosted) fn session<'a>(
        &self,
        cookies: &'a [(String, String)],
    ) -> Option<&'a str> {
        let found = cookies.iter().find(|(name, _)| *name == self.session);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the challenge of an OAuth sign-in, in the provider's two spellings.
    pub(in crate::identity::hosted) fn challenges(
        &self,
        cookies: &[(String, String)],
    ) -> Vec<(String, String)> {
        let names = ["session_challange", "session_challenge"]
            .map(|name| self.our_name(&format!("{}.{name}", self.prefix)));
        cookies.iter().filter(|(name, _)| names.contains(name)).cloned().collect()
    }

    /// Returns the `Cookie` header for the provider; `None` if it would be empty.
    pub(in crate::identity::hosted) fn for_provider(
        &self,
        cookies: &[(String, String)],
    ) -> Option<String> {
        let pairs: Vec<String> = cookies
            .iter()
            .filter(|(_, value)| is_cookie_value(value))
            .filter_map(|(name, value)| Some((self.bare(name)?, value)))
            .flat_map(|(bare, value)| {
                let named = |spelling: &&str| format!("{spelling}{bare}={value}");
                self.provider_spellings.iter().map(named).collect::<Vec<_>>()
            })
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Returns the `Cookie` header for a signed session value that came without a name.
    pub(in crate::identity::hosted) fn for_session(&self, value: &str) -> Option<String> {
        self.for_provider(&[(self.session.clone(), value.to_owned())])
    }

    /// Rewrites a `Set-Cookie` of the provider for our origin; `None` for a cookie that
    /// isn't the provider's own.
    pub(in crate::identity::hosted) fn rescope(&self, set_cookie: &str) -> Option<String> {
        let mut parts = set_cookie.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let plain = name.strip_prefix(SECURE).unwrap_or(name);
        if !self.is_providers(plain) || !is_cookie_value(value) {
            return None;
        }
        let kept = parts.filter(|part| is_kept(part));
        let scope = ["Path=/", "HttpOnly", "SameSite=Lax"].into_iter();
        let secure = self.over_tls.then_some("Secure");
        let named = format!("{}={value}", self.our_name(plain));
        let all: Vec<&str> =
            std::iter::once(named.as_str()).chain(kept).chain(scope).chain(secure).collect();
        Some(all.join("; "))
    }

    /// Returns a `Set-Cookie` that removes `name` from our origin.
    pub(in crate::identity::hosted) fn clearing(&self, name: &str) -> Option<String> {
        self.rescope(&format!("{}=; Max-Age=0", self.bare(name)?))
    }

    /// Returns the name without our origin's prefix. Over TLS a cookie without the prefix
    /// is dropped, since a sibling domain could have planted it.
    fn bare<'a>(&self, ours: &'a str) -> Option<&'a str> {
        let bare = if self.over_tls { ours.strip_prefix(SECURE)? } else { ours };
        self.is_providers(bare).then_some(bare)
    }

    fn our_name(&self, bare: &str) -> String {
        if self.over_tls { format!("{SECURE}{bare}") } else { bare.to_owned() }
    }

    fn is_providers(&self, bare: &str) -> bool {
        let rest = bare.strip_prefix(self.prefix.as_str());
        rest.is_some_and(|rest| rest.starts_with(['.', '-', '_']) && rest.bytes().all(is_name_byte))
    }
}

/// Whether the attribute keeps its meaning on another origin; we set all others ourselves.
fn is_kept(attribute: &str) -> bool {
    let name = attribute.split_once('=').map_or(attribute, |(name, _)| name);
    ["max-age", "expires"].iter().any(|kept| name.eq_ignore_ascii_case(kept))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._-".contains(&byte)
}

/// Whether the value is valid by RFC 6265 §4.1.1, without quotes.
fn is_cookie_value(value: &str) -> bool {
    value.len() <= MAX_VALUE
        && value.bytes().all(|byte| byte.is_ascii_graphic() && !b"\",;\\".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(public: &str, provider: &str) -> CookieRules {
        CookieRules::new("neon-auth", &public.parse().unwrap(), &provider.parse().unwrap())
    }

    fn https() -> CookieRules {
        rules("https://app.example.com", "https://ep.neonauth.example/db/auth")
    }

    fn pair(name: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), String::from("t.s%3D"))]
    }

    #[test]
    fn cookies_are_scoped_to_our_origin() {
        let theirs = "__Secure-neon-auth.session_token=t.s%3D; Max-Age=604800; Domain=neon.tech; \
                      Path=/db; HttpOnly; Secure; SameSite=None; Partitioned";
        assert_eq!(
            https().rescope(theirs).unwrap(),
            "__Secure-neon-auth.session_token=t.s%3D; Max-Age=604800; Path=/; HttpOnly; \
             SameSite=Lax; Secure"
        );
        assert_eq!(
            rules("http://localhost:8080", "https://ep.example/auth").rescope(theirs).unwrap(),
            "neon-auth.session_token=t.s%3D; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax"
        );
    }

    #[test]
    fn a_name_comes_back_as_the_provider_set_it() {
        let theirs = "__Secure-neon-auth.state";
        for public in ["https://app.example.com", "http://localhost:8080"] {
            let rules = rules(public, "https://ep.example/auth");
            let ours = rules.rescope(&format!("{theirs}=t.s%3D")).unwrap();
            let (name, _) = ours.split_once('=').unwrap();
            assert_eq!(rules.for_provider(&pair(name)).unwrap(), format!("{theirs}=t.s%3D"));
        }
    }

    #[test]
    fn a_provider_on_plain_http_gets_both_names() {
        let rules = rules("http://localhost:8080", "http://127.0.0.1:3000/auth");
        let header = rules.for_session("t.s%3D").unwrap();
        let name = "neon-auth.session_token=t.s%3D";
        assert_eq!(header, format!("__Secure-{name}; {name}"));
    }

    #[test]
    fn other_cookies_pass_in_neither_direction() {
        let rules = https();
        for name in ["tenantry", "__Host-tenantry", "neon-auth.session_token", "neon-authx", "a"] {
            assert_eq!(rules.for_provider(&pair(name)), None, "{name}");
        }
        for set in
            ["tenantry=1", "__Host-neon-auth.x=1", "AWSALB=1", "neon-auth", "neon-auth.x=a b"]
        {
            assert_eq!(rules.rescope(set), None, "{set}");
        }
    }

    #[test]
    fn a_value_cannot_smuggle_another_cookie() {
        let cookies = vec![(String::from("__Secure-neon-auth.a"), String::from("1; b=2"))];
        assert_eq!(https().for_provider(&cookies), None);
    }

    #[test]
    fn the_challenge_has_two_spellings() {
        let mut cookies = pair("__Secure-neon-auth.session_challange");
        cookies.extend(pair("__Secure-neon-auth.session_challenge"));
        cookies.extend(pair("__Secure-neon-auth.session_token"));
        assert_eq!(https().challenges(&cookies).len(), 2);
        let cleared = https().clearing("__Secure-neon-auth.session_challenge").unwrap();
        assert!(cleared.starts_with("__Secure-neon-auth.session_challenge=; Max-Age=0; Path=/"));
    }
}
