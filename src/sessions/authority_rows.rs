//! The opening statement with its values, prepared once per connection.

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Bytea, Nullable, SmallInt, Text, Timestamptz, Uuid},
};

use crate::{
    ids::{SessionId, TenantId, UserId},
    types::{EmailAddress, PersonName, Role, Slug, Subject, SubjectKey, TenantName},
};

/// Opens a request with a session of ours. Each statement text has a type of its own.
pub(super) struct BySession<'a, const IN_TENANT: bool> {
    pub(super) text: &'a str,
    pub(super) token_hash: &'a [u8],
    pub(super) slug: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
    pub(super) idle_since: DateTime<Utc>,
}

/// Opens a request with a credential of the provider's.
pub(super) struct BySubject<'a, const IN_TENANT: bool> {
    pub(super) text: &'a str,
    pub(super) subject: &'a Subject,
    pub(super) slug: Option<&'a str>,
    pub(super) now: DateTime<Utc>,
    pub(super) issued_at: Option<DateTime<Utc>>,
}

/// Records when the provider's session began as the time of the proof.
pub(super) struct NoteProof<'a> {
    pub(super) text: &'a str,
    pub(super) provider_session: &'a str,
    pub(super) session: SessionId,
}

impl QueryFragment<Pg> for NoteProof<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        out.push_bind_param_value_only::<Text, _>(&self.provider_session)?;
        out.push_bind_param_value_only::<Uuid, _>(&self.session)
    }
}

// The text is built once from the catalog; see below.
impl QueryId for NoteProof<'_> {
    type QueryId = NoteProof<'static>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl diesel::RunQueryDsl<diesel_async::AsyncPgConnection> for NoteProof<'_> {}

type PersonColumns =
    (Uuid, Text, Text, Bool, Text, Nullable<Timestamptz>, Nullable<Text>, Nullable<Text>);
type TenantColumns = (
    Nullable<Uuid>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<Text>,
    Nullable<SmallInt>,
    Nullable<Text>,
);

/// The caller.
#[derive(Queryable)]
pub(super) struct PersonRow {
    pub(super) user: UserId,
    pub(super) subject: SubjectKey,
    pub(super) email: EmailAddress,
    pub(super) email_verified: bool,
    pub(super) name: PersonName,
    pub(super) deletion_due_at: Option<DateTime<Utc>>,
    pub(super) language: Option<String>,
    pub(super) picture: Option<String>,
}

/// The tenant of the URL and the caller's role in it, if there is a membership.
#[derive(Queryable)]
pub(super) struct TenantRow {
    pub(super) tenant: Option<TenantId>,
    pub(super) slug: Option<Slug>,
    pub(super) name: Option<TenantName>,
    pub(super) role: Option<Role>,
    pub(super) hue: Option<i16>,
    pub(super) logo: Option<String>,
}

/// The session that the request came with.
#[derive(Queryable)]
pub(super) struct SessionColumns {
    pub(super) id: SessionId,
    pub(super) last_tenant: Option<TenantId>,
    pub(super) last_seen_at: DateTime<Utc>,
    pub(super) refreshed_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) absolute_expires_at: DateTime<Utc>,
    /// The person's last proof.
    pub(super) authenticated_at: Option<DateTime<Utc>>,
    /// The provider's last answer.
    pub(super) provider_checked_at: Option<DateTime<Utc>>,
    pub(super) provider_check_due_at: Option<DateTime<Utc>>,
}

impl<const IN_TENANT: bool> QueryFragment<Pg> for BySession<'_, IN_TENANT> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        out.push_bind_param_value_only::<Bytea, _>(&self.token_hash)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.slug)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.now)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.idle_since)
    }
}

impl<const IN_TENANT: bool> QueryFragment<Pg> for BySubject<'_, IN_TENANT> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(self.text);
        out.push_bind_param_value_only::<Text, _>(self.subject.as_str())?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.slug)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.now)?;
        out.push_bind_param_value_only::<Text, _>(self.subject.issuer())?;
        out.push_bind_param_value_only::<Nullable<Timestamptz>, _>(&self.issued_at)
    }
}

// The texts depend on the catalog, which is read once. Each of these types therefore has
// one text on all connections of a pool, and the type can stand for it in the cache.
impl<const IN_TENANT: bool> QueryId for BySession<'_, IN_TENANT> {
    type QueryId = BySession<'static, IN_TENANT>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const IN_TENANT: bool> QueryId for BySubject<'_, IN_TENANT> {
    type QueryId = BySubject<'static, IN_TENANT>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const IN_TENANT: bool> Query for BySession<'_, IN_TENANT> {
    type SqlType = (
        (
            Uuid,
            Nullable<Uuid>,
            Timestamptz,
            Timestamptz,
            Timestamptz,
            Timestamptz,
            Nullable<Timestamptz>,
            Nullable<Timestamptz>,
            Nullable<Timestamptz>,
        ),
        PersonColumns,
        TenantColumns,
        Text,
    );
}

impl<const IN_TENANT: bool> Query for BySubject<'_, IN_TENANT> {
    type SqlType = (PersonColumns, TenantColumns, Text);
}
