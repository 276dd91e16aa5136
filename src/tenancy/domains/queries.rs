use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, IntoSql as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, dsl, sql_query,
    sql_types::{Bool, Integer, Text},
};
use diesel_async::RunQueryDsl as _;

use super::{
    Domain, DomainOffer, DueDomain, LostHow, MAILBOX_PROOF, MAX_ATTEMPTS, Offer, ProvenBy,
};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, SystemConn,
        TenantConn, TenantReader, UserReader, lower,
        schema::{domains, former_memberships, join_requests, memberships, tenants, users},
        set_config,
    },
    ids::{DomainId, TenantId},
    types::{DomainName, EmailAddress},
};

type DomainColumns = (
    domains::id,
    domains::domain,
    domains::offer,
    domains::dns_value,
    domains::proven_by,
    domains::proven_at,
    domains::renew_by,
    domains::lost_at,
    domains::lost_how,
    domains::code_mailbox,
    domains::code_expires_at,
    domains::created_at,
);

const DOMAIN: DomainColumns = (
    domains::id,
    domains::domain,
    domains::offer,
    domains::dns_value,
    domains::proven_by,
    domains::proven_at,
    domains::renew_by,
    domains::lost_at,
    domains::lost_how,
    domains::code_mailbox,
    domains::code_expires_at,
    domains::created_at,
);

pub(super) async fn list(db: &TenantReader) -> Result<Vec<Domain>, DbError> {
    let all = domains::table
        .filter(domains::tenant_id.eq(CurrentTenant))
        .order(domains::domain)
        .select(DOMAIN)
        .at_most::<100>()
        .load(&mut db.conn())
        .await?;
    Ok(all)
}

pub(super) async fn get(db: &TenantReader, id: DomainId) -> Result<Option<Domain>, DbError> {
    let one = domains::table.find((CurrentTenant, id)).select(DOMAIN);
    Ok(one.first(&mut db.conn()).await.optional()?)
}

pub(super) async fn lock(db: &TenantReader, id: DomainId) -> Result<Option<Domain>, DbError> {
    let one = domains::table.find((CurrentTenant, id)).select(DOMAIN).for_no_key_update();
    Ok(one.first(&mut db.conn()).await.optional()?)
}

/// Adds a domain with the next statement.
pub(super) fn insert(
    db: &TenantConn,
    id: DomainId,
    domain: &DomainName,
    offer: Offer,
    dns_value: String,
    at: DateTime<Utc>,
) {
    let row = (
        domains::tenant_id.eq(CurrentTenant),
        domains::id.eq(id),
        domains::domain.eq(domain.clone()),
        domains::offer.eq(offer),
        domains::dns_value.eq(dns_value),
        domains::created_by.eq(CurrentUser.nullable()),
        domains::created_at.eq(at),
    );
    db.write_with_next(diesel::insert_into(domains::table).values(row));
}

/// Changes what a domain offers with the next statement.
pub(super) fn set_offer(db: &TenantConn, id: DomainId, offer: Offer) {
    let row = domains::table.find((CurrentTenant, id));
    db.write_with_next(diesel::update(row).set(domains::offer.eq(offer)).kept());
}

/// Deletes a domain with the next statement.
pub(super) fn delete(db: &TenantConn, id: DomainId) {
    let row = domains::table.find((CurrentTenant, id));
    db.write_with_next(diesel::delete(row));
}

