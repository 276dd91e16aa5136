//! Opens the operator's connection, and tells people what was done.

use actix_web::web::Data;
use anyhow::{Context as _, ensure};

use crate::{
    cli::{database, serve},
    clock::Clock,
    config::{Config, DatabaseUrl},
    db::{self, Db, Migrations, SystemConn, embedded::Cluster},
    identity::mails::{
        MailKind, WriteMail as _,
        operators::{OperatorMail, OperatorNews},
    },
    installation,
    mail::{Quoted, outbox},
    operations::{self, events::Act},
    web::{assemble, state::AppState},
};

/// The operator's connection and what the acts need.
pub struct Desk {
    /// The application's parts, over the operator's login.
    pub state: Data<AppState>,
    cluster: Option<Cluster>,
}

impl Desk {
    /// Connects with the operator's login; in development with the private cluster's
    /// superuser.
    pub async fn open(config: Config) -> anyhow::Result<Self> {
        let secret = serve::secret(&config)?;
        let (mut config, cluster) = database::existing(config).await?;
        let own = cluster.as_ref().map(|cluster| DatabaseUrl::from(cluster.url_of("tenantry")));
        let url = config.database.operator_url.clone().or(own).context(
            "set DATABASE_OPERATOR_URL to the login of operators, such as \
             postgresql://tenantry_operator:password@host/tenantry (docs/operating.md)",
        )?;
        // The login keeps its own rights, which it would give up for the role of requests.
        config.database.migration_url.get_or_insert_with(|| url.clone());
        let migrations = Migrations::of(&config.identity);
        let db = Db::new(&url, &config.database)?;
        check(&db, migrations).await?;
        ensure!(
            !installation::differs(&db, &secret).await?,
            "APP_SECRET is another one than the server's: limits and codes depend on it"
        );
        let state = assemble(config, Clock::default(), &secret, db, migrations).await?;
        Ok(Self { state: Data::new(state), cluster })
    }

    /// Returns the operator's connections.
    pub fn db(&self) -> &Db {
        &self.state.db
    }

    /// Closes the connections, and stops a private cluster.
    pub async fn close(self) -> anyhow::Result<()> {
        self.state.db.background_done().await;
        self.state.db.close();
        if let Some(cluster) = self.cluster {
            cluster.stop().await?;
        }
        Ok(())
    }

    /// Mails news to `recipient`, in the transaction of the act.
    pub async fn tell(
        &self,
        db: &SystemConn,
        recipient: &str,
        (news, organization): (OperatorNews, Option<&str>),
        act: &Act,
    ) -> anyhow::Result<()> {
        let organization = organization.map(Quoted::name);
        let reason = Quoted::sentence(&act.reason);
        let kind = MailKind::Operator(OperatorMail { news, organization, reason });
        let mail = self.state.mails.write(recipient, &kind)?;
        outbox::enqueue(db, &self.state.limits, mail, self.state.clock.now()).await?;
        Ok(())
    }
}

async fn check(db: &Db, migrations: Migrations) -> anyhow::Result<()> {
    let pending = db::pending(db, migrations).await?;
    ensure!(pending.is_empty(), "the schema is older than this program: run `tenantry migrate`");
    let (login, is_operator) = operations::login(db).await?;
    ensure!(
        is_operator,
        "DATABASE_OPERATOR_URL: {login} may not see every row. As a superuser: ALTER ROLE {login} \
         BYPASSRLS; GRANT tenantry_app TO {login};"
    );
    Ok(())
}
