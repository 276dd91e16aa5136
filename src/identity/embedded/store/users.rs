//! The provider's people.

use chrono::{DateTime, SecondsFormat, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, Insertable, JoinOnDsl as _,
    OptionalExtension as _, QueryDsl as _, QueryResult, Queryable, Selectable,
    SelectableHelper as _, sql_query,
    sql_types::{BigInt, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::try_join;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    accounts::{self as ways, CREDENTIAL, Credential},
    tables::{accounts, users},
};
use crate::{
    db::{AtMostDsl as _, DbError, KeptDsl as _, Scope, SystemConn},
    types::{EmailAddress, ImageUrl, PersonName},
};

/// A person, as stored in the table.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(in super::super) struct AuthUser {
    pub(in super::super) id: Uuid,
    pub(in super::super) name: String,
    pub(in super::super) email: String,
    pub(in super::super) email_verified: bool,
    pub(in super::super) image: Option<String>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
    pub(in super::super) role: Option<String>,
    pub(in super::super) banned: Option<bool>,
    pub(in super::super) ban_reason: Option<String>,
    pub(in super::super) ban_expires: Option<DateTime<Utc>>,
}

impl AuthUser {
    /// Returns a person whose mailbox isn't proven.
    pub(in super::super) fn new(
        id: Uuid,
        name: &PersonName,
        email: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            name: name.as_str().to_owned(),
            email: email.to_string(),
            email_verified: false,
            image: None,
            created_at: now,
            updated_at: now,
            role: Some(String::from("user")),
            banned: Some(false),
            ban_reason: None,
            ban_expires: None,
        }
    }

    /// Returns a new person whose mailbox is proven.
    pub(in super::super) fn proven(
        name: &PersonName,
        email: &EmailAddress,
        image: Option<&ImageUrl>,
        now: DateTime<Utc>,
    ) -> Self {
        let person = Self::new(Uuid::now_v7(), name, email, now).with(image);
        Self { email_verified: true, ..person }
    }

    /// Sets or removes the person's picture.
    pub(in super::super) fn with(self, image: Option<&ImageUrl>) -> Self {
        Self { image: image.map(|image| image.as_str().to_owned()), ..self }
    }

    /// Whether the person is banned at `now`.
    pub(in super::super) fn is_banned(&self, now: DateTime<Utc>) -> bool {
        self.banned == Some(true) && self.ban_expires.is_none_or(|end| end > now)
    }

    /// Returns the wire's `user`.
    pub(in super::super) fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "email": self.email,
            "emailVerified": self.email_verified,
            "image": self.image,
            "createdAt": iso(self.created_at),
            "updatedAt": iso(self.updated_at),
            "role": self.role,
            "banned": self.banned,
            "banReason": self.ban_reason,
            "banExpires": self.ban_expires.map(iso),
        })
    }
}

/// Formats a time as JavaScript does.
pub(in super::super) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The account that a password is tried on, read before it is verified.
pub(in crate::identity) struct TriedAccount {
    /// The owner of the address, and the password account if there is one.
    pub(in super::super) owner: Option<(AuthUser, Option<Credential>)>,
    /// The starts of hashes of older kinds.
    pub(in super::super) former: Vec<String>,
}

/// Returns the account with an address.
pub(in super::super) async fn tried_account(
    conn: &AsyncPgConnection,
    email: &EmailAddress,
) -> QueryResult<TriedAccount> {
    let credential = accounts::user_id.eq(users::id).and(accounts::provider_id.eq(CREDENTIAL));
    let statement = users::table
        .left_join(accounts::table.on(credential))
        .filter(users::email.eq(email.as_str()))
        .select((AuthUser::as_select(), Option::<Credential>::as_select()))
        .at_most::<1>();
    let mut same = conn;
    let owner = async { statement.get_result(&mut same).await.optional() };
    let (owner, former) = try_join!(owner, ways::former_hashes(conn))?;
    Ok(TriedAccount { owner, former })
}

/// Whether an address belongs to anyone.
pub(in super::super) async fn is_known(
    db: &SystemConn,
    email: &EmailAddress,
) -> Result<bool, DbError> {
    let found = users::table.filter(users::email.eq(email.as_str())).select(users::id);
    let found: Option<Uuid> = found.first(&mut db.conn()).await.optional()?;
    Ok(found.is_some())
}

