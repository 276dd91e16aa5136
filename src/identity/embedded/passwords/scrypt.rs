//! Better Auth's own password hashes, for people who were imported from it.

use scrypt::{Params, scrypt};
use subtle::ConstantTimeEq as _;
use unicode_normalization::UnicodeNormalization as _;

/// N = 2^14, r = 16, p = 1.
const COST: (u8, u32, u32) = (14, 16, 1);

/// Whether `stored` is `<32 hex digits>:<128 hex digits>`.
pub(super) fn is_better_auths(stored: &str) -> bool {
    read(stored).is_some()
}

/// Whether `password` has the hash `stored`. Better Auth normalizes the password and uses
/// the salt's hex digits, not its bytes.
pub(super) fn matches(password: &str, stored: &str) -> bool {
    let Some((salt, expected)) = read(stored) else { return false };
    let Ok(params) = Params::new(COST.0, COST.1, COST.2) else { return false };
    let normalized: String = password.nfkc().collect();
    let mut computed = [0_u8; 64];
    let done = scrypt(normalized.as_bytes(), salt.as_bytes(), &params, &mut computed);
    done.is_ok() && bool::from(computed.ct_eq(&expected))
}

/// Whether a hash that starts like this may be of this kind.
pub(super) fn may_begin(start: &str) -> bool {
    start.split_once(':').is_some_and(|(salt, _)| is_salt(salt))
}

/// Returns a hash that matches no account.
pub(super) fn nobodys() -> String {
    format!("{}:{}", "0".repeat(32), "0".repeat(128))
}

fn is_salt(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|digit| digit.is_ascii_hexdigit())
}

fn read(stored: &str) -> Option<(&str, [u8; 64])> {
    let (salt, key) = stored.split_once(':')?;
    let mut expected = [0_u8; 64];
    hex::decode_to_slice(key, &mut expected).ok()?;
    is_salt(salt).then_some((salt, expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by Better Auth 1.7.7 from "Passwörd ①23", with the ö in two parts.
    const HASH: &str = "b869fe42e653b9ef2add8e5281f59547:\
        90ab86cf7233081fdece141ffd9362136bd266140626bd2e2eae8093d9f30889\
        975422b1d6debfb90ae227134e129fc1b7dc9180d41775f62bfa4950b3bf52d0";

    #[test]
    fn better_auths_hash_is_verified() {
        assert!(is_better_auths(HASH));
        assert!(matches("Passwo\u{308}rd ①23", HASH) && matches("Passwörd 123", HASH));
        assert!(!matches("passwörd 123", HASH));
        assert!(!is_better_auths("$argon2id$v=19$m=1,t=1,p=1$a$b") && !is_better_auths("a:b"));
    }
}
