//! Encrypts what the tables keep and nobody shall read there.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::secret::{self, ExposeSecret as _, SecretString};

/// AES-256-GCM under a key that is made of the server's secret.
pub(super) struct Seal(RandomizedNonceKey);

impl Seal {
    /// A key for one purpose; `None` only where the cipher itself is missing.
    pub(super) fn new(server_secret: &SecretString, purpose: &str) -> Option<Self> {
        let key = server_secret.expose_secret().as_bytes();
        let mut bytes = [0_u8; 32];
        hex::decode_to_slice(secret::keyed_digest_hex(key, purpose), &mut bytes).ok()?;
        RandomizedNonceKey::new(&AES_256_GCM, &bytes).ok().map(Self)
    }

    /// Seals what belongs to the row `id`.
    pub(super) fn close(&self, id: Uuid, private: &[u8]) -> Option<String> {
        let mut text = private.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(id.as_bytes()), &mut text).ok()?;
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut text);
        Some(STANDARD.encode(sealed))
    }

    /// What was sealed; `None` when that was done with another secret or for another row.
    pub(super) fn open(&self, id: Uuid, sealed: &str) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(sealed).ok()?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut text = text.to_vec();
        let opened = self.0.open_in_place(nonce, Aad::from(id.as_bytes()), &mut text).ok()?;
        Some(opened.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_secret_opens_only_the_same_key() {
        let seal = Seal::new(&"server".into(), "test").unwrap();
        let id = Uuid::from_u128(7);
        let sealed = seal.close(id, b"private").unwrap();
        assert_eq!(seal.open(id, &sealed).as_deref(), Some(b"private".as_slice()));
        assert_ne!(sealed, seal.close(id, b"private").unwrap());
        assert!(seal.open(Uuid::from_u128(8), &sealed).is_none());
        assert!(Seal::new(&"other".into(), "test").unwrap().open(id, &sealed).is_none());
        assert!(Seal::new(&"server".into(), "else").unwrap().open(id, &sealed).is_none());
        assert!(seal.open(id, "AAAA").is_none() && seal.open(id, "?").is_none());
    }
}