/// Whether anyone has proven an address.
pub(in super::super) async fn is_proven(
    db: &SystemConn,
    email: &EmailAddress,
) -> Result<bool, DbError> {
    let found = users::table
        .filter(users::email.eq(email.as_str()))
        .filter(users::email_verified.eq(true))
        .select(users::id);
    let found: Option<Uuid> = found.first(&mut db.conn()).await.optional()?;
    Ok(found.is_some())
}

/// Returns the owner of an address and locks the row until the commit.
///
/// Lock it before the rows of codes, accounts and sessions, in this order, so that calls
/// about one person wait for each other without a deadlock.
pub(in super::super) async fn lock(
    db: &SystemConn,
    email: &EmailAddress,
) -> Result<Option<AuthUser>, DbError> {
    let found = users::table.filter(users::email.eq(email.as_str())).for_no_key_update();
    let found = found.select(AuthUser::as_select());
    Ok(found.get_result(&mut db.conn()).await.optional()?)
}

/// Does the same as [`lock`], by the person's key.
pub(in super::super) async fn lock_by_id(
    db: &impl Scope,
    id: Uuid,
) -> Result<Option<AuthUser>, DbError> {
    let found = users::table.find(id).for_no_key_update();
    let found = found.select(AuthUser::as_select());
    Ok(found.get_result(&mut db.conn()).await.optional()?)
}

/// Locks a person with the next statement.
pub(in super::super) fn lock_with_next(db: &impl Scope, id: Uuid) {
    db.write_with_next(users::table.find(id).select(users::id).for_no_key_update());
}

/// Adds a person.
pub(in super::super) async fn insert(db: &SystemConn, user: &AuthUser) -> Result<(), DbError> {
    let row = user.clone();
    diesel::insert_into(users::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// Sets a person's name and picture.
pub(in super::super) async fn describe(
    db: &SystemConn,
    id: Uuid,
    name: &PersonName,
    image: Option<&ImageUrl>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let (name, image) = (name.as_str(), image.map(ImageUrl::as_str));
    let changes = (users::name.eq(name), users::image.eq(image), users::updated_at.eq(now));
    diesel::update(users::table.find(id)).set(changes).kept().execute(&mut db.conn()).await?;
    Ok(())
}

/// Records that the mailbox was proven.
pub(in super::super) async fn verify(
    db: &SystemConn,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<AuthUser, DbError> {
    let changes = (users::email_verified.eq(true), users::updated_at.eq(now));
    let update = diesel::update(users::table.find(id)).set(changes);
    Ok(update.returning(AuthUser::as_returning()).kept().get_result(&mut db.conn()).await?)
}

/// Sets a person's new, proven address.
pub(in super::super) async fn set_email(
    db: &SystemConn,
    id: Uuid,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let changes = (
        users::email.eq(email.as_str()),
        users::email_verified.eq(true),
        users::updated_at.eq(now),
    );
    diesel::update(users::table.find(id)).set(changes).kept().execute(&mut db.conn()).await?;
    Ok(())
}

/// Deletes a person with everything that is theirs.
pub(in super::super) async fn delete(db: &SystemConn, id: Uuid) -> Result<(), DbError> {
    diesel::delete(users::table.find(id)).execute(&mut db.conn()).await?;
    Ok(())
}

/// Number of unproven accounts deleted at once.
const AT_ONCE: i64 = 500;

/// Deletes a batch of accounts that haven't been proven, changed or used since `then`:
/// those without a session, of people who have never been here.
pub(in super::super) async fn purge_unproven(
    db: &SystemConn,
    then: DateTime<Utc>,
) -> Result<usize, DbError> {
    let text = r#"DELETE FROM neon_auth."user" WHERE id IN (
        SELECT u.id FROM neon_auth."user" u
        WHERE NOT u."emailVerified" AND u."createdAt" < $1 AND u."updatedAt" < $1
            AND NOT EXISTS (SELECT FROM neon_auth.session s WHERE s."userId" = u.id)
            AND NOT EXISTS (SELECT FROM public.users p WHERE p.neon_auth_user_id = u.id::text)
        LIMIT $2 FOR UPDATE SKIP LOCKED)"#;
    let purge = sql_query(text).bind::<Timestamptz, _>(then).bind::<BigInt, _>(AT_ONCE);
    Ok(purge.execute(&mut db.conn()).await?)
}
