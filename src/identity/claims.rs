//! Whose an address is, where our rows and the provider may disagree.
//!
//! A row of ours keeps the address that the provider last named. People change it
//! at the provider without us, and the next owner of the address is somebody else:
//! who comes with it gets the row only where its former subject is gone. The
//! provider's tables tell, where they are in this database. Where they are not,
//! nobody can tell a person made anew from another one, and the address decides.

use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryableByName,
    SelectableHelper as _, sql_query,
    sql_types::{Bool, Text},
};
use diesel_async::RunQueryDsl as _;

use super::{
    provider_tables::{self, ProviderTables},
    types::Identity,
    users::User,
};
use crate::{
    db::{DbError, Scope as _, SystemConn, lower, schema::users},
    ids::UserId,
};

/// Which row of ours has an address that the provider says is an identity's.
pub(super) enum Claim {
    /// None, by now.
    None,
    /// That of the identity itself.
    Mine(User),
    /// That of a subject whom the provider no longer has.
    Orphaned(User),
    /// That of a subject whom the provider, elsewhere, may have still.
    Unknown(User),
}

/// The claim on the proven address of `identity`; nobody else changes the row until
/// the commit. A row whose subject lives on under another address lets go of this one.
pub(super) async fn on(db: &SystemConn, identity: &Identity) -> Result<Claim, DbError> {
    if !identity.email_verified {
        return Ok(Claim::None);
    }
    let row = users::table
        .filter(lower(users::email).eq(identity.email.as_str()))
        .filter(users::email_verified.eq(true))
        .select(User::as_select())
        .for_no_key_update();
    let Some(row) = row.first::<User>(&mut db.conn()).await.optional()? else {
        return Ok(Claim::None);
    };
    if row.neon_auth_user_id == identity.subject.as_str() {
        return Ok(Claim::Mine(row));
    }
    let Some(tables) = provider_tables::read(db.conn()).await? else {
        return Ok(Claim::Unknown(row));
    };
    if !lives(db, &tables, &row.neon_auth_user_id).await? {
        return Ok(Claim::Orphaned(row));
    }
    release(db, row.id).await?;
    Ok(Claim::None)
}

/// The address of `user` is no longer proven.
pub(super) async fn release(db: &SystemConn, user: UserId) -> Result<(), DbError> {
    tracing::info!(user.id = %user, "The provider gave somebody's address to another person");
    let update = diesel::update(users::table.find(user)).set(users::email_verified.eq(false));
    update.execute(&mut db.conn()).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    lives: bool,
}

/// Whether the provider's tables have the person; seldom asked.
async fn lives(db: &SystemConn, tables: &ProviderTables, subject: &str) -> Result<bool, DbError> {
    let cast = if tables.user_id_is_uuid { "::uuid" } else { "" };
    let text = format!(
        "SELECT EXISTS (SELECT FROM neon_auth.\"user\" WHERE {} = $1{cast}) AS lives",
        tables.user_id
    );
    let asked = sql_query(text).bind::<Text, _>(subject);
    Ok(asked.get_result::<Answer>(&mut db.conn()).await?.lives)
}
