//! The OAuth apps through which the embedded provider signs people in.

use secrecy::SecretString;
use url::Url;

use super::{Env, SocialProvider, origin::names_this_machine};

/// The OAuth apps of the embedded provider.
#[derive(Clone, Debug, Default)]
pub struct SocialApps {
    /// `GOOGLE_*`.
    pub google: Option<GoogleApp>,
    /// `GITHUB_*`.
    pub github: Option<GitHubApp>,
}

/// The credentials of this installation at a provider.
#[derive(Clone, Debug)]
pub struct OAuthApp {
    /// `GOOGLE_CLIENT_ID`, `GITHUB_CLIENT_ID`.
    pub client_id: String,
    /// `GOOGLE_CLIENT_SECRET`, `GITHUB_CLIENT_SECRET`.
    pub client_secret: SecretString,
}

/// An app at Google, or at another OpenID provider that takes its place.
#[derive(Clone, Debug)]
pub struct GoogleApp {
    /// Id and secret.
    pub app: OAuthApp,
    /// `GOOGLE_ISSUER_URL`: the base of the discovery document; default Google's.
    pub issuer: Url,
}

/// An app at GitHub, or at a GitHub Enterprise Server.
#[derive(Clone, Debug)]
pub struct GitHubApp {
    /// Id and secret.
    pub app: OAuthApp,
    /// `GITHUB_URL`: the site where people give consent; default `https://github.com`.
    pub site: Url,
    /// `GITHUB_API_URL`: default `https://api.github.com`, or `{GITHUB_URL}/api/v3`.
    pub api: Url,
}

const GOOGLE: &str = "https://accounts.google.com";
const GITHUB: &str = "https://github.com";
const GITHUB_API: &str = "https://api.github.com";

impl SocialApps {
    pub(super) fn read(env: &mut Env) -> Self {
        Self { google: google(env), github: github(env) }
    }

    /// Returns the sites that have an app, in the order of their buttons.
    pub fn offered(&self) -> Vec<SocialProvider> {
        let google = self.google.as_ref().map(|_| SocialProvider::Google);
        let github = self.github.as_ref().map(|_| SocialProvider::GitHub);
        google.into_iter().chain(github).collect()
    }
}

fn google(env: &mut Env) -> Option<GoogleApp> {
    let app = app(env, "GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET");
    let issuer = site(env, "GOOGLE_ISSUER_URL", GOOGLE);
    Some(GoogleApp { app: app?, issuer: issuer? })
}

fn github(env: &mut Env) -> Option<GitHubApp> {
    let app = app(env, "GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET");
    let site_url = site(env, "GITHUB_URL", GITHUB);
    let api = match site_url.as_ref().map(Url::as_str) {
        None | Some("https://github.com/") => String::from(GITHUB_API),
        Some(enterprise) => format!("{}/api/v3", enterprise.trim_end_matches('/')),
    };
    let api = site(env, "GITHUB_API_URL", &api);
    Some(GitHubApp { app: app?, site: site_url?, api: api? })
}

fn app(env: &mut Env, id: &'static str, secret: &'static str) -> Option<OAuthApp> {
    match (env.text(id), env.secret(secret)) {
        (Some(client_id), Some(client_secret)) => Some(OAuthApp { client_id, client_secret }),
        (Some(_), None) => {
            env.problem(secret, format!("set it as well: {id} is set."));
            None
        }
        (None, Some(_)) => {
            env.problem(id, format!("set it as well: {secret} is set."));
            None
        }
        (None, None) => None,
    }
}

/// Reads a site's address. Secrets are sent there, so http is accepted for this machine
/// only.
fn site(env: &mut Env, variable: &'static str, default: &str) -> Option<Url> {
    let url = match env.url(variable, default) {
        Some(url) => url,
        None => Url::parse(default).ok()?,
    };
    if url.scheme() == "https" || (url.scheme() == "http" && names_this_machine(&url)) {
        return Some(url);
    }
    env.problem(variable, "write an https address.");
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(variables: &[(&str, &str)]) -> Vec<&'static str> {
        let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut env: Env = pairs.collect();
        let apps = SocialApps::read(&mut env);
        let found = env.finish(apps).map_err(|errors| errors.0);
        found.err().unwrap_or_default().iter().map(|problem| problem.variable).collect()
    }

    #[test]
    fn half_an_app_is_a_problem() {
        assert_eq!(problems(&[("GOOGLE_CLIENT_ID", "id")]), ["GOOGLE_CLIENT_SECRET"]);
        assert_eq!(problems(&[("GITHUB_CLIENT_SECRET", "s")]), ["GITHUB_CLIENT_ID"]);
        assert!(problems(&[("GITHUB_CLIENT_ID", "id"), ("GITHUB_CLIENT_SECRET", "s")]).is_empty());
    }

    #[test]
    fn secrets_do_not_travel_in_the_clear() {
        let app = [("GOOGLE_CLIENT_ID", "id"), ("GOOGLE_CLIENT_SECRET", "s")];
        let at = |issuer| problems(&[app[0], app[1], ("GOOGLE_ISSUER_URL", issuer)]);
        assert_eq!(at("http://accounts.example"), ["GOOGLE_ISSUER_URL"]);
        assert_eq!(at("ftp://localhost"), ["GOOGLE_ISSUER_URL"]);
        assert!(at("http://127.0.0.1:9/x").is_empty() && at("https://id.example").is_empty());
    }

    #[test]
    fn an_enterprise_servers_api_is_below_it() {
        let mut env = Env::from([
            ("GITHUB_CLIENT_ID", "id"),
            ("GITHUB_CLIENT_SECRET", "s"),
            ("GITHUB_URL", "https://git.example.com"),
        ]);
        let app = SocialApps::read(&mut env).github.unwrap();
        assert_eq!(app.api.as_str(), "https://git.example.com/api/v3");
    }
}
