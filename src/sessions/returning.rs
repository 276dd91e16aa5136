//! The sign-in of somebody who has signed in on this kind of device before: one statement
//! finds the person, opens the session, records the event and counts their organizations.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension as _, QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Bytea, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{
    Issued, NewSession, ProvenAt, Sessions, TOKEN_LENGTH,
    policy::{self, Lifetime},
    provider_check::Columns,
};
use crate::{
    audit::security,
    db::DbError,
    ids::{SecurityEventId, SessionId, UserId},
    secret,
    types::{ClientInfo, Identity, PersonName, SignInMethod},
};

/// A sign-in whose identity is proven.
pub struct SignIn<'a> {
    /// The person, as the provider describes them.
    pub identity: &'a Identity,
    /// The session to open.
    pub begins: NewSession<'a>,
    /// The kind of proof, for the history of the account.
    pub method: Option<SignInMethod>,
    /// The browser or program.
    pub client: &'a ClientInfo,
    /// The token of the browser's previous session, which ends.
    pub former: Option<&'a str>,
}

/// A person who has come back.
#[derive(Clone)]
pub struct Returned {
    /// The person.
    pub user: UserId,
    /// The display name; may be empty.
    pub name: PersonName,
    /// The new session.
    pub issued: Issued,
    /// The number of the person's organizations.
    pub organizations: i64,
    /// The number of those that no operator suspended.
    pub open: i64,
    /// Whether the default is among the open ones.
    pub has_open_default: bool,
}

impl Sessions {
    /// Signs in somebody who needs nothing else. Returns `None`, and does nothing, for a person
    /// who is new, suspended or described differently by the provider than here, for a
    /// credential that has ended, and for a kind of device that is new to the person.
    pub async fn sign_in_again(&self, sign_in: &SignIn<'_>) -> Result<Option<Returned>, DbError> {
        let text = &self.texts.sign_in_again;
        let run =
            async |conn: &AsyncPgConnection| self.run_again::<false>(conn, text, sign_in).await;
        self.db.at_once("sign in", run).await
    }

    /// Like [`Self::sign_in_again`], right after the statement on `conn` that begins the
    /// provider's session: does nothing unless that is there.
    pub async fn sign_in_along(
        &self,
        conn: &AsyncPgConnection,
        sign_in: &SignIn<'_>,
    ) -> QueryResult<Option<Returned>> {
        let Some(text) = &self.texts.sign_in_along else { return Ok(None) };
        self.run_again::<true>(conn, text, sign_in).await
    }

    async fn run_again<const ALONG: bool>(
        &self,
        mut conn: &AsyncPgConnection,
        text: &str,
        sign_in: &SignIn<'_>,
    ) -> QueryResult<Option<Returned>> {
        let (token, now) = (secret::random_token(TOKEN_LENGTH), self.clock.now());
        let token_hash = secret::digest(&token);
        let begins = &sign_in.begins;
        let lifetime = policy::lifetime(&self.config, now, begins.parent);
        let expires_at = lifetime.expires_at;
        let (proven_at, proven_with) = match begins.proven {
            ProvenAt::Now => (Some(now), None),
            ProvenAt::WithTheParent => (None, begins.parent.session()),
            ProvenAt::Never => (None, None),
        };
        let statement = Statement::<ALONG> {
            text,
            sign_in,
            is_nameless: sign_in.identity.name.is_empty(),
            issued_at: begins.parent.issued_at(),
            device: security::device(sign_in.client),
            ip_address: sign_in.client.ip.map(|ip| ip.to_string()).unwrap_or_default(),
            proven_at,
            proven_with,
            provider: self.columns(begins.parent, &token_hash),
            former: sign_in.former.map(secret::digest),
            session: SessionId::new(),
            event: SecurityEventId::new(),
            token_hash,
            lifetime,
        };
        let row = statement.get_result::<Row>(&mut conn).await.optional()?;
        let issued = Issued { token, expires_at };
        Ok(row.map(|Row { user, name, organizations, open, has_open_default }| Returned {
            user,
            name,
            issued,
            organizations,
            open,
            has_open_default,
        }))
    }
}

#[derive(Queryable)]
struct Row {
    user: UserId,
    name: PersonName,
    organizations: i64,
    open: i64,
    has_open_default: bool,
}

/// The statement that may follow the provider's is another one: what is prepared is found by type.
struct Statement<'a, const ALONG: bool> {
    text: &'a str,
    sign_in: &'a SignIn<'a>,
    is_nameless: bool,
    issued_at: Option<DateTime<Utc>>,
    device: String,
    ip_address: String,
    proven_at: Option<DateTime<Utc>>,
    /// The provider's session whose beginning is the time of the proof.
    proven_with: Option<&'a str>,
    provider: Columns<'a>,
    former: Option<Vec<u8>>,
    session: SessionId,
    event: SecurityEventId,
    token_hash: Vec<u8>,
    lifetime: Lifetime,
}

/// In the order of the text's parameters.
impl<const ALONG: bool> QueryFragment<Pg> for Statement<'_, ALONG> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let SignIn { identity, begins, method, client, .. } = self.sign_in;
        out.push_sql(self.text);
        out.push_bind_param_value_only::<Text, _>(identity.subject.as_str())?;
        out.push_bind_param_value_only::<Text, _>(identity.subject.issuer())?;
        out.push_bind_param_value_only::<Text, _>(identity.email.as_str())?;
        out.push_bind_param_value_only::<Bool, _>(&identity.email_verified)?;
        out.push_bind_param_value_only::<Bool, _>(&self.is_nameless)?;
        out.push_bind_param_value_only::<Nullable<Timestamptz>, _>(&self.issued_at)?;
        out.push_bind_param_value_only::<Text, _>(&self.device)?;
        out.push_bind_param_value_only::<Uuid, _>(&self.session)?;
        out.push_bind_param_value_only::<Bytea, _>(&self.token_hash)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.provider.session)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.provider.credential)?;
        out.push_bind_param_value_only::<Nullable<Timestamptz>, _>(&self.provider.checked_at)?;
        out.push_bind_param_value_only::<Nullable<Timestamptz>, _>(&self.provider.check_due_at)?;
        out.push_bind_param_value_only::<Nullable<Uuid>, _>(&begins.last_tenant)?;
        out.push_bind_param_value_only::<Nullable<Timestamptz>, _>(&self.proven_at)?;
        out.push_bind_param_value_only::<Nullable<Text>, _>(&self.proven_with)?;
        out.push_bind_param_value_only::<Text, _>(&self.ip_address)?;
        out.push_bind_param_value_only::<Text, _>(&client.user_agent)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.lifetime.opened_at)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.lifetime.expires_at)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.lifetime.absolute_expires_at)?;
        out.push_bind_param_value_only::<Uuid, _>(&self.event)?;
        out.push_bind_param_value_only::<Text, _>(method.map_or("", SignInMethod::as_str))?;
        out.push_bind_param_value_only::<Nullable<Bytea>, _>(&self.former)
    }
}

// The text depends on the catalog, which is read once; all connections have the same one.
impl<const ALONG: bool> QueryId for Statement<'_, ALONG> {
    type QueryId = Statement<'static, ALONG>;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<const ALONG: bool> Query for Statement<'_, ALONG> {
    type SqlType = (Uuid, Text, BigInt, BigInt, Bool);
}
