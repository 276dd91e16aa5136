//! A provider small enough for unit tests.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ED25519};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;

use super::{Hosted, validate::session_probe::SessionProbe};
use crate::{
    clock::Clock,
    config::{DatabaseConfig, DatabaseUrl, HostedConfig, HostedMode, LimitConfig, StatementLimits},
    db::Db,
    identity::mails::{MailKind, Unwritten, WriteMail},
    limits::Limits,
    mail::Mail,
    types::{Browser, ClientInfo},
};

/// Answers every request as the test has set, and records the requests.
#[derive(Clone)]
pub(in crate::identity) struct Server {
    pub(in crate::identity) url: Url,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    answer: String,
    requests: Vec<String>,
}

impl Server {
    /// Starts a server below `/neondb/auth` on a free port.
    pub(in crate::identity) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}/neondb/auth").parse().unwrap();
        let server = Self { url, state: Arc::default() };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serving.clone().serve(stream));
            }
        });
        server
    }

    /// Sets the next answers: `status`, whole header lines, and `body`.
    pub(in crate::identity) fn answers(&self, status: u16, headers: &[&str], body: &str) {
        let headers = [headers, &["connection: close"]].concat().join("\r\n");
        self.state.lock().unwrap().answer = format!(
            "HTTP/1.1 {status} OK\r\ncontent-length: {}\r\n{headers}\r\n\r\n{body}",
            body.len()
        );
    }

    pub(in crate::identity) fn answers_json(&self, status: u16, body: &Value) {
        self.answers(status, &["content-type: application/json"], &body.to_string());
    }

    /// Sets the next answers to exactly these bytes.
    pub(in crate::identity) fn answers_raw(&self, answer: &str) {
        answer.clone_into(&mut self.state.lock().unwrap().answer);
    }

    /// Returns the requests received, in full.
    pub(in crate::identity) fn requests(&self) -> Vec<String> {
        self.state.lock().unwrap().requests.clone()
    }

    async fn serve(self, mut stream: TcpStream) {
        let request = read(&mut stream).await;
        let answer = {
            let mut state = self.state.lock().unwrap();
            state.requests.push(request);
            state.answer.clone()
        };
        stream.write_all(answer.as_bytes()).await.ok();
        stream.shutdown().await.ok();
    }
}

/// Reads a whole request; header names are lowercase.
async fn read(stream: &mut TcpStream) -> String {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).await.unwrap_or(0);
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if count == 0 {
                return text;
            }
            continue;
        };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if count == 0 || body.len() >= length.map_or(0, |it| it.parse().unwrap()) {
            return text;
        }
    }
}

/// Returns a URL at which nothing listens.
pub(in crate::identity) async fn nowhere() -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}/auth", listener.local_addr().unwrap()).parse().unwrap()
}

/// Signs as the provider does.
pub(in crate::identity) struct Signer {
    pair: KeyPair,
    kid: &'static str,
}

impl Signer {
    pub(in crate::identity) fn new(kid: &'static str) -> Self {
        Self { pair: KeyPair::generate_for(&PKCS_ED25519).unwrap(), kid }
    }

    /// Returns the public key in unpadded base64url.
    pub(in crate::identity) fn x(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.pair.public_key_raw())
    }

    pub(in crate::identity) fn jwk(&self) -> Value {
        json!({ "alg": "EdDSA", "crv": "Ed25519", "kty": "OKP", "kid": self.kid, "x": self.x() })
    }

    pub(in crate::identity) fn jwks(&self) -> Value {
        json!({ "keys": [self.jwk()] })
    }

    pub(in crate::identity) fn sign(&self, claims: &Value) -> String {
        let header =
            Header { typ: None, kid: Some(self.kid.into()), ..Header::new(Algorithm::EdDSA) };
        self.sign_with(&header, claims)
    }

    pub(in crate::identity) fn sign_with(&self, header: &Header, claims: &Value) -> String {
        encode(header, claims, &EncodingKey::from_ed_der(&self.pair.serialize_der())).unwrap()
    }
}

/// Returns claims as Better Auth issues them.
pub(in crate::identity) fn claims(origin: &str, issued_at: i64) -> Value {
    let id = "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";
    json!({
        "name": "Ada", "email": "ada@example.com", "emailVerified": true, "image": null,
        "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z",
        "role": "authenticated", "banned": false, "banReason": null, "banExpires": null, "id": id,
        "sub": id, "iat": issued_at, "exp": issued_at + 900, "iss": origin, "aud": origin,
    })
}

/// Returns a provider at `url` whose tables are in another database.
pub(in crate::identity) fn hosted(url: Url, public_url: &str) -> Hosted {
    let config = HostedConfig {
        jwks_url: url.clone(),
        base_url: url,
        mode: HostedMode::Proxy,
        cookie_prefix: String::from("neon-auth"),
        hs256_secret: None,
        bearer: false,
        magic_link: false,
        social: Vec::new(),
    };
    let public_url = public_url.parse().unwrap();
    let off = LimitConfig::default();
    let limits = Limits::new(nobodys_db(), Clock::default(), &"unused".into(), off);
    let (db, clock, mail) = (nobodys_db(), Clock::default(), Arc::new(NoMail));
    let hosted = Hosted::new(config, db, clock, public_url, limits, mail).unwrap();
    Hosted { probe: SessionProbe::without_tables(nobodys_db()), ..hosted }
}

struct NoMail;

impl WriteMail for NoMail {
    fn write(&self, _: &str, _: &MailKind) -> Result<Mail, Unwritten> {
        Err(Unwritten)
    }
}

/// Returns a database that is unreachable.
pub(in crate::identity) fn nobodys_db() -> Db {
    let second = Duration::from_secs(1);
    let config = DatabaseConfig {
        url: None,
        migration_url: None,
        operator_url: None,
        pool_size: 1,
        pool_overflow: 0,
        recycle: second,
        probe_after: second,
        connect_timeout: second,
        acquire_timeout: second,
        limits: StatementLimits { lock: second, statement: second, idle_in_transaction: second },
        migration_wait: second,
        ca_file: None,
    };
    let url = String::from("postgres://a:b@127.0.0.1:1/c?sslmode=disable");
    Db::new(&DatabaseUrl::from(url), &config).unwrap()
}

/// Returns a client at 203.0.113.7.
pub(in crate::identity) fn visitor() -> ClientInfo {
    let user_agent = String::from("Browser/1.0");
    let ip = Some("203.0.113.7".parse().unwrap());
    ClientInfo { ip, user_agent, device: None, browser: Browser::default() }
}
