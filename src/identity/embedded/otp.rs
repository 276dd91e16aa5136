//! One-time codes: six digits that live five minutes and allow three wrong tries.
//!
//! A code belongs to the browser that asked for it (ASVS 6.6.2): it can be typed only
//! there, and its tries are used up only from there. Programs without cookies share one
//! code per mailbox. A caller that may be either has one code in both places, with three
//! tries in all.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use super::error::{BetterAuthError, CallError};
use crate::{
    identity::{
        mails::{MailKind, MailedCode},
        types::OtpCode,
    },
    secret::{self, ExposeSecret as _, SecretString},
    types::{Browser, EmailAddress},
};

/// Lifetime of a code (ASVS 6.5.5 allows ten minutes).
pub(in crate::identity::embedded) const LIFETIME: TimeDelta = TimeDelta::minutes(5);

/// Number of wrong tries that a code allows.
pub(in crate::identity) const WRONG_TRIES: i32 = 3;

/// Replaces the value of a code that has no tries left or was too old: the asker has no
/// other code, either.
pub(in crate::identity::embedded) const EMPTY: &str = ":0";

/// The purpose of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::identity::embedded) enum Purpose {
    ProveMailbox,
    SignIn,
    ResetPassword,
}

impl Purpose {
    /// Parses the wire's `type`.
    pub(in crate::identity::embedded) fn named(name: &str) -> Option<Self> {
        match name {
            "email-verification" => Some(Self::ProveMailbox),
            "sign-in" => Some(Self::SignIn),
            "forget-password" => Some(Self::ResetPassword),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::ProveMailbox => "email-verification",
            Self::SignIn => "sign-in",
            Self::ResetPassword => "forget-password",
        }
    }

    /// Returns the mail that carries the code.
    pub(in crate::identity::embedded) fn mail(self, code: OtpCode) -> MailKind {
        let code = mailed(code);
        match self {
            Self::ResetPassword => MailKind::ResetCode(code, None),
            Self::ProveMailbox | Self::SignIn => MailKind::VerificationCode(code),
        }
    }
}

/// Returns the code as mails carry it.
pub(in crate::identity::embedded) fn mailed(code: OtpCode) -> MailedCode {
    MailedCode { code, minutes: LIFETIME.num_minutes() }
}

/// The place of the code for one purpose, one mailbox and one asker.
///
/// Each slot is one row. Its key is derived from the identifier and the asker, so that a
/// newer code replaces the older one in the statement that writes it. The limit on mails to
/// a mailbox bounds how many there are.
#[derive(Clone, Debug)]
pub(in crate::identity::embedded) struct Slot {
    pub(in crate::identity::embedded) id: Uuid,
    pub(in crate::identity::embedded) identifier: String,
    /// The address of the account that it is for; all of that account's slots end together.
    pub(in crate::identity::embedded) mailbox: Option<String>,
}

impl Slot {
    /// Returns the slot for programs without cookies; all slots share its identifier.
    pub(in crate::identity::embedded) fn new(purpose: Purpose, email: &EmailAddress) -> Self {
        Self::called(format!("{}-otp-{email}", purpose.name())).for_mailbox(email.as_str())
    }

    /// Returns the slot in which a code typed in `browser` is looked up.
    pub(in crate::identity::embedded) fn of(
        purpose: Purpose,
        email: &EmailAddress,
        browser: &Browser,
    ) -> Self {
        match browser.known() {
            Some(asker) => Self::new(purpose, email).asked_by(&asker),
            None => Self::new(purpose, email),
        }
    }

    /// Returns the slots in which a code for `browser` is stored: the browser's own and, if
    /// the caller may be a program without cookies, the programs' as well.
    pub(in crate::identity::embedded) fn asked(
        purpose: Purpose,
        email: &EmailAddress,
        browser: &Browser,
    ) -> (Self, Option<Self>) {
        let program = browser.may_forget().then(|| Self::new(purpose, email));
        (Self::new(purpose, email).asked_by(&browser.bind()), program)
    }

    /// Returns the slot in which a browser that hasn't asked for a code looks one up: a
    /// program may have asked, and the code it mailed is typed here.
    pub(in crate::identity::embedded) fn of_programs(&self) -> Self {
        Self::called(self.identifier.clone())
    }

    fn asked_by(self, asker: &str) -> Self {
        Self { id: Self::called(format!("{} {asker}", self.identifier)).id, ..self }
    }

    /// Returns the slot for a change between two addresses; no address contains a space.
    pub(in crate::identity::embedded) fn of_change(from: &str, to: &EmailAddress) -> Self {
        Self::called(format!("change-email-otp-{from} {to}")).for_mailbox(from)
    }

    fn for_mailbox(self, mailbox: &str) -> Self {
        Self { mailbox: Some(mailbox.to_owned()), ..self }
    }

    /// Returns the row that `identifier` names; its key is derived only here.
    pub(in crate::identity::embedded) fn called(identifier: String) -> Self {
        let digest = Sha256::digest(identifier.as_bytes());
        let mut key = [0_u8; 16];
        key.iter_mut().zip(digest.iter()).for_each(|(to, from)| *to = *from);
        Self { id: Builder::from_custom_bytes(key).into_uuid(), identifier, mailbox: None }
    }
}

/// Digests codes for the table.
pub(in crate::identity::embedded) struct CodeKey(SecretString);

impl CodeKey {
    pub(in crate::identity::embedded) fn new(server_secret: &SecretString) -> Self {
        let key = server_secret.expose_secret().as_bytes();
        Self(secret::keyed_digest_hex(key, "one-time codes").into())
    }

