//! The invitations that an organization has sent, by their state.

use chrono::{DateTime, Utc};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, Queryable, dsl,
    sql_types::{Nullable, Timestamptz},
};
use diesel_async::RunQueryDsl as _;

use super::State;
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, DbError, Scope as _, TenantReader,
        schema::{invitations as offers, users},
    },
    ids::InvitationId,
    types::Role,
};

/// The number of invitations that a page shows.
pub const PAGE_SIZE: usize = 50;

/// An invitation, as the organization sees it.
#[derive(Clone, Debug, Queryable)]
pub struct SentInvitation {
    /// The id, used in URLs.
    pub id: InvitationId,
    /// The invited address.
    pub email: String,
    /// The role the person will have, or was given.
    pub role: Role,
    /// The state.
    pub state: State,
    /// The time of writing.
    pub created_at: DateTime<Utc>,
    /// The time at which it expires.
    pub expires_at: DateTime<Utc>,
    /// The time of the answer, or of its end by other means; `None` while there is none.
    pub ended_at: Option<DateTime<Utc>>,
    /// The inviter's name.
    pub invited_by: String,
}

/// The number of invitations in each state.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts([i64; State::ALL.len()]);

impl Counts {
    /// Returns the number of invitations in `state`.
    pub fn of(&self, state: State) -> i64 {
        let mut counted = State::ALL.into_iter().zip(self.0);
        counted.find(|(known, _)| *known == state).map_or(0, |(_, count)| count)
    }
}

diesel::define_sql_function! {
    /// Defined in a migration: the state of an invitation, spelled as [`State`].
    fn invitation_state(
        accepted_at: Nullable<Timestamptz>,
        declined_at: Nullable<Timestamptz>,
        canceled_at: Nullable<Timestamptz>,
        expires_at: Timestamptz,
        moment: Timestamptz,
    ) -> diesel::sql_types::Text;
}

diesel::define_sql_function! {
    /// Returns the first time that isn't NULL.
    fn coalesce(first: Nullable<Timestamptz>, second: Nullable<Timestamptz>) -> Nullable<Timestamptz>;
}

#[dsl::auto_type(no_type_alias)]
fn state(at: DateTime<Utc>) -> _ {
    invitation_state(
        offers::accepted_at,
        offers::declined_at,
        offers::canceled_at,
        offers::expires_at,
        at,
    )
}

#[dsl::auto_type(no_type_alias)]
fn columns(at: DateTime<Utc>) -> _ {
    (
        offers::id,
        offers::email,
        offers::role,
        invitation_state(
            offers::accepted_at,
            offers::declined_at,
            offers::canceled_at,
            offers::expires_at,
            at,
        ),
        offers::created_at,
        offers::expires_at,
        coalesce(offers::accepted_at, offers::canceled_at),
        users::name,
    )
}

/// Returns the current tenant's invitations in `wanted`, or in any state, before `before`,
/// newest first; if there are more than a page shows, one extra.
pub async fn list(
    db: &TenantReader,
    wanted: Option<State>,
    before: Option<InvitationId>,
    at: DateTime<Utc>,
) -> Result<Vec<SentInvitation>, DbError> {
    let mut page = offers::table
        .inner_join(users::table)
        .filter(offers::tenant_id.eq(CurrentTenant))
        .order(offers::id.desc())
        .select(columns(at))
        .into_boxed();
    if let Some(wanted) = wanted {
        page = page.filter(state(at).eq(wanted));
    }
    if let Some(before) = before {
        page = page.filter(offers::id.lt(before));
    }
    Ok(page.at_most::<{ PAGE_SIZE + 1 }>().load(&mut db.conn()).await?)
}

/// Returns one of the current tenant's invitations.
pub async fn find(
    db: &TenantReader,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<Option<SentInvitation>, DbError> {
    let found = offers::table
        .inner_join(users::table)
        .filter(offers::tenant_id.eq(CurrentTenant).and(offers::id.eq(id)))
        .select(columns(at))
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// Counts the current tenant's invitations by state.
pub async fn counts(db: &TenantReader, at: DateTime<Utc>) -> Result<Counts, DbError> {
    let [one, two, three, four, five] =
        State::ALL.map(|wanted| dsl::count(offers::id).aggregate_filter(state(at).eq(wanted)));
    let counted = offers::table
        .filter(offers::tenant_id.eq(CurrentTenant))
        .select((one, two, three, four, five))
        .get_result(&mut db.conn())
        .await?;
    let (one, two, three, four, five) = counted;
    Ok(Counts([one, two, three, four, five]))
}
