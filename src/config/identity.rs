use std::str::FromStr;

use secrecy::SecretString;
use url::Url;

use super::{Env, SocialApps};

/// The configured identity provider, which proves who people are.
#[derive(Clone, Debug)]
pub enum IdentityConfig {
    /// The provider in this process; its tables are in the schema `neon_auth`.
    Embedded {
        /// `REQUIRE_EMAIL_VERIFICATION`: whether a person must prove their mailbox before
        /// the first session.
        require_email_verification: bool,
        /// `NEON_AUTH_COOKIE_PREFIX`: default `better-auth`, as stock clients expect.
        cookie_prefix: String,
        /// `GOOGLE_*` and `GITHUB_*`: the sites people may sign in with.
        social: SocialApps,
    },
    /// Neon Auth, or any Better Auth server.
    Hosted(HostedConfig),
}

/// The hosted provider's addresses and keys.
#[derive(Clone, Debug)]
pub struct HostedConfig {
    /// `NEON_AUTH_URL` (or `NEON_AUTH_BASE_URL`), with its path, without a trailing slash.
    pub base_url: Url,
    /// `NEON_AUTH_JWKS_URL`; default `{base}/.well-known/jwks.json`.
    pub jwks_url: Url,
    /// `NEON_AUTH_MODE`: `proxy` (default) or `direct`.
    pub mode: HostedMode,
    /// `NEON_AUTH_COOKIE_PREFIX`: default `neon-auth`.
    pub cookie_prefix: String,
    /// `BETTER_AUTH_SECRET`: also accept HS256 tokens signed with it.
    pub hs256_secret: Option<SecretString>,
    /// `NEON_AUTH_BEARER`: whether the provider has the bearer plugin.
    pub bearer: bool,
    /// `NEON_AUTH_MAGIC_LINK`: whether the provider has the magic link plugin.
    pub magic_link: bool,
    /// `NEON_AUTH_SOCIAL`: the sign-in buttons to show, as configured at the provider.
    pub social: Vec<SocialProvider>,
}

/// The server that the browser talks to when it signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostedMode {
    /// Ours: `/api/auth/*` passes calls on to the provider with the cookies re-scoped.
    Proxy,
    /// The provider's; the browser brings the token to `/auth/neon-callback` afterwards.
    Direct,
}

impl FromStr for HostedMode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "proxy" => Ok(Self::Proxy),
            "direct" => Ok(Self::Direct),
            _ => Err("write proxy or direct"),
        }
    }
}

/// Another site that people may sign in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SocialProvider {
    /// Google.
    Google,
    /// GitHub.
    GitHub,
    /// Vercel.
    Vercel,
}

impl SocialProvider {
    /// Returns the name used in URLs and on Better Auth's wire.
    pub fn id(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::GitHub => "github",
            Self::Vercel => "vercel",
        }
    }

    /// Returns the name shown to people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::GitHub => "GitHub",
            Self::Vercel => "Vercel",
        }
    }
}

impl FromStr for SocialProvider {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let all = [Self::Google, Self::GitHub, Self::Vercel];
        all.into_iter().find(|one| one.id() == text).ok_or("write google, github or vercel")
    }
}

/// An address as Neon shows it.
const BASE: &str = "https://ep-example.neonauth.us-east-1.aws.neon.tech/neondb/auth";

impl IdentityConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let base = env.url("NEON_AUTH_URL", BASE);
        match base.or_else(|| env.url("NEON_AUTH_BASE_URL", BASE)) {
            Some(base) => hosted(env, base),
            None => Self::Embedded {
                require_email_verification: env.flag("REQUIRE_EMAIL_VERIFICATION", true),
                cookie_prefix: env.or("NEON_AUTH_COOKIE_PREFIX", String::from("better-auth")),
                social: SocialApps::read(env),
            },
        }
    }

    /// Whether people may sign in with a link by email.
    pub fn mails_magic_links(&self) -> bool {
        match self {
            Self::Embedded { .. } => true,
            Self::Hosted(hosted) => hosted.magic_link,
        }
    }

    /// Returns the sites that people may sign in with, in the order of their buttons.
    pub fn social(&self) -> Vec<SocialProvider> {
        match self {
            Self::Embedded { social, .. } => social.offered(),
            Self::Hosted(hosted) => hosted.social.clone(),
        }
    }
}

/// Anyone who guesses the secret can sign in as anyone, and a short one can be found from
/// a single token.
fn shared_secret(env: &mut Env) -> Option<SecretString> {
    let text = env.text("BETTER_AUTH_SECRET")?;
    if text.len() < 32 {
        env.problem("BETTER_AUTH_SECRET", "use at least 32 characters, or leave it unset.");
    }
    Some(SecretString::from(text))
}

fn hosted(env: &mut Env, mut base_url: Url) -> IdentityConfig {
    if !matches!(base_url.scheme(), "http" | "https") {
        env.problem("NEON_AUTH_URL", "write the http(s) address that Neon shows, with its path.");
    }
    let path = base_url.path().trim_end_matches('/').to_owned();
    base_url.set_path(&path);
    let mut jwks = base_url.clone();
    jwks.set_path(&format!("{path}/.well-known/jwks.json"));
    IdentityConfig::Hosted(HostedConfig {
        base_url,
        jwks_url: env.url("NEON_AUTH_JWKS_URL", jwks.as_str()).unwrap_or_else(|| jwks.clone()),
        mode: env.or("NEON_AUTH_MODE", HostedMode::Proxy),
        cookie_prefix: env.or("NEON_AUTH_COOKIE_PREFIX", String::from("neon-auth")),
        hs256_secret: shared_secret(env),
        bearer: env.flag("NEON_AUTH_BEARER", false),
        magic_link: env.flag("NEON_AUTH_MAGIC_LINK", false),
        social: env.list("NEON_AUTH_SOCIAL"),
    })
}
