//! Known browsers: those with which a person has already signed in to an account. Their
//! attempts at that account are counted separately, so that strangers can't use up its
//! owner's limit (OWASP, "device cookies").

use chrono::TimeDelta;

use super::Limits;
use crate::secret::{self, ExposeSecret as _};

/// A browser stays known for this long without another sign-in.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(180);

impl Limits {
    /// Returns the mark for a browser that has just signed in to `account`: a number, its
    /// expiry and a signature that covers the account. The mark grants no access.
    pub fn mark_device(&self, account: &str) -> String {
        let ends = (self.clock.now() + KNOWN_FOR).timestamp();
        let signed = format!("{}.{ends}", secret::random_token(22));
        let signature = self.sign_device(account, &signed);
        format!("{signed}.{signature}")
    }

    /// Returns the number in a mark that was made for `account` and hasn't expired.
    pub fn known_device<'a>(&self, mark: &'a str, account: &str) -> Option<&'a str> {
        let (signed, signature) = mark.rsplit_once('.')?;
        let (number, ends) = signed.split_once('.')?;
        let is_ours = secret::same(signature, &self.sign_device(account, signed));
        let is_current = ends.parse::<i64>().ok()? > self.clock.now().timestamp();
        (is_ours && is_current).then_some(number)
    }

    fn sign_device(&self, account: &str, signed: &str) -> String {
        let key = self.key.expose_secret().as_bytes();
        secret::keyed_digest_hex(key, &format!("known-device\0{account}\0{signed}"))
    }
}
