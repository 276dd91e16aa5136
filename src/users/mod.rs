//! Our row for a person, found or created when a provider identifies them.

mod address_ownership;
pub mod bans;
pub mod pictures;
pub mod provider_move;

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, Queryable, Selectable,
    SelectableHelper as _, dsl, sql_types::Text,
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use crate::{
    db::{
        CurrentUser, Db, DbError, KeptDsl as _, Scope as _, SystemConn, UserConn, lower,
        schema::users, set_config, set_scope,
    },
    ids::UserId,
    locale::Language,
    sessions::Parent,
    types::{Identity, ImageUrl, Issuer, PersonName, Subject},
};

/// A person.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
pub struct User {
    /// Our key.
    pub id: UserId,
    /// Email address in lowercase, as the provider last reported it.
    pub email: String,
    /// Whether the provider has verified that this person reads mail there.
    pub email_verified: bool,
    /// Display name; may be empty.
    pub name: String,
    /// Time of suspension; from then on none of the person's sessions is honored.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Tokens that name no session and were issued before this are void.
    pub credentials_valid_from: Option<DateTime<Utc>>,
}

/// Whether a person may use this installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// No restrictions.
    Good,
    /// None of their sessions is honored.
    Suspended,
    /// They asked to be deleted and may only cancel that.
    Closing,
    /// No restrictions, but this credential ended together with all of the person's others.
    Ended,
}

/// The columns that decide a person's status.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
struct Restrictions {
    suspended_at: Option<DateTime<Utc>>,
    deletion_due_at: Option<DateTime<Utc>>,
    credentials_valid_from: Option<DateTime<Utc>>,
}

impl Restrictions {
    fn status(&self, parent: &Parent) -> AccountStatus {
        if self.suspended_at.is_some() {
            AccountStatus::Suspended
        } else if parent.is_void(self.credentials_valid_from) {
            AccountStatus::Ended
        } else if self.deletion_due_at.is_some() {
            AccountStatus::Closing
        } else {
            AccountStatus::Good
        }
    }
}

/// Why a verified identity has no user.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// The person may not use this installation.
    #[error("the user is suspended")]
    Suspended,
    /// The provider's key belongs to another provider's person here.
    #[error("the subject is another provider’s")]
    OfAnotherProvider,
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Finds the user of `identity` by provider and subject, or creates one. An email address
/// finds a user only if an administrator has opened a move ([`provider_move`]).
///
/// Two concurrent first sign-ins meet at the unique index, and the second one finds the
/// first one's row. After this the transaction sees the user's own rows.
pub async fn provision(
    db: &SystemConn,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<User, ProvisionError> {
    let user = match by_subject(db, identity).await? {
        Some(user) => refresh(db, user, identity, at).await?,
        None => create_or_adopt(db, identity, at).await?,
    };
    match user.suspended_at {
        Some(_) => Err(ProvisionError::Suspended),
        None => Ok(user),
    }
}

/// Updates a known user with what the provider now says.
pub async fn sync_from_provider(
    db: &Db,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    db.as_system("take over what the provider says", async |db| {
        if let Some(user) = by_subject(db, identity).await? {
            refresh(db, user, identity, at).await?;
        }
        Ok(())
    })
    .await
}

/// Whether the person with this subject may use this installation with a credential that
/// derives from `parent`. A person who has never been here may.
pub async fn account_status(
    db: &SystemConn,
    subject: &Subject,
    parent: &Parent,
) -> Result<AccountStatus, DbError> {
    let person = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()))
        .select(Restrictions::as_select());
    let found = person.first(&mut db.conn()).await.optional()?;
    Ok(found.map_or(AccountStatus::Good, |it| it.status(parent)))
}

/// Finds the users whose password the provider has just replaced: by its key if it named
/// one, otherwise all of its people with that address, verified or not. That's safe because
/// the result is only used to end things.
pub async fn with_new_password(
    db: &SystemConn,
    issuer: &Issuer,
    subject: Option<&Subject>,
    email: &str,
) -> Result<Vec<UserId>, DbError> {
    let rows = users::table.filter(users::issuer.eq(issuer.as_str()));
    let rows = rows.select(users::id).into_boxed();
    let rows = match subject {
        Some(subject) => rows.filter(users::neon_auth_user_id.eq(subject.as_str())),
        None => rows.filter(lower(users::email).eq(email)),
    };
    Ok(rows.load(&mut db.conn()).await?)
}