pub(super) async fn set_proven(
    db: &TenantConn,
    id: DomainId,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let columns = (
        domains::proven_by.eq(ProvenBy::Dns),
        domains::proven_at.eq(at),
        domains::checked_at.eq(at),
        domains::lost_at.eq(None::<DateTime<Utc>>),
        domains::lost_how.eq(None::<LostHow>),
    );
    let row = domains::table.find((CurrentTenant, id));
    diesel::update(row).set(columns).kept().execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn set_code(
    db: &TenantConn,
    id: DomainId,
    hash: &str,
    mailbox: &EmailAddress,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let columns = (
        domains::code_hash.eq(hash),
        domains::code_mailbox.eq(mailbox.as_str()),
        domains::code_expires_at.eq(expires_at),
        domains::code_attempts.eq(0),
    );
    let row = domains::table.find((CurrentTenant, id));
    diesel::update(row).set(columns).kept().execute(&mut db.conn()).await?;
    Ok(())
}

/// Marks the domain as proven if the code is right, in time and not tried too often; it
/// works once.
pub(super) async fn consume_code(
    db: &TenantConn,
    id: DomainId,
    hash: &str,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let open = domains::table
        .find((CurrentTenant, id))
        .filter(domains::code_hash.eq(hash).and(domains::code_expires_at.gt(at)))
        .filter(domains::code_attempts.lt(MAX_ATTEMPTS));
    let columns = (
        domains::proven_by.eq(ProvenBy::Mailbox),
        domains::proven_at.eq(at),
        domains::prover_id.eq(CurrentUser.nullable()),
        domains::renew_by.eq(at + MAILBOX_PROOF),
        domains::renewal_told_at.eq(None::<DateTime<Utc>>),
        domains::lost_at.eq(None::<DateTime<Utc>>),
        domains::lost_how.eq(None::<LostHow>),
        domains::code_hash.eq(None::<String>),
        domains::code_expires_at.eq(None::<DateTime<Utc>>),
    );
    Ok(diesel::update(open).set(columns).kept().execute(&mut db.conn()).await? > 0)
}

pub(super) async fn count_attempt(db: &TenantConn, id: DomainId) -> Result<(), DbError> {
    let row = domains::table.find((CurrentTenant, id));
    let counted = domains::code_attempts.eq(domains::code_attempts + 1);
    diesel::update(row).set(counted).kept().execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn set_lost(
    db: &TenantConn,
    id: DomainId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let proven =
        domains::table.find((CurrentTenant, id)).filter(domains::proven_by.eq(ProvenBy::Dns));
    let columns = (
        domains::proven_by.eq(None::<ProvenBy>),
        domains::proven_at.eq(None::<DateTime<Utc>>),
        domains::lost_at.eq(at),
        domains::lost_how.eq(LostHow::Record),
    );
    Ok(diesel::update(proven).set(columns).kept().execute(&mut db.conn()).await? > 0)
}

pub(super) async fn own_slug(db: &TenantConn) -> Result<String, DbError> {
    let slug = tenants::table.find(CurrentTenant).select(tenants::slug);
    Ok(slug.first(&mut db.conn()).await?)
}

pub(super) async fn take_due(db: &SystemConn) -> Result<Vec<DueDomain>, DbError> {
    let take = sql_query("SELECT tenant_id, id, domain, dns_value FROM take_domains_to_check()");
    Ok(take.load(&mut db.conn()).await?)
}

/// The domain of the current user's address.
macro_rules! own_domain {
    () => {
        users::table
            .find(CurrentUser)
            .select(split_part(lower(users::email), "@", 2))
            .single_value()
    };
}

/// Scopes the transaction to the organization of an offer. Row-level security shows those whose
/// domain is that of the current user's proven address.
pub(super) async fn enter(db: &UserReader, id: DomainId) -> Result<(), DbError> {
    let enter = domains::table
        .inner_join(tenants::table)
        .filter(domains::domain.nullable().eq(own_domain!()).and(domains::id.eq(id)))
        .filter(domains::proven_at.is_not_null().and(tenants::deleted_at.is_null()))
        .select(set_config("app.tenant_id", domains::tenant_id.cast::<Text>(), true));
    enter.load::<String>(&mut db.conn()).await?;
    Ok(())
}

/// Row-level security shows those whose domain is that of the current user's proven
/// address; the statement says so too, for the sake of the index.
pub(super) async fn offers(db: &UserReader) -> Result<Vec<DomainOffer>, DbError> {
    let member = memberships::table.find((domains::tenant_id, CurrentUser));
    let removed = former_memberships::table
        .find((domains::tenant_id, CurrentUser))
        .filter(former_memberships::removed);
    let asked = join_requests::table
        .filter(join_requests::tenant_id.eq(domains::tenant_id))
        .filter(join_requests::user_id.eq(CurrentUser).and(join_requests::outcome.is_null()));
    let offers = domains::table
        .inner_join(tenants::table)
        .filter(domains::domain.nullable().eq(own_domain!()).and(domains::proven_at.is_not_null()))
        .filter(tenants::deleted_at.is_null())
        .filter(dsl::not(dsl::exists(member)).and(dsl::not(dsl::exists(asked))))
        .select((
            domains::id,
            tenants::id,
            tenants::name,
            tenants::slug,
            (tenants::hue, tenants::logo),
            domains::offer,
            dsl::exists(removed),
        ))
        .at_most::<2>()
        .load(&mut db.conn())
        .await?;
    Ok(offers)
}

diesel::define_sql_function! {
    /// Returns a part of a text, counted from 1.
    fn split_part(text: Text, between: Text, part: Integer) -> Text;
}

/// Whether the claim is still proven and still for the current user, who isn't a member;
/// to join, and not only to ask, it must offer that, and nobody may have removed the person.
pub(super) async fn stands(db: &UserReader, id: DomainId, asks: bool) -> Result<bool, DbError> {
    let own_domain = split_part(lower(users::email), "@", 2);
    let person = users::table
        .find(CurrentUser)
        .filter(users::email_verified.and(domains::domain.eq(own_domain)))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()));
    let member = memberships::table.find((CurrentTenant, CurrentUser));
    let removed = former_memberships::table
        .find((CurrentTenant, CurrentUser))
        .filter(former_memberships::removed);
    let live = tenants::table.find(CurrentTenant).filter(tenants::deleted_at.is_null());
    let joins = domains::offer.eq(Offer::Join).and(dsl::not(dsl::exists(removed)));
    let offering = domains::table
        .find((CurrentTenant, id))
        .filter(domains::proven_at.is_not_null())
        .filter(dsl::exists(person).and(dsl::exists(live)).and(dsl::not(dsl::exists(member))))
        .filter(asks.into_sql::<Bool>().or(joins))
        .select(domains::tenant_id)
        .for_share();
    Ok(!offering.load::<TenantId>(&mut db.conn()).await?.is_empty())
}
