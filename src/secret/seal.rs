//! Encrypts secrets that the database stores and that must be readable again.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{ExposeSecret as _, SecretString, keyed_digest_hex};

/// AES-256-GCM with a key that is derived from the server's secret.
pub struct Seal(RandomizedNonceKey);

impl Seal {
    /// Derives a separate key for each purpose; `None` only if the cipher isn't available.
    pub fn new(server_secret: &SecretString, purpose: &str) -> Option<Self> {
        let key = server_secret.expose_secret().as_bytes();
        let mut bytes = [0_u8; 32];
        hex::decode_to_slice(keyed_digest_hex(key, purpose), &mut bytes).ok()?;
        RandomizedNonceKey::new(&AES_256_GCM, &bytes).ok().map(Self)
    }

    /// Seals `plain` for the row that `about` names.
    pub fn close(&self, about: &[u8], plain: &[u8]) -> Option<String> {
        let mut text = plain.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(about), &mut text).ok()?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut text);
        Some(STANDARD.encode(sealed))
    }

    /// Returns the plaintext; `None` if it was sealed with another secret or for another row.
    pub fn open(&self, about: &[u8], sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(about), &mut text).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_opens_only_the_same_row() {
        let seal = Seal::new(&"server".into(), "test").unwrap();
        let sealed = seal.close(b"7", b"private").unwrap();
        assert_eq!(seal.open(b"7", &sealed).as_deref(), Some(b"private".as_slice()));
        assert_ne!(sealed, seal.close(b"7", b"private").unwrap());
        assert!(seal.open(b"8", &sealed).is_none());
        assert!(Seal::new(&"other".into(), "test").unwrap().open(b"7", &sealed).is_none());
        assert!(Seal::new(&"server".into(), "else").unwrap().open(b"7", &sealed).is_none());
        assert!(seal.open(b"7", "AAAA").is_none() && seal.open(b"7", "?").is_none());
    }
}
