//! Neon's URLs against a PostgreSQL that speaks TLS, with its own CA.

use std::{fs, path::PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::{
        Connector,
        embedded::{self, Cluster, EmbeddedOptions, TlsFiles},
    },
};

use crate::harness::{program, unique};

struct Secured {
    cluster: Option<Cluster>,
    folder: PathBuf,
    ca: PathBuf,
}

impl Secured {
    async fn start() -> Self {
        let folder = std::env::temp_dir().join(unique("tenantry-tls"));
        fs::create_dir_all(&folder).unwrap();
        let mut issuer = CertificateParams::new(Vec::<String>::new()).unwrap();
        issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let names = vec![String::from("localhost"), String::from("127.0.0.1")];
        let server = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
        let (ca, cert_path, key_path) =
            (folder.join("ca.pem"), folder.join("server.pem"), folder.join("server.key"));
        fs::write(&ca, issuer.pem()).unwrap();
        fs::write(&cert_path, server.pem()).unwrap();
        fs::write(&key_path, key.serialize_pem()).unwrap();
        let mut options = EmbeddedOptions::new(folder.join("pg"));
        options.fsync = false;
        options.tls = Some(TlsFiles { cert_path, key_path });
        let cluster = embedded::start(options).await.unwrap();
        Self { cluster: Some(cluster), folder, ca }
    }

    /// Returns the words of a command that has to trust the server first.
    async fn create_login(&self, variables: &[(&str, &str)]) -> String {
        let url = format!("{}?sslmode=require", self.cluster.as_ref().unwrap().superuser_url);
        let mut create = program(&["database", "create-login"]);
        create.env("DATABASE_MIGRATION_URL", url).envs(variables.iter().copied());
        String::from_utf8(create.output().await.unwrap().stderr).unwrap()
    }

    /// Connects with `query` appended to the URL and returns the kind of connection.
    async fn connect(&self, query: &str) -> Result<String, String> {
        use diesel_async::RunQueryDsl as _;
        let url = format!("{}?{query}", self.cluster.as_ref().unwrap().superuser_url);
        let config = Config::load(Env::default()).unwrap();
        let connector = Connector::new(&DatabaseUrl::from(url), &config.database)
            .map_err(|error| error.to_string())?;
        let mut conn = connector.connect().await.map_err(|error| error.to_string())?;
        let version = "coalesce((SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl), 'clear')";
        let version = diesel::select(diesel::dsl::sql::<diesel::sql_types::Text>(version));
        Ok(version.get_result(&mut conn).await.unwrap())
    }

    async fn stop(mut self) {
        self.cluster.take().unwrap().stop().await.unwrap();
        fs::remove_dir_all(&self.folder).unwrap();
    }
}

#[tokio::test]
async fn neons_spellings_connect_over_verified_tls() {
    let postgres = Secured::start().await;
    let ca = postgres.ca.display().to_string();

    for mode in ["require", "verify-full"] {
        let query = format!("sslmode={mode}&channel_binding=require&sslrootcert={ca}");
        assert_eq!(postgres.connect(&query).await.unwrap(), "TLSv1.3", "{mode}");
    }
    let untrusted = postgres.connect("sslmode=require").await.unwrap_err();
    assert!(
        untrusted.contains("UnknownIssuer") || untrusted.contains("certificate"),
        "{untrusted}"
    );
    let told = postgres.create_login(&[]).await;
    assert!(
        told.contains("DATABASE_MIGRATION_URL: ") && told.contains("DATABASE_CA_FILE"),
        "{told}"
    );
    let trusted = postgres.create_login(&[("DATABASE_CA_FILE", &ca)]).await;
    assert!(trusted.contains("Set DATABASE_URL"), "{trusted}");
    let unbound = postgres.connect("sslmode=disable&channel_binding=require").await;
    assert!(unbound.is_err(), "channel binding needs TLS");
    postgres.stop().await;
}
