//! Random secrets, their digests, and comparison in constant time.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rand::{RngExt as _, distr::Alphanumeric};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

mod seal;

pub use self::seal::Seal;
pub use secrecy::{ExposeSecret, SecretString};

/// Generates a random string of `length` characters from `[A-Za-z0-9]`, 5.95 bits each.
///
/// It's the alphabet of Better Auth's tokens; 32 characters carry 190 bits (ASVS 7.2.3
/// requires 128).
pub fn random_token(length: usize) -> String {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws secrets")]
    let rng = rand::rng();
    rng.sample_iter(Alphanumeric).take(length).map(char::from).collect()
}

/// Generates a one-time code of six decimal digits, with leading zeros.
pub fn random_code() -> String {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws secrets")]
    let number = rand::rng().random_range(0..1_000_000_u32);
    format!("{number:06}")
}

/// Generates 32 random bytes.
pub fn random_bytes() -> [u8; 32] {
    #[expect(clippy::disallowed_methods, reason = "the one place that draws secrets")]
    rand::rng().random()
}

/// Returns the SHA-256 of a high-entropy secret, which is what the database stores.
pub fn digest(secret: &str) -> Vec<u8> {
    digest_of(secret.as_bytes())
}

/// Returns [`digest`] as 64 lowercase hex digits.
pub fn digest_hex(secret: &str) -> String {
    hex::encode(digest(secret))
}

/// Returns the SHA-256 of any bytes.
pub fn digest_of(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Returns the SHA-256 of a file, in hex, which names it in an address.
pub fn file_digest_hex(file: &[u8]) -> String {
    hex::encode(Sha256::digest(file))
}

/// Returns the HMAC-SHA256 of `message` under `key`, in standard base64 with padding.
pub fn sign(key: &[u8], message: &str) -> String {
    STANDARD.encode(mac(key, message).finalize().into_bytes())
}

/// Returns the HMAC-SHA256 of a short secret in hex. The database doesn't have the key,
/// so a dump of the table alone doesn't reveal a six-digit code.
pub fn keyed_digest_hex(key: &[u8], secret: &str) -> String {
    hex::encode(mac(key, secret).finalize().into_bytes())
}

/// Whether two strings are equal, in time that does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

fn mac(key: &[u8], message: &str) -> Hmac<Sha256> {
    // HMAC accepts keys of any length: longer ones are hashed, shorter ones padded.
    let block = hmac_key(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(message.as_bytes());
    mac
}

/// Returns the key as one 64-byte block, exactly as RFC 2104 §2 prepares it.
fn hmac_key(key: &[u8]) -> [u8; 64] {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        let hashed = Sha256::digest(key);
        block.iter_mut().zip(hashed.iter()).for_each(|(to, from)| *to = *from);
    } else {
        block.iter_mut().zip(key.iter()).for_each(|(to, from)| *to = *from);
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_rfc_4231_case_2() {
        let signature = sign(b"Jefe", "what do ya want for nothing?");
        let bytes = STANDARD.decode(signature).unwrap();
        assert_eq!(
            hex::encode(bytes),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    #[test]
    fn tokens_and_codes_have_their_shape() {
        let token = random_token(32);
        assert!(token.len() == 32 && token.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_ne!(token, random_token(32));
        assert!(random_code().len() == 6 && random_code().chars().all(|c| c.is_ascii_digit()));
    }

    #[test]
    fn comparison_sees_every_difference() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd") && !same("abc", "ab"));
    }
}