    /// Generates a code and its digest for the slot.
    pub(in crate::identity::embedded) fn draw(
        &self,
        slot: &Slot,
    ) -> Result<(OtpCode, String), CallError> {
        let code = secret::random_code();
        let digest = self.digest(slot, &code);
        let code = code.parse().map_err(|_| CallError::Broken("a code could not be drawn"))?;
        Ok((code, digest))
    }

    /// Returns the digest of a code in its slot.
    pub(in crate::identity::embedded) fn digest(&self, slot: &Slot, code: &str) -> String {
        let key = self.0.expose_secret().as_bytes();
        secret::keyed_digest_hex(key, &format!("{}:{code}", slot.identifier))
    }
}

/// The stored code after a try was counted.
pub(in crate::identity::embedded) struct StoredCode {
    pub(in crate::identity::embedded) value: String,
    pub(in crate::identity::embedded) expires_at: DateTime<Utc>,
}

impl StoredCode {
    /// Whether the try whose code has `digest` was right.
    pub(in crate::identity::embedded) fn check(
        &self,
        digest: &str,
        now: DateTime<Utc>,
    ) -> Result<(), BetterAuthError> {
        let Some((kept, tries)) = self.value.rsplit_once(':') else {
            return Err(BetterAuthError::INVALID_OTP);
        };
        if kept.is_empty() {
            return Err(BetterAuthError::INVALID_OTP);
        }
        let wrong_tries = tries.parse().unwrap_or(i32::MAX);
        let right = secret::same(kept, digest);
        match (self.expires_at <= now, right) {
            (true, _) => Err(BetterAuthError::OTP_EXPIRED),
            (false, true) if wrong_tries < WRONG_TRIES => Ok(()),
            (false, false) if wrong_tries <= WRONG_TRIES => Err(BetterAuthError::INVALID_OTP),
            (false, _) => Err(BetterAuthError::TOO_MANY_ATTEMPTS),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::identity::embedded::otp::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    fn slot(purpose: Purpose, email: &str) -> Slot {
        Slot::new(purpose, &email.parse().unwrap())
    }

    #[test]
    fn a_slot_belongs_to_one_mailbox_and_one_purpose() {
        let ada = slot(Purpose::ProveMailbox, "ada@example.com");
        assert_eq!(ada.identifier, "email-verification-otp-ada@example.com");
        assert_eq!(ada.id, slot(Purpose::ProveMailbox, "Ada@example.com").id);
        assert_ne!(ada.id, slot(Purpose::SignIn, "ada@example.com").id);
        assert_ne!(ada.id, slot(Purpose::ProveMailbox, "eve@example.com").id);
    }

    #[test]
    fn a_slot_belongs_to_the_browser_that_asked() {
        let email = "ada@example.com".parse().unwrap();
        let of = |browser: &Browser| Slot::of(Purpose::SignIn, &email, browser).id;
        let program = Slot::new(Purpose::SignIn, &email).id;
        let (page, wire) = (Browser::default().on_page(true), Browser::default());
        let (asked, none) = Slot::asked(Purpose::SignIn, &email, &page);
        assert_eq!((none.is_none(), of(&page)), (true, asked.id));
        assert_eq!(of(&Browser::default()), program);
        let (asked, either) = Slot::asked(Purpose::SignIn, &email, &wire);
        assert_eq!((either.unwrap().id, of(&wire)), (program, asked.id));
        assert_ne!(of(&page), of(&wire));
        // Next time it shows its cookie.
        let value = wire.to_send().unwrap().expose_secret().to_owned();
        let (again, none) = Slot::asked(Purpose::SignIn, &email, &Browser::sent(Some(&value)));
        assert_eq!((again.id, none.is_none()), (asked.id, true));
    }

    #[test]
    fn two_changes_never_share_a_slot() {
        let change = |from: &str, to: &str| Slot::of_change(from, &to.parse().unwrap()).id;
        let (one, other) = (("a@b.de", "c-d@e.fr"), ("a@b.de-c", "d@e.fr"));
        assert_ne!(change(one.0, one.1), change(other.0, other.1));
    }

    #[test]
    fn a_code_is_kept_as_a_digest_of_its_slot() {
        let key = CodeKey::new(&"server".into());
        let ada = slot(Purpose::ProveMailbox, "ada@example.com");
        let (code, digest) = key.draw(&ada).unwrap();
        assert_eq!(digest, key.digest(&ada, code.expose()));
        assert_eq!(digest.len(), 64);
        assert_ne!(digest, key.digest(&slot(Purpose::SignIn, "ada@example.com"), code.expose()));
        assert_ne!(digest, CodeKey::new(&"other".into()).digest(&ada, code.expose()));
    }

    #[test]
    fn the_fourth_try_is_one_too_many() {
        let check = |tries: i32, digest: &str| {
            StoredCode { value: format!("abc:{tries}"), expires_at: at(300) }.check(digest, at(0))
        };
        assert_eq!(check(0, "abc"), Ok(()));
        assert_eq!(check(2, "abc"), Ok(()));
        assert_eq!(check(3, "abc"), Err(BetterAuthError::TOO_MANY_ATTEMPTS));
        assert_eq!(check(3, "xyz"), Err(BetterAuthError::INVALID_OTP));
        assert_eq!(check(4, "xyz"), Err(BetterAuthError::TOO_MANY_ATTEMPTS));
        let old = StoredCode { value: String::from("abc:0"), expires_at: at(300) };
        assert_eq!(old.check("abc", at(299)), Ok(()));
        assert_eq!(old.check("abc", at(300)), Err(BetterAuthError::OTP_EXPIRED));
    }
}