/// Finds the user and sets `app.user_id`, in one statement.
async fn by_subject(db: &SystemConn, identity: &Identity) -> Result<Option<User>, DbError> {
    let id = users::id.cast::<Text>();
    let found = users::table
        .filter(users::neon_auth_user_id.eq(identity.subject.as_str()))
        .filter(users::issuer.eq(identity.subject.issuer()))
        .select((User::as_select(), set_config("app.user_id", id, true)))
        .get_result::<(User, String)>(&mut db.conn())
        .await;
    Ok(found.optional()?.map(|(user, _)| user))
}

/// Handles a subject that is new here. It gets a new user, whatever its address, unless an
/// administrator lets the previous provider's people come along.
async fn create_or_adopt(
    db: &SystemConn,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<User, ProvisionError> {
    let (former, ()) = try_join!(
        provider_move::former(db, identity, at),
        address_ownership::take_over_address(db, identity)
    )?;
    let user = match former {
        Some(former) => provider_move::adopt(db, former, identity, at).await?,
        None => create(db, identity, at).await?,
    };
    set_scope(db, "app.user_id", &user.id.to_string()).await?;
    Ok(user)
}

/// Takes over what the provider now says, if it differs.
async fn refresh(
    db: &SystemConn,
    user: User,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<User, DbError> {
    let same = user.email == identity.email.as_str()
        && user.email_verified == identity.email_verified
        && (!user.name.is_empty() || identity.name.is_empty());
    if same {
        return Ok(user);
    }
    address_ownership::take_over_address(db, identity).await?;
    let name = if user.name.is_empty() { identity.name.clone().into() } else { user.name };
    let updated = diesel::update(users::table.find(user.id))
        .set((
            users::email.eq(identity.email.as_str()),
            users::email_verified.eq(identity.email_verified),
            users::name.eq(name),
            users::updated_at.eq(at),
        ))
        .returning(User::as_returning())
        .kept()
        .get_result(&mut db.conn())
        .await?;
    Ok(updated)
}

async fn create(
    db: &SystemConn,
    identity: &Identity,
    at: DateTime<Utc>,
) -> Result<User, ProvisionError> {
    let row = (
        users::id.eq(UserId::new()),
        users::issuer.eq(identity.subject.issuer()),
        users::neon_auth_user_id.eq(identity.subject.as_str()),
        users::email.eq(identity.email.as_str()),
        users::email_verified.eq(identity.email_verified),
        users::name.eq(identity.name.as_str()),
        users::image_url.eq(identity.image.as_ref().map(ImageUrl::as_str)),
        users::created_at.eq(at),
        users::updated_at.eq(at),
    );
    // Waits for a concurrent first sign-in and leaves its row alone.
    let created = diesel::insert_into(users::table)
        .values(row)
        .on_conflict(users::neon_auth_user_id)
        .do_nothing()
        .returning(User::as_returning())
        .get_result(&mut db.conn())
        .await
        .optional()
        .map_err(DbError::from)?;
    if let Some(user) = created {
        return Ok(user);
    }
    match by_subject(db, identity).await? {
        Some(user) => Ok(user),
        None => unmarked(db, identity).await?.ok_or(ProvisionError::OfAnotherProvider),
    }
}

/// Finds a user whom the previous release has just added; it wrote no issuer.
async fn unmarked(db: &SystemConn, identity: &Identity) -> Result<Option<User>, DbError> {
    let row = users::table
        .filter(users::neon_auth_user_id.eq(identity.subject.as_str()))
        .filter(users::issuer.eq(""));
    let marked = diesel::update(row).set(users::issuer.eq(identity.subject.issuer()));
    Ok(marked.returning(User::as_returning()).kept().get_result(&mut db.conn()).await.optional()?)
}

/// Whether somebody here has proven the address `email`.
pub(crate) async fn is_proven(db: &SystemConn, email: &str) -> Result<bool, DbError> {
    let owner = users::table.filter(lower(users::email).eq(email)).filter(users::email_verified);
    Ok(diesel::select(dsl::exists(owner)).get_result(&mut db.conn()).await?)
}

/// Changes the language of the user's pages and mails with the next statement; with `None` it's
/// the browser's.
pub fn choose_language(db: &UserConn, language: Option<Language>, at: DateTime<Utc>) {
    let change = (users::language.eq(language.map(Language::tag)), users::updated_at.eq(at));
    db.write_with_next(diesel::update(users::table.find(CurrentUser)).set(change).kept());
}

/// Changes the user's display name with the next statement.
pub fn rename(db: &UserConn, name: &PersonName, at: DateTime<Utc>) {
    let change = (users::name.eq(name.as_str().to_owned()), users::updated_at.eq(at));
    db.write_with_next(diesel::update(users::table.find(CurrentUser)).set(change).kept());
}
