//! Checks in the catalog that isolation is active.
//!
//! The desired state is written down, and all of it is compared: the roles that requests
//! may act as, the settings around our tables, and everything these roles can reach,
//! against the list in `reachable.txt`, which a test generates from the migrations.

mod around;
mod column;
mod compare;
mod sentences;

use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use futures_util::{join, try_join};

use super::{Db, DbError, Migrations, Scope as _};

/// A way around row-level security; the server doesn't start while there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct Gap {
    /// The table or role.
    #[diesel(sql_type = Text)]
    pub object: String,
    /// The fault and its fix.
    #[diesel(sql_type = Text)]
    pub problem: String,
}

/// One object that requests can reach, or that guards what they reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(crate) struct Thing {
    /// The kind, such as `table` or `policy`.
    #[diesel(sql_type = Text)]
    kind: String,
    /// The relation, function or schema.
    #[diesel(sql_type = Text)]
    object: String,
    /// The name of the policy or trigger on it.
    #[diesel(sql_type = Text)]
    name: String,
    /// Its privileges or its definition.
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Makes the catalog spell its texts one way, whatever the login's settings.
const SPELLING: &str = "SET LOCAL search_path = public; SET LOCAL quote_all_identifiers = off; \
                        SET LOCAL IntervalStyle = postgres; SET LOCAL DateStyle = 'ISO, MDY'; \
                        SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = hex";

/// `$1` stands for the role that requests start with.
const ROLES: &str = include_str!("roles.sql");
/// One query in three files.
const REACHABLE: &str = concat!(
    include_str!("reachable/scope.sql"),
    include_str!("reachable/relations.sql"),
    include_str!("reachable/names.sql"),
);

/// Returns every way around isolation that the catalog shows; empty if isolation is active.
///
/// The server spends most of this time planning, so it gets the queries on two connections,
/// for which it has two processes.
pub async fn gaps(db: &Db, migrations: Migrations) -> Result<Vec<Gap>, DbError> {
    let (Surroundings { roles, others }, found) = try_join!(surroundings(db), all_things(db))?;
    // A role that may do everything reaches everything.
    if !roles.is_empty() {
        return Ok(roles);
    }
    Ok(others.into_iter().chain(compare::gaps(found, migrations)).collect())
}

/// The faults of what surrounds our tables.
struct Surroundings {
    roles: Vec<Gap>,
    others: Vec<Gap>,
}

async fn surroundings(db: &Db) -> Result<Surroundings, DbError> {
    let conn = db.connector.connect().await?;
    let (mut beginning, mut reading) = (&conn, &conn);
    let roles = sql_query(ROLES.replace("$1", root(db)));
    let read = async { try_join!(roles.load(&mut reading), around::gaps(&conn, root(db))) };
    let (begun, read) = join!(beginning.batch_execute(db.begin), read);
    begun?;
    let (roles, others) = read?;
    Ok(Surroundings { roles, others })
}

/// Lists what requests can reach, one object per line, in the format of `reachable.txt`.
pub async fn reachable(db: &Db) -> Result<String, DbError> {
    Ok(all_things(db).await?.iter().map(Thing::line).collect())
}

/// With a single login, only the role that every transaction enters first counts; with a
/// separate one, every role that it may become.
fn root(db: &Db) -> &'static str {
    if db.has_login_of_its_own { "session_user" } else { "current_user" }
}

async fn all_things(db: &Db) -> Result<Vec<Thing>, DbError> {
    let found = db.as_system("list what can be reached", async |system| {
        let query = sql_query(REACHABLE.replace("$1", root(db)));
        let (mut spelling, mut reading) = (system.conn(), system.conn());
        let (spelled, found) = join!(spelling.batch_execute(SPELLING), query.load(&mut reading));
        Ok::<_, DbError>(spelled.and(found)?)
    });
    Ok(found.await?.into_iter().map(Thing::in_one_line).collect())
}

impl Thing {
    fn in_one_line(mut self) -> Self {
        self.definition = self.definition.split_whitespace().collect::<Vec<_>>().join(" ");
        self
    }

    fn line(&self) -> String {
        format!("{}\t{}\t{}\t{}\n", self.kind, self.object, self.name, self.definition)
    }

    fn read(line: &str) -> Option<Self> {
        let mut columns = line.split('\t').map(str::to_owned);
        let (kind, object) = (columns.next()?, columns.next()?);
        Some(Self { kind, object, name: columns.next()?, definition: columns.next()? })
    }

    fn schema(&self) -> &str {
        self.object.split('.').next().unwrap_or_default()
    }
}
