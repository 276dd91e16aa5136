//! Converts a row of the other database to a person here, or to the reason why not.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Options,
    report::Reason,
    source::{Disputed, Row},
};
use crate::{
    identity::embedded::{
        passwords,
        store::{accounts::CREDENTIAL, import::NewAccount, users::AuthUser},
    },
    types::{EmailAddress, ImageUrl, PersonName},
};

/// A person to add.
pub(super) struct Person {
    /// The person's key in the other database.
    pub(super) there: String,
    pub(super) user: AuthUser,
    pub(super) accounts: Vec<NewAccount>,
    /// Sign-in methods that aren't imported.
    pub(super) left_behind: Vec<Reason>,
}

#[derive(Deserialize)]
struct Account {
    site: String,
    key: String,
    password: Option<String>,
    changed: Option<DateTime<Utc>>,
}

/// Namespace for deriving our keys from theirs that aren't uuids, the same on every run.
const KEYS: Uuid = Uuid::from_u128(0x7d3b_0a53_9a41_5f0e_8a52_30f4_7c1d_96be);

/// Returns the person, unless something about them is in doubt.
pub(super) fn check(
    row: Row,
    disputed: &Disputed,
    options: Options,
    now: DateTime<Utc>,
) -> Result<Person, (String, Reason)> {
    let email = row.email.as_deref().and_then(|email| email.parse::<EmailAddress>().ok());
    let email = match email {
        None => return Err((row.id, Reason::NoAddress)),
        Some(email) if disputed.addresses.contains(&email) => {
            return Err((row.id, Reason::AddressShared));
        }
        Some(_) if row.second_factor && !options.drop_second_factors => {
            return Err((row.id, Reason::SecondFactor));
        }
        Some(email) => email,
    };
    let Ok(accounts) = Vec::<Account>::deserialize(&row.accounts) else {
        return Err((row.id, Reason::Unreadable));
    };
    let user = user(&row, &email, now);
    let mut person = Person { there: row.id, user, accounts: Vec::new(), left_behind: Vec::new() };
    person.take_password(&accounts, now);
    for account in accounts.into_iter().filter(|account| account.site != CREDENTIAL) {
        person.take_account(account, disputed, now);
    }
    Ok(person)
}

fn user(row: &Row, email: &EmailAddress, now: DateTime<Utc>) -> AuthUser {
    let key = Uuid::parse_str(&row.id).unwrap_or_else(|_| Uuid::new_v5(&KEYS, row.id.as_bytes()));
    let name = PersonName::cleaned(row.name.as_deref().unwrap_or_default());
    // Some clients store whole pictures in the column.
    let image = row.image.as_deref().and_then(ImageUrl::if_sound);
    AuthUser {
        email_verified: row.email_verified,
        created_at: row.created_at.unwrap_or(now),
        role: row.role.clone().or_else(|| Some(String::from("user"))),
        banned: Some(row.banned),
        ban_reason: row.ban_reason.clone(),
        ban_expires: row.ban_expires,
        ..AuthUser::new(key, &name, email, now).with(image.as_ref())
    }
}

impl Person {
    /// Takes over the password, if there is exactly one and its hash can be verified here.
    fn take_password(&mut self, accounts: &[Account], now: DateTime<Utc>) {
        let theirs = accounts.iter().filter(|account| account.site == CREDENTIAL);
        let mut hashes = theirs.filter_map(|it| Some((it.password.as_deref()?, it.changed)));
        match (hashes.next(), hashes.next()) {
            (None, _) => {}
            (Some(_), Some(_)) => self.left_behind.push(Reason::SeveralPasswords),
            (Some((hash, _)), None) if !passwords::is_readable(hash) => {
                self.left_behind.push(Reason::UnknownHash);
            }
            (Some((hash, changed)), None) => {
                let key = self.user.id.to_string();
                let account = self.account(CREDENTIAL, key, changed.unwrap_or(now));
                self.accounts.push(NewAccount { password: Some(hash.to_owned()), ..account });
            }
        }
    }

