//! Looks at the catalog to see whether isolation is in force.
//!
//! What must be is stated and all of it compared: the roles that requests may act as,
//! what is around our tables, and everything that these roles can reach, against the list
//! in `reachable.txt`, which a test writes from the migrations.

mod around;
mod column;
mod compare;
mod sentences;

use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};

use super::{Db, DbError, Migrations, Scope as _, SystemConn};

/// A way round row-level security; the server does not start while there is one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct Gap {
    /// The table or role.
    #[diesel(sql_type = Text)]
    pub object: String,
    /// What is wrong with it and what mends it.
    #[diesel(sql_type = Text)]
    pub problem: String,
}

/// One thing that requests can reach, or that guards what they reach.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(crate) struct Thing {
    /// Such as `table` or `policy`.
    #[diesel(sql_type = Text)]
    kind: String,
    /// The relation, function or schema.
    #[diesel(sql_type = Text)]
    object: String,
    /// The policy's or trigger's name on it.
    #[diesel(sql_type = Text)]
    name: String,
    /// Privileges, or what it is made of.
    #[diesel(sql_type = Text)]
    definition: String,
}

/// So that the catalog's texts are written in one way, whatever the login's settings.
const SPELLING: &str = "SET LOCAL search_path = public; SET LOCAL quote_all_identifiers = off; \
                        SET LOCAL IntervalStyle = postgres; SET LOCAL DateStyle = 'ISO, MDY'; \
                        SET LOCAL TimeZone = 'UTC'; SET LOCAL bytea_output = hex";

/// `$1` stands for whoever requests begin as.
const ROLES: &str = include_str!("roles.sql");
/// One query, in three pieces.
const REACHABLE: &str = concat!(
    include_str!("reachable/scope.sql"),
    include_str!("reachable/relations.sql"),
    include_str!("reachable/names.sql"),
);

/// Every way round isolation that the catalog shows; empty when it is in force.
pub async fn gaps(db: &Db, migrations: Migrations) -> Result<Vec<Gap>, DbError> {
    let root = root(db);
    db.as_system("look for ways round isolation", async |db| {
        let roles: Vec<Gap> = sql_query(ROLES.replace("$1", root)).load(&mut db.conn()).await?;
        // Somebody who may do everything reaches everything.
        if !roles.is_empty() {
            return Ok(roles);
        }
        let mut gaps = around::gaps(db, root).await?;
        gaps.extend(compare::gaps(things(db, root).await?, migrations));
        Ok(gaps)
    })
    .await
}

/// What requests can reach, a line for each thing, as `reachable.txt` has it.
pub async fn reachable(db: &Db) -> Result<String, DbError> {
    let root = root(db);
    let things = db.as_system("list what can be reached", async |db| things(db, root).await);
    Ok(things.await?.iter().map(Thing::line).collect())
}

/// With one login for everything, the role that every transaction enters first is
/// what counts; otherwise all that the login of its own may become.
fn root(db: &Db) -> &'static str {
    if db.has_login_of_its_own { "session_user" } else { "current_user" }
}

async fn things(db: &SystemConn, root: &str) -> Result<Vec<Thing>, DbError> {
    db.conn().batch_execute(SPELLING).await?;
    let found: Vec<Thing> = sql_query(REACHABLE.replace("$1", root)).load(&mut db.conn()).await?;
    Ok(found.into_iter().map(Thing::in_one_line).collect())
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
