use chrono::{DateTime, Utc};

use super::{
    CODE_LIFETIME, Displaced, Domain, DomainError, ProvenBy, changes::find_to_change,
    displacement::displace, queries,
};
use crate::{
    audit::{self, Action, Change},
    db::TenantConn,
    ids::DomainId,
    secret::{self, ExposeSecret as _, SecretString},
    types::EmailAddress,
};

/// The key of the digests of mailed codes. It isn't in the database, so a dump of the
/// table reveals no code.
pub struct CodeKey(SecretString);

impl CodeKey {
    /// Derives a key of its own from the server's secret.
    pub fn new(server_secret: &SecretString) -> Self {
        let key = server_secret.expose_secret().as_bytes();
        Self(secret::keyed_digest_hex(key, "domain codes").into())
    }

    fn digest(&self, id: DomainId, code: &str) -> String {
        let about = format!("{id} {code}");
        secret::keyed_digest_hex(self.0.expose_secret().as_bytes(), &about)
    }
}

/// Marks a domain as proven by its DNS record, which the caller has just looked up, and returns
/// what another organization has lost by that.
pub async fn prove_by_dns(
    db: &TenantConn,
    id: DomainId,
    at: DateTime<Utc>,
) -> Result<Option<Displaced>, DomainError> {
    // Locks both organizations in a fixed order; the role is judged after that.
    let displaced = displace(db, id, at).await?;
    let domain = find_to_change(db, id).await?;
    queries::set_proven(db, id, at).await?;
    let before = displaced.as_ref().map(|_| "proven by another organization by mailbox");
    record(db, &domain, (before, ProvenBy::Dns), at);
    Ok(displaced)
}

/// Draws a code that is to be mailed to `mailbox`; an earlier one ends.
pub async fn draw_code(
    db: &TenantConn,
    key: &CodeKey,
    id: DomainId,
    mailbox: &EmailAddress,
    at: DateTime<Utc>,
) -> Result<SecretString, DomainError> {
    find_to_change(db, id).await?;
    let code = secret::random_code();
    let hash = key.digest(id, &code);
    queries::set_code(db, id, &hash, mailbox, at + CODE_LIFETIME).await?;
    Ok(code.into())
}

/// Marks a domain as proven if `code` is the mailed one; `false` if it isn't, which counts
/// as an attempt and has to be committed.
pub async fn prove_by_code(
    db: &TenantConn,
    key: &CodeKey,
    id: DomainId,
    code: &str,
    at: DateTime<Utc>,
) -> Result<bool, DomainError> {
    let domain = find_to_change(db, id).await?;
    if !queries::consume_code(db, id, &key.digest(id, code.trim()), at).await? {
        queries::count_attempt(db, id).await?;
        return Ok(false);
    }
    record(db, &domain, (None, ProvenBy::Mailbox), at);
    Ok(true)
}

fn record(
    db: &TenantConn,
    domain: &Domain,
    (before, by): (Option<&str>, ProvenBy),
    at: DateTime<Utc>,
) {
    let after = format!("{} by {by}", domain.domain);
    let change = Change { before, after: Some(&after) };
    audit::record_change(db, Action::DomainProven, domain.id, change, at);
}