    fn take_account(&mut self, account: Account, disputed: &Disputed, now: DateTime<Utc>) {
        let changed = account.changed.unwrap_or(now);
        let name = (account.site, account.key);
        if disputed.accounts.contains(&name) {
            self.left_behind.push(Reason::AccountShared(name.0));
        } else if self.accounts.iter().all(|it| it.provider_id != name.0 || it.account_id != name.1)
        {
            let account = self.account(&name.0, name.1, changed);
            self.accounts.push(account);
        }
    }

    fn account(&self, site: &str, key: String, changed: DateTime<Utc>) -> NewAccount {
        NewAccount {
            id: Uuid::now_v7(),
            account_id: key,
            provider_id: site.to_owned(),
            user_id: self.user.id,
            password: None,
            created_at: self.user.created_at,
            updated_at: changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SCRYPT: &str = "b869fe42e653b9ef2add8e5281f59547:\
        90ab86cf7233081fdece141ffd9362136bd266140626bd2e2eae8093d9f30889\
        975422b1d6debfb90ae227134e129fc1b7dc9180d41775f62bfa4950b3bf52d0";

    fn row(id: &str, accounts: Value) -> Row {
        Row {
            id: id.into(),
            email: Some("Ada@Example.com".into()),
            name: None,
            image: Some(format!("data:image/png;base64,{}", "A".repeat(4000))),
            role: None,
            ban_reason: None,
            ban_expires: None,
            created_at: None,
            email_verified: true,
            banned: false,
            second_factor: false,
            accounts,
        }
    }

    fn read(row: Row) -> Result<Person, (String, Reason)> {
        let options = Options { rehearse: false, drop_second_factors: false };
        check(row, &Disputed::default(), options, DateTime::UNIX_EPOCH)
    }

    fn credential(password: &str) -> Value {
        json!({ "site": "credential", "key": "x", "password": password, "changed": null })
    }

    #[test]
    fn a_key_that_is_no_uuid_becomes_the_same_one_each_time() {
        let uuid = "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";
        assert_eq!(read(row(uuid, json!([]))).unwrap().user.id.to_string(), uuid);
        let derived = |id| read(row(id, json!([]))).unwrap().user.id;
        assert_eq!(derived("k3Jd93mfKs"), derived("k3Jd93mfKs"));
        assert_ne!(derived("1"), derived("2"));
    }

    #[test]
    fn a_password_comes_along_when_there_is_one_and_it_can_be_read() {
        let ada = read(row("1", json!([credential(SCRYPT)]))).unwrap();
        assert_eq!(ada.accounts[0].password.as_deref(), Some(SCRYPT));
        assert_eq!(ada.accounts[0].account_id, ada.user.id.to_string());
        let bcrypt = read(row("1", json!([credential("$2b$10$abcdefghijklmnopqrstuv")]))).unwrap();
        assert_eq!(bcrypt.left_behind, [Reason::UnknownHash]);
        let two = read(row("1", json!([credential(SCRYPT), credential(SCRYPT)]))).unwrap();
        assert_eq!((two.accounts.len(), two.left_behind), (0, vec![Reason::SeveralPasswords]));
    }

    #[test]
    fn whoever_has_a_second_factor_does_not_lose_it_unasked() {
        let careful = Row { second_factor: true, ..row("1", json!([])) };
        assert_eq!(read(careful).err().unwrap().1, Reason::SecondFactor);
        let nobody = Row { email: Some("nobody".into()), ..row("1", json!([])) };
        assert_eq!(read(nobody).err().unwrap().1, Reason::NoAddress);
    }

    #[test]
    fn addresses_are_folded_and_pictures_in_the_column_dropped() {
        let ada = read(row("1", json!([]))).unwrap().user;
        assert_eq!((ada.email.as_str(), ada.image), ("ada@example.com", None));
    }
}
