//! The spelling of the other database's tables, and the statements built from it.

use diesel::{QueryableByName, sql_query, sql_types::Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::ImportError;
use crate::db::{
    DbError,
    provider_tables::{Column, column, columns, quoted},
};

/// The names of the two tables in a Better Auth database; plurals are configurable.
const TABLES: [&str; 4] = ["user", "users", "account", "accounts"];

/// The statements that read the two tables.
pub(super) struct Catalog {
    /// Reads everyone with their accounts.
    pub(super) people: String,
    /// Reads everyone's email address.
    pub(super) addresses: String,
    /// Reads accounts at other sites that several people have.
    pub(super) shared_accounts: String,
}

#[derive(QueryableByName)]
struct Schema {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Finds the schemas that have both tables.
const SCHEMAS: &str = "\
SELECT n.nspname::text AS name FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid \
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY('{user,users,account,accounts}') \
AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_%' \
GROUP BY 1 HAVING count(*) FILTER (WHERE c.relname IN ('user', 'users')) > 0 \
AND count(*) FILTER (WHERE c.relname IN ('account', 'accounts')) > 0 ORDER BY 1";

impl Catalog {
    /// Reads the spelling in `schema`. Without one, exactly one schema must qualify.
    pub(super) async fn read(
        conn: &mut AsyncPgConnection,
        schema: Option<&str>,
    ) -> Result<Self, ImportError> {
        let schema = match schema {
            Some(schema) => schema.to_owned(),
            None => only_schema(conn).await?,
        };
        let found = columns(conn, &schema, &TABLES).await.map_err(DbError::from)?;
        Self::new(&schema, &found).ok_or(ImportError::NoTables)
    }

    fn new(schema: &str, columns: &[Column]) -> Option<Self> {
        let user = Table::find(schema, columns, ["user", "users"])?;
        let account = Table::find(schema, columns, ["account", "accounts"])?;
        Some(Self {
            people: people(&user, &account)?,
            addresses: format!(
                "SELECT {}::text AS email FROM {}",
                user.needed("email")?,
                user.name
            ),
            shared_accounts: shared_accounts(&account)?,
        })
    }
}

async fn only_schema(conn: &mut AsyncPgConnection) -> Result<String, ImportError> {
    let found: Vec<Schema> = sql_query(SCHEMAS).load(conn).await.map_err(DbError::from)?;
    let mut names = found.into_iter().map(|schema| schema.name);
    match (names.next(), names.next()) {
        (None, _) => Err(ImportError::NoTables),
        (Some(name), None) => Ok(name),
        (Some(first), Some(second)) => {
            let all: Vec<_> = [first, second].into_iter().chain(names).collect();
            Err(ImportError::SeveralSchemas(all.join(", ")))
        }
    }
}

/// A table with its columns.
struct Table<'a> {
    /// Quoted and qualified by its schema.
    name: String,
    relation: &'static str,
    columns: &'a [Column],
}

impl<'a> Table<'a> {
    fn find(schema: &str, columns: &'a [Column], names: [&'static str; 2]) -> Option<Self> {
        let is_there = |name: &&str| columns.iter().any(|column| column.relation == *name);
        let relation = names.into_iter().find(is_there)?;
        let schema = schema.replace('"', "\"\"");
        Some(Self { name: format!("\"{schema}\".\"{relation}\""), relation, columns })
    }

    fn needed(&self, camel: &str) -> Option<String> {
        column(self.columns, self.relation, camel).map(quoted)
    }

    /// Returns the column of `alias` cast to `kind`, or NULL if the table doesn't have it.
    fn maybe(&self, alias: &str, camel: &str, kind: &str) -> String {
        match self.needed(camel) {
            Some(column) => format!("{alias}.{column}::{kind}"),
            None => format!("NULL::{kind}"),
        }
    }

    /// Returns the column, or false if it is missing or has another type.
    fn flag(&self, camel: &str) -> String {
        let column = column(self.columns, self.relation, camel).filter(|it| it.is("boolean"));
        column.map_or("false".into(), |it| format!("coalesce(u.{}, false)", quoted(it)))
    }
}

fn people(user: &Table<'_>, account: &Table<'_>) -> Option<String> {
    Some(format!(
        "SELECT u.{id}::text AS id, u.{email}::text AS email, {name} AS name, {image} AS image, \
         {role} AS role, {reason} AS ban_reason, {ends} AS ban_expires, {created} AS created_at, \
         {verified} AS email_verified, {banned} AS banned, {second} AS second_factor, \
         coalesce(a.list, '[]') AS accounts FROM {users} u LEFT JOIN ({accounts}) a \
         ON a.owner = u.{id}::text",
        id = user.needed("id")?,
        email = user.needed("email")?,
        name = user.maybe("u", "name", "text"),
        image = user.maybe("u", "image", "text"),
        role = user.maybe("u", "role", "text"),
        reason = user.maybe("u", "banReason", "text"),
        ends = user.maybe("u", "banExpires", "timestamptz"),
        created = user.maybe("u", "createdAt", "timestamptz"),
        verified = user.flag("emailVerified"),
        banned = user.flag("banned"),
        second = user.flag("twoFactorEnabled"),
        users = user.name,
        accounts = accounts(account)?,
    ))
}

/// Aggregates each person's accounts into a list. The sites' tokens aren't copied.
fn accounts(account: &Table<'_>) -> Option<String> {
    Some(format!(
        "SELECT t.{owner}::text AS owner, jsonb_agg(jsonb_build_object('site', t.{site}::text, \
         'key', t.{key}::text, 'password', {password}, 'changed', {changed})) AS list \
         FROM {table} t GROUP BY 1",
        owner = account.needed("userId")?,
        site = account.needed("providerId")?,
        key = account.needed("accountId")?,
        password = account.maybe("t", "password", "text"),
        changed = account.maybe("t", "updatedAt", "timestamptz"),
        table = account.name,
    ))
}

fn shared_accounts(account: &Table<'_>) -> Option<String> {
    Some(format!(
        "SELECT {site}::text AS site, {key}::text AS key FROM {table} GROUP BY 1, 2 \
         HAVING count(DISTINCT {owner}) > 1",
        site = account.needed("providerId")?,
        key = account.needed("accountId")?,
        owner = account.needed("userId")?,
        table = account.name,
    ))
}
