//! Imports people with their ways to sign in from another Better Auth database.
//!
//! People who are already here stay unchanged, so the import can be repeated. If it is
//! uncertain who a person is (one address, two people), nothing is guessed and the report
//! says so. Sessions, codes, keys and tokens of other sites aren't copied.

mod catalog;
mod person;
mod report;
mod source;

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use self::person::Person;
pub use self::{
    report::{Conflict, Reason, Report},
    source::Source,
};
use super::store::{
    accounts::CREDENTIAL,
    import::{self, NewAccount},
};
use crate::{
    db::{Db, DbError, SystemConn},
    types::Issuer,
    users::provider_move,
};

/// The options of an import.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Whether to roll everything back at the end.
    pub rehearse: bool,
    /// Whether to import people with a second factor without it.
    pub drop_second_factors: bool,
}

/// Why an import stopped; everything reported until then is done.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// No schema has the tables, or this login may not read them.
    #[error("there are no tables of Better Auth that this login may read")]
    NoTables,
    /// Several schemas have them and none was named.
    #[error("several schemas have such tables: {0}. Name one with --schema")]
    SeveralSchemas(String),
    /// One of the two databases failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Adds everyone who isn't here yet.
pub async fn run(
    source: &mut Source,
    db: &Db,
    options: Options,
    now: DateTime<Utc>,
) -> Result<Report, ImportError> {
    let mut report = Report::default();
    loop {
        let rows = source.next().await?;
        if rows.is_empty() {
            return Ok(report);
        }
        let mut people = Vec::new();
        for row in rows {
            match person::check(row, &source.disputed, options, now) {
                Ok(person) => people.push(person),
                Err((there, reason)) => report.leave(&there, reason),
            }
        }
        report.add(add_all(db, people, options.rehearse).await?);
    }
}

/// The end of a transaction without a commit.
enum End {
    Rehearsed(Report),
    Failed(DbError),
}

impl From<DbError> for End {
    fn from(error: DbError) -> Self {
        Self::Failed(error)
    }
}

/// Adds these people in one transaction; a rehearsal rolls it back.
async fn add_all(db: &Db, people: Vec<Person>, rehearse: bool) -> Result<Report, DbError> {
    let work = async |db: &SystemConn| {
        let report = add(db, &people).await?;
        if rehearse { Err(End::Rehearsed(report)) } else { Ok(report) }
    };
    match db.as_system("importing people", work).await {
        Ok(report) | Err(End::Rehearsed(report)) => Ok(report),
        Err(End::Failed(error)) => Err(error),
    }
}

async fn add(db: &SystemConn, people: &[Person]) -> Result<Report, DbError> {
    let mut report = Report::default();
    let users = people.iter().map(|person| person.user.clone()).collect();
    let added: HashSet<Uuid> = import::add_people(db, users).await?.into_iter().collect();
    let (new, others): (Vec<_>, Vec<_>) =
        people.iter().partition(|person| added.contains(&person.user.id));
    report.people = new.len();
    add_accounts(db, &new, &mut report).await?;
    let known = explain(db, &others, &mut report).await?;
    let ours = new.iter().map(|person| person.user.id).chain(known);
    report.kept_memberships = provider_move::keep_subjects(db, ours, &Issuer::embedded()).await?;
    Ok(report)
}

async fn add_accounts(
    db: &SystemConn,
    people: &[&Person],
    report: &mut Report,
) -> Result<(), DbError> {
    let accounts: Vec<NewAccount> =
        people.iter().flat_map(|person| person.accounts.clone()).collect();
    let mut added = HashSet::new();
    for some in accounts.chunks(1000) {
        added.extend(import::add_accounts(db, some.to_vec()).await?);
    }
    for person in people {
        person.left_behind.iter().for_each(|why| report.leave(&person.there, why.clone()));
        for account in &person.accounts {
            let site = &account.provider_id;
            match added.contains(&account.id) {
                true if site == CREDENTIAL => report.passwords += 1,
                true => report.accounts += 1,
                false => report.leave(&person.there, Reason::AccountTaken(site.clone())),
            }
        }
    }
    Ok(())
}

/// Reports why these people weren't added, and returns those who were imported before.
async fn explain(
    db: &SystemConn,
    people: &[&Person],
    report: &mut Report,
) -> Result<Vec<Uuid>, DbError> {
    let mut known = Vec::new();
    let ids = people.iter().map(|person| person.user.id).collect();
    let emails = people.iter().map(|person| person.user.email.clone()).collect();
    let here: HashMap<Uuid, String> =
        import::people_like(db, ids, emails).await?.into_iter().collect();
    for person in people {
        match here.get(&person.user.id) {
            Some(email) if *email == person.user.email => {
                report.already_here += 1;
                known.push(person.user.id);
            }
            Some(_) => report.leave(&person.there, Reason::AddressDiffers),
            None => report.leave(&person.there, Reason::AddressTaken),
        }
    }
    Ok(known)
}
